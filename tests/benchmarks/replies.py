"""Reply times of the running system for one resident, over HTTP.

    legalbot serve            # in another terminal
    python -m tests.benchmarks.replies [--url http://127.0.0.1:5005] [--long 1000]

Prints median and 95th percentile, beside the same number of calls to ``/healthz`` in the same run as the baseline; with
``--long`` also the first and last hundred replies of one long conversation.
"""

from __future__ import annotations

import argparse
import statistics
import time
import uuid

import httpx

SCRIPT = (
    "你好", "老板拖欠工资怎么办", "我的法律顾问是谁", "石桥村", "我要预约司法救助", "算了", "律师阅卷要带什么",
    "离婚冷静期多少天", "今天天气怎么样", "借钱不还怎么办", "12309电话是多少", "谢谢",
)  # fmt: skip


def main() -> None:
    """Run the script ten times and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", default="http://127.0.0.1:5005")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--long", type=int, default=0, help="messages of one long conversation")
    options = parser.parse_args()
    with httpx.Client(timeout=30, trust_env=False) as client:
        baseline = [timed(lambda: client.get(f"{options.url}/healthz")) for _ in range(40)]
        replies = []
        for _ in range(options.rounds):
            sender = f"bench-{uuid.uuid4().hex}"
            replies += [timed(lambda t=text, s=sender: say(client, options.url, s, t)) for text in SCRIPT]
        report("healthz (baseline)", baseline)
        report("replies", replies)
        print(f"ratio of medians: {statistics.median(replies) / statistics.median(baseline):.1f}")
        if options.long:
            sender = f"bench-{uuid.uuid4().hex}"
            times = [
                timed(lambda n=n: say(client, options.url, sender, SCRIPT[n % len(SCRIPT)]))
                for n in range(options.long)
            ]
            report("first hundred", times[:100])
            report("last hundred", times[-100:])


def say(client: httpx.Client, url: str, sender: str, text: str) -> None:
    """Send one message; an error status stops the benchmark."""
    client.post(f"{url}/webhooks/rest/webhook", json={"sender": sender, "message": text}).raise_for_status()


def timed(call) -> float:  # type: ignore[no-untyped-def]
    """Milliseconds that ``call`` took."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def report(name: str, times: list[float]) -> None:
    """One line of figures."""
    late = sorted(times)[int(len(times) * 0.95)]
    print(f"{name}: n={len(times)} median {statistics.median(times):.0f} ms, p95 {late:.0f} ms")


if __name__ == "__main__":
    main()
