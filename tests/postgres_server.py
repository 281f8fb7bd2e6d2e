"""A private PostgreSQL server for tests: its own data folder and socket, no TCP port, gone afterwards.

Needs the server's programs (Debian: ``apt-get install postgresql``); without them the test fails and says so.
"""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER_USER = "postgres"
"""PostgreSQL refuses to run as root; then it runs as this account, which Debian's package makes."""
SETTINGS = ("listen_addresses=''", "fsync=off", "max_connections=60", "shared_buffers=32MB")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the SQLAlchemy URL of an empty database on a server that lives as long as the context."""
    programs = _programs()
    # Not below pytest's folder: the socket's path must stay under 107 characters and be reachable for the account.
    folder = Path(tempfile.mkdtemp(prefix="legalbot-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER, SERVER_USER)
    data = folder / "data"
    try:
        _run(programs / "initdb", "-D", data, "-U", SERVER_USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={folder}"))
        _run(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg2://{SERVER_USER}@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("pg_ctl")
    if versions and (versions[-1] / "initdb").exists():
        return versions[-1]
    if on_path:
        return Path(on_path).parent
    raise RuntimeError("no PostgreSQL server on this machine: apt-get install -y postgresql")


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", SERVER_USER, "--", *words]
    # Output goes to a file: a server started by pg_ctl would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(words, stdout=output, stderr=subprocess.STDOUT, cwd="/", timeout=120, check=False)
        if done.returncode:
            output.seek(0)
            said = output.read().decode(errors="replace")
            raise RuntimeError(f"{words[-1]} failed as {getpass.getuser()}: {said}")
