/* The chat page. Plain JavaScript for old phones: no lookbehind, no optional chaining. All Chinese is in the HTML. */
(function () {
  "use strict";

  var words = document.body.dataset;
  var log = document.getElementById("log");
  var form = document.getElementById("ask");
  var question = document.getElementById("question");
  var hint = document.getElementById("hint");
  var line = document.getElementById("line");
  var typing = document.getElementById("typing");
  var opening = document.getElementById("opening");
  var leave = document.getElementById("leave");

  var PING_MS = 15000;
  var PONG_MS = 8000;
  var ACK_MS = 12000;
  var TYPING_MS = 40000;
  var MAX_PAUSE_MS = 15000;
  var QUEUE_KEY = "legalbot.unsent";
  var SIZE_KEY = "legalbot.large";
  var RELOAD_KEY = "legalbot.reloaded";

  var socket = null;
  var ready = false;
  var lastSeq = 0;
  var attempts = 0;
  var wasOffline = false;
  var reconnectTimer = null;
  var pingTimer = null;
  var pongTimer = null;
  var typingTimer = null;
  var lineTimer = null;
  var lastDay = "";
  var stored = memory("sessionStorage");
  var kept = memory("localStorage");
  var queue = readQueue();
  var turns = {};

  /* ---- storage that may be switched off ---- */
  function memory(kind) {
    var own = {};
    return {
      get: function (key) { try { return window[kind].getItem(key); } catch (error) { return own[key] || null; } },
      set: function (key, value) { try { window[kind].setItem(key, value); } catch (error) { own[key] = value; } },
      remove: function (key) { try { window[kind].removeItem(key); } catch (error) { delete own[key]; } }
    };
  }

  function readQueue() {
    try {
      var found = JSON.parse(stored.get(QUEUE_KEY) || "[]");
      return Array.isArray(found) ? found : [];
    } catch (error) { return []; }
  }

  function saveQueue() { stored.set(QUEUE_KEY, JSON.stringify(queue)); }

  function newId() {
    var bytes = new Uint8Array(12);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("");
  }

  /* ---- connection ---- */
  function connect() {
    clearTimeout(reconnectTimer);
    var scheme = location.protocol === "https:" ? "wss://" : "ws://";
    var current = new WebSocket(scheme + location.host + "/chat/ws");
    socket = current;
    current.onopen = function () { send({ type: "history", since: lastSeq }); heartbeat(); };
    current.onmessage = function (event) { if (socket === current) { receive(event.data); } };
    current.onclose = function (event) { if (socket === current) { lost(event.code); } };
  }

  function lost(code) {
    ready = false;
    socket = null;
    clearTimeout(pingTimer);
    clearTimeout(pongTimer);
    if (code === 4401 && noSession()) { return; }
    if (code === 4408) { reconnectTimer = setTimeout(connect, MAX_PAUSE_MS * 4); return; }
    wasOffline = true;
    queue.forEach(function (item) { clearTimeout(item.timer); });
    showTyping(false);
    showLine(words.offline, false);
    markWaiting();
    var pause = Math.min(MAX_PAUSE_MS, 500 * Math.pow(2, attempts)) * (0.7 + 0.6 * Math.random());
    attempts += 1;
    reconnectTimer = setTimeout(connect, pause);
  }

  function noSession() {
    if (stored.get(RELOAD_KEY)) { showLine(words.noCookie, false); return true; }
    stored.set(RELOAD_KEY, "1");
    location.reload();
    return true;
  }

  function hurry() {
    if (!socket && reconnectTimer) { attempts = 0; connect(); } else { ping(); }
  }

  function heartbeat() {
    clearTimeout(pingTimer);
    pingTimer = setTimeout(function () { ping(); heartbeat(); }, PING_MS);
  }

  function ping() {
    if (!socket || socket.readyState !== 1) { return; }
    send({ type: "ping" });
    clearTimeout(pongTimer);
    pongTimer = setTimeout(drop, PONG_MS);
  }

  function drop() {
    var old = socket;
    if (!old) { return; }
    old.onclose = null;
    old.close();
    lost(1006);
  }

  function send(frame) {
    if (socket && socket.readyState === 1) { socket.send(JSON.stringify(frame)); }
  }

  /* ---- frames from the server ---- */
  function receive(raw) {
    var frame;
    try { frame = JSON.parse(raw); } catch (error) { return; }
    clearTimeout(pongTimer);
    if (frame.type === "history") { restored(frame.lines); }
    else if (frame.type === "ack") { acknowledged(frame); }
    else if (frame.type === "typing") { showTyping(true); }
    else if (frame.type === "idle") { showTyping(false); }
    else if (frame.type === "left") { location.replace("/chat"); }
    else if (frame.type === "bot" || frame.type === "person" || frame.type === "resident") { show(frame); }
  }

  function restored(lines) {
    stored.remove(RELOAD_KEY);
    ready = true;
    attempts = 0;
    opening.hidden = true;
    form.hidden = false;
    lines.forEach(show);
    if (wasOffline) { showLine(words.online, true); } else { hideLine(); }
    wasOffline = false;
    queue.slice().forEach(function (item) {
      if (!turns[item.id]) { turns[item.id] = addTurn({ type: "resident", text: item.shown, id: item.id }); }
      transmit(item);
    });
  }

  function acknowledged(frame) {
    var item = take(frame.id);
    var turn = turns[frame.id];
    if (turn) { setState(turn, ""); }
    if (frame.refused && item) { failed(item); }
  }

  function show(frame) {
    if (frame.seq) {
      if (frame.seq <= lastSeq) { return; }
      lastSeq = frame.seq;
    }
    if (frame.type === "resident") {
      take(frame.id);
      if (turns[frame.id]) { setState(turns[frame.id], ""); return; }
    } else { showTyping(false); }
    var turn = addTurn(frame);
    if (frame.id) { turns[frame.id] = turn; }
  }

  /* ---- sending ---- */
  function say(text, shown) {
    var item = { id: newId(), text: text, shown: shown || text };
    queue.push(item);
    saveQueue();
    turns[item.id] = addTurn({ type: "resident", text: item.shown, id: item.id });
    transmit(item);
  }

  function transmit(item) {
    if (!ready) { markWaiting(); return; }
    setState(turns[item.id], "");
    send({ type: "message", id: item.id, text: item.text });
    showTyping(true);
    clearTimeout(item.timer);
    item.timer = setTimeout(function () { if (queue.indexOf(item) >= 0) { drop(); } }, ACK_MS);
  }

  function take(id) {
    for (var i = 0; i < queue.length; i += 1) {
      if (queue[i].id === id) {
        var item = queue.splice(i, 1)[0];
        clearTimeout(item.timer);
        saveQueue();
        return item;
      }
    }
    return null;
  }

  function failed(item) {
    var turn = turns[item.id];
    if (!turn) { return; }
    turn.classList.add("failed");
    setState(turn, words.undelivered);
    var again = element("button", "retry", words.resend);
    again.type = "button";
    again.addEventListener("click", function () {
      turn.remove();
      delete turns[item.id];
      say(item.text, item.shown);
    });
    turn.querySelector(".state").appendChild(again);
  }

  function markWaiting() {
    queue.forEach(function (item) { if (turns[item.id]) { setState(turns[item.id], words.waiting); } });
  }

  /* ---- drawing ---- */
  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) { made.className = className; }
    if (text) { made.textContent = text; }
    return made;
  }

  function addTurn(frame) {
    var who = { bot: words.bot, person: words.person, resident: words.you }[frame.type];
    var turn = element("article", "turn " + frame.type);
    if (!log.querySelector(".turn")) { turn.classList.add("first"); }
    addDay(frame.at);
    turn.appendChild(element("p", frame.type === "person" ? "who" : "who sr", who));
    var bubble = element("div", "bubble");
    String(frame.text || "").split(/\n\s*\n/).forEach(function (part) {
      if (part.trim()) { bubble.appendChild(paragraph(part.trim())); }
    });
    addImage(bubble, frame.image);
    turn.appendChild(bubble);
    if (frame.buttons && frame.buttons.length) { turn.appendChild(choices(frame.buttons)); }
    if (frame.type === "resident") { dropOldChoices(); }
    log.appendChild(turn);
    scrollTo(turn);
    return turn;
  }

  function addDay(at) {
    var day = at ? at.slice(0, 10) : "";
    if (!day || day === lastDay) { return; }
    var first = lastDay === "";
    lastDay = day;
    var date = new Date(at);
    var today = date.toDateString() === new Date().toDateString();
    var label = today ? words.today : date.toLocaleDateString("zh-CN", { month: "long", day: "numeric" });
    if (!first || !today) { log.appendChild(element("p", "day", label)); }
  }

  function addImage(bubble, address) {
    if (!address || !/^(\/[^\/]|data:image\/(png|jpeg|svg\+xml);)/.test(address)) { return; }
    var image = element("img");
    image.src = address;
    image.alt = words.picture;
    bubble.appendChild(image);
  }

  /* Phone numbers become links to dial, addresses become links to open; all else stays text. */
  var LINKS = /(https?:\/\/[^\s<>"'，。；、）)]+)|(^|[^\d.\-A-Za-z第号])(1[3-9]\d{9}|0\d{2,3}-\d{7,8}|12[0-9]{3}|11[09]|12[02])(?![\d.\-A-Za-z元天日条个年月岁万千名人次%％平米亩块公])/g;

  function paragraph(text) {
    var made = element("p");
    var from = 0;
    var match;
    LINKS.lastIndex = 0;
    while ((match = LINKS.exec(text))) {
      var start = match.index + (match[2] ? match[2].length : 0);
      made.appendChild(document.createTextNode(text.slice(from, start)));
      made.appendChild(match[1] ? webLink(match[1]) : phoneLink(match[3]));
      from = match.index + match[0].length;
    }
    made.appendChild(document.createTextNode(text.slice(from)));
    return made;
  }

  function phoneLink(number) {
    var link = element("a", "tel", number);
    link.href = "tel:" + number.replace(/-/g, "");
    link.setAttribute("aria-label", words.dial + " " + number);
    return link;
  }

  function webLink(address) {
    var link = element("a", "", address);
    link.href = address;
    link.rel = "noopener noreferrer";
    link.target = "_blank";
    return link;
  }

  function choices(buttons) {
    var list = element("ul", "choices");
    buttons.forEach(function (button) {
      var choice = element("button", "choice", button.title);
      choice.type = "button";
      choice.addEventListener("click", function (event) {
        say(button.payload, button.title);
        settle(event.detail > 0);
      });
      var entry = element("li");
      entry.appendChild(choice);
      list.appendChild(entry);
    });
    return list;
  }

  /* Once the resident has spoken, older offers go: an old button would answer an old question. */
  function dropOldChoices() {
    Array.prototype.forEach.call(log.querySelectorAll(".choices"), function (list) {
      list.remove();
    });
  }

  function setState(turn, text) {
    if (!turn) { return; }
    var state = turn.querySelector(".state");
    if (state) { state.remove(); }
    if (text) { turn.appendChild(element("p", "state", text)); }
  }

  /* A long answer is shown from its beginning, not from its end. */
  function scrollTo(turn) {
    var tall = turn.offsetHeight > log.clientHeight - 40;
    log.scrollTop = tall ? turn.offsetTop - log.offsetTop - 12 : log.scrollHeight;
  }

  function showTyping(on) {
    clearTimeout(typingTimer);
    typing.hidden = !on;
    typing.querySelector(".sr").textContent = on ? words.typing : "";
    if (on) { typingTimer = setTimeout(function () { showTyping(false); }, TYPING_MS); }
  }

  function showLine(text, good) {
    clearTimeout(lineTimer);
    line.textContent = text;
    line.classList.toggle("good", good);
    line.hidden = false;
    if (good) { lineTimer = setTimeout(hideLine, 4000); }
  }

  function hideLine() { line.hidden = true; }

  function grow() {
    question.style.height = "auto";
    if (question.value) { question.style.height = question.scrollHeight + 4 + "px"; }
  }

  /* ---- controls ---- */
  function submit(byPointer) {
    var text = question.value.trim();
    if (!text) { hint.textContent = words.empty; question.focus(); return; }
    hint.textContent = "";
    question.value = "";
    grow();
    say(text);
    settle(byPointer);
  }

  /* On a touch screen the keyboard would cover the answer: it goes away after a tap. */
  function settle(byPointer) {
    if (byPointer && window.matchMedia("(pointer: coarse)").matches) { question.blur(); }
    else { question.focus({ preventScroll: true }); }
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); });
  document.getElementById("send").addEventListener("click", function (event) { submit(event.detail > 0); });
  question.addEventListener("input", function () { hint.textContent = ""; grow(); });
  question.addEventListener("keydown", function (event) {
    /* Enter also ends the choice of characters in a Chinese input method: isComposing (229) tells. */
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      submit(false);
    }
  });
  leave.addEventListener("submit", function (event) {
    if (!window.confirm(words.leaveSure)) { event.preventDefault(); return; }
    stored.remove(QUEUE_KEY);
  });

  var larger = document.getElementById("larger");
  function setLarge(on) {
    document.documentElement.classList.toggle("large", on);
    larger.setAttribute("aria-pressed", String(on));
    kept.set(SIZE_KEY, on ? "1" : "");
    grow();
  }
  larger.addEventListener("click", function () { setLarge(larger.getAttribute("aria-pressed") !== "true"); });
  document.getElementById("print").addEventListener("click", function () { window.print(); });

  window.addEventListener("online", hurry);
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { hurry(); } });

  setLarge(kept.get(SIZE_KEY) === "1");
  opening.hidden = false;
  form.hidden = false;
  connect();
}());
