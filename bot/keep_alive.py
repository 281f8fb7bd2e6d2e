"""Runs one server module and starts it again when it dies; gives up when it keeps dying at once."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from types import FrameType

logger = logging.getLogger(__name__)

SHORT_LIFE_SECONDS = 20.0
MAX_SHORT_LIVES = 4


def next_count(short_lives: int, code: int, lived: float) -> int:
    """How often in a row the module has failed by itself soon after its start.

    One that was killed from outside (a negative code: the kernel short of memory, an operator) has not failed by itself
    and is always started again.
    """
    if code < 0:
        return 0
    return short_lives + 1 if lived < SHORT_LIFE_SECONDS else 1


def main(module: str) -> int:
    """Keep ``module`` running; return its exit code once it stops for good."""
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
        code = child.wait()
        if stopping:
            return 0
        lived = time.monotonic() - started
        short_lives = next_count(short_lives, code, lived)
        if short_lives >= MAX_SHORT_LIVES:
            logger.error("%s stopped %d times in a row, last with exit code %d; giving up", module, short_lives, code)
            return code or 1
        logger.warning("%s stopped with exit code %d; starting it again", module, code)
        time.sleep(0.5 * max(short_lives, 1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
