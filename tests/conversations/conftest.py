"""One running system for all conversations; tests that break it start their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversations.live import LiveServer, Resident


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    running = LiveServer(tmp_path_factory.mktemp("live")).start()
    yield running
    running.stop()


@pytest.fixture
def resident(server: LiveServer) -> Resident:
    return Resident(server)
