"""A server that does nothing, for tests of those who keep servers alive."""

from __future__ import annotations

import time

if __name__ == "__main__":
    time.sleep(120)
