"""Who a browser is: a random conversation id in a signed cookie. What the client claims otherwise is never used."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from itsdangerous import BadSignature, URLSafeTimedSerializer
from sanic.request import Request
from sanic.response import BaseHTTPResponse

COOKIE = "legalbot_chat"
MAX_AGE_SECONDS = 30 * 24 * 3600
PREFIX = "web-"


class WebSessions:
    """Makes and reads session cookies signed with ``secret_key``."""

    def __init__(self, secret_key: bytes) -> None:
        self._signer = URLSafeTimedSerializer(secret_key, salt="web-chat-session")

    def read(self, request: Request) -> str | None:
        """Return the conversation id of the request's cookie, ``None`` when it is missing, forged or too old."""
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return None
        try:
            value = self._signer.loads(cookie, max_age=MAX_AGE_SECONDS)
        except BadSignature:  # also covers an expired signature
            return None
        return value if isinstance(value, str) and value.startswith(PREFIX) else None

    def give(self, request: Request, response: BaseHTTPResponse, conversation_id: str) -> None:
        """Set the cookie: not readable by scripts, not sent from other sites, https only where https is used."""
        cookies = response.cookies
        cookies[COOKIE] = self._signer.dumps(conversation_id)
        cookies[COOKIE]["httponly"] = True
        cookies[COOKIE]["samesite"] = "Lax"
        cookies[COOKIE]["path"] = "/chat"
        cookies[COOKIE]["max-age"] = MAX_AGE_SECONDS
        if is_https(request):
            cookies[COOKIE]["secure"] = True


def new_conversation_id() -> str:
    """128 random bits: nobody guesses another resident's conversation."""
    return PREFIX + secrets.token_hex(16)


def is_https(request: Request) -> bool:
    """Whether the resident's browser speaks https, also behind a proxy that ends TLS."""
    return request.scheme in ("https", "wss") or request.headers.get("x-forwarded-proto", "") == "https"


def same_origin(request: Request) -> bool:
    """Whether the request comes from our own page: its Origin names the host it was sent to."""
    origin = request.headers.get("origin")
    return bool(origin) and urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()


def client_address(request: Request) -> str:
    """The resident's address as far as Sanic's proxy settings let us trust it."""
    return request.remote_addr or request.ip or ""
