"""Runs a server module that the others can do without: given up, it says so and waits, so that the runner goes on.

The runner stops everything as soon as one of its processes ends; residents must not lose the chat with the desk.
"""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType

from bot.keep_alive import gone, runner_in
from bot.keep_alive import main as keep_alive

POLL_SECONDS = 0.2


def main(module: str, runner: int | None = None) -> int:
    """Keep ``module`` running; once it is given up, wait for the runner to stop. Return 0 then."""
    code = keep_alive(module, runner)
    if code == 0:
        return 0
    print(f"legalbot: {module} cannot run and is left out; everything else goes on. See the lines above.", flush=True)
    _wait_for_stop(runner)
    return 0


def _wait_for_stop(runner: int | None) -> None:
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping and not gone(runner):
        time.sleep(POLL_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], runner_in(sys.argv[1:])))
