"""Runs one server module and starts it again when it dies; gives up when it keeps dying at once.

When the runner itself is killed hard, nobody can tell us to stop; so we look after it, and stop with it. Otherwise a
server without a runner would keep the port and the memory, and the next ``make run`` could not start.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from types import FrameType

logger = logging.getLogger(__name__)

SHORT_LIFE_SECONDS = 20.0
MAX_SHORT_LIVES = 4
WATCH_SECONDS = 1.0


def next_count(short_lives: int, code: int, lived: float) -> int:
    """How often in a row the module has failed by itself soon after its start.

    One that was killed from outside (a negative code: the kernel short of memory, an operator) has not failed by itself
    and is always started again.
    """
    if code < 0:
        return 0
    return short_lives + 1 if lived < SHORT_LIFE_SECONDS else 1


def gone(runner: int | None) -> bool:
    """Whether the process with the number ``runner`` has ended; one we do not know of has not."""
    if runner is None:
        return False
    try:
        os.kill(runner, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def main(module: str, runner: int | None = None) -> int:
    """Keep ``module`` running while ``runner`` lives; return its exit code once it stops for good."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    stopping = False
    child: subprocess.Popen[bytes] | None = None

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True
        if child is not None and child.poll() is None:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    short_lives = 0
    while True:
        started = time.monotonic()
        child = subprocess.Popen([sys.executable, "-m", module])
        code = _wait(child, runner)
        if stopping or code is None:
            return 0
        lived = time.monotonic() - started
        short_lives = next_count(short_lives, code, lived)
        if short_lives >= MAX_SHORT_LIVES:
            logger.error("%s stopped %d times in a row, last with exit code %d; giving up", module, short_lives, code)
            return code or 1
        logger.warning("%s stopped with exit code %d; starting it again", module, code)
        time.sleep(0.5 * max(short_lives, 1))


def _wait(child: subprocess.Popen[bytes], runner: int | None) -> int | None:
    """Return the exit code of ``child``; None after it was ended because the runner is gone."""
    while True:
        try:
            return child.wait(WATCH_SECONDS)
        except subprocess.TimeoutExpired:
            if gone(runner):
                logger.warning("the runner is gone; stopping too")
                child.kill()
                child.wait()
                return None


def runner_in(arguments: list[str]) -> int | None:
    """The runner's process number, the second argument, where one is given."""
    return int(arguments[1]) if len(arguments) > 1 else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], runner_in(sys.argv[1:])))
