"""Training examples and development samples, read in place; nothing of ``../shared`` is copied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jieba
import yaml

from bot.nlu.card_questions import card_questions
from bot.nlu.documents import Document, document
from bot.nlu.normalise import normalise
from knowledge_base.loader import load

ROOT = Path(__file__).resolve().parents[2]
EVAL = ROOT.parent / "shared" / "eval"
LONGEST = 3000


def training_examples() -> tuple[list[str], list[str]]:
    """Normalised sentences and their intents, of every file under ``nlu_data`` and of the answer cards."""
    texts, intents = [], []
    for path in sorted((ROOT / "nlu_data").rglob("*.yml")):
        for entry in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("nlu") or []:
            for line in entry["examples"].splitlines():
                if line.strip().startswith("- "):
                    texts.append(normalise(line.strip()[2:], LONGEST))
                    intents.append(entry["intent"])
    for text, intent in card_questions(load()):
        texts.append(normalise(text, LONGEST))
        intents.append(intent)
    return texts, intents


def load_lexicon() -> None:
    """The same jieba dictionaries as the pipeline's tokenizer."""
    jieba.setLogLevel(60)
    for path in sorted((ROOT / "nlu_data" / "lexicon").iterdir()):
        jieba.load_userdict(str(path))


def as_document(text: str) -> Document:
    """What the intent model reads for ``text``."""
    clean = normalise(text, LONGEST)
    return document(list(jieba.cut(clean)), clean)


def sample(name: str) -> list[dict[str, Any]]:
    """A development file of ``../shared/eval``; a missing one stops the report with a plain sentence."""
    path = EVAL / name
    if not path.is_file():
        raise SystemExit(f"The development sample {name} is not there; put the shared folder beside the project.")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
