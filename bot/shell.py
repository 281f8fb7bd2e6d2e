"""``rasa shell`` on the same flows, with an action server of its own."""

from __future__ import annotations

import subprocess
import sys

from bot.processes import environment
from bot.settings import ROOT, Settings
from bot.training import latest_model


def run_shell(settings: Settings) -> int:
    """Run until the developer types ``/stop``; return rasa's exit code."""
    env = environment(settings)
    model = str(latest_model(settings.models_dir))
    actions = subprocess.Popen([sys.executable, "-m", "bot.action_server"], cwd=ROOT, env=env)
    try:
        return subprocess.call([sys.executable, "-m", "rasa", "shell", "--model", model], cwd=ROOT, env=env)
    finally:
        actions.terminate()
        actions.wait(timeout=10)
