"""Trains the Rasa model when what it is made of has changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from bot.settings import ROOT

MODEL_NAME = "legalbot"
SOURCES = (
    "config.yml",
    "domain.yml",
    "nlu_data",
    "bot/nlu",
    "knowledge_base/national/danger.yml",
    "knowledge_base/national/topics",
    "requirements.lock",
)
KEPT_SUFFIXES = {".yml", ".txt", ".py", ".lock"}


class TrainingError(RuntimeError):
    """The training data or configuration cannot be trained on; the message says why in one sentence."""


def fingerprint(root: Path = ROOT) -> str:
    """SHA-256 over every file the model is made of."""
    digest = hashlib.sha256()
    for path in _source_files(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def latest_model(models_dir: Path) -> Path:
    """The trained model's archive. Raise ``TrainingError`` when there is none."""
    path = models_dir / f"{MODEL_NAME}.tar.gz"
    if not path.is_file():
        raise TrainingError("There is no trained model yet; run `make train`.")
    return path


def needs_training(models_dir: Path) -> bool:
    """Whether data or configuration changed since the last training."""
    mark = models_dir / "fingerprint"
    return not (
        (models_dir / f"{MODEL_NAME}.tar.gz").is_file()
        and mark.is_file()
        and mark.read_text(encoding="ascii") == fingerprint()
    )


def train(models_dir: Path) -> Path:
    """Train and return the archive's path. Raise ``TrainingError`` when Rasa refuses the data."""
    from rasa.model_training import train as rasa_train

    models_dir.mkdir(parents=True, exist_ok=True)
    mark = fingerprint()
    here = Path.cwd()
    os.chdir(ROOT)
    try:
        result = rasa_train(
            domain="domain.yml",
            config="config.yml",
            training_files=["nlu_data"],
            output=str(models_dir),
            fixed_model_name=MODEL_NAME,
            force_training=True,
        )
    finally:
        os.chdir(here)
    if result.code != 0 or result.model is None:
        raise TrainingError("Rasa could not train the model; the lines above name the file and the reason.")
    (models_dir / "fingerprint").write_text(mark, encoding="ascii")
    return Path(result.model)


def _source_files(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        source = root / name
        files = sorted(source.rglob("*")) if source.is_dir() else [source]
        yield from (path for path in files if path.is_file() and path.suffix in KEPT_SUFFIXES)
