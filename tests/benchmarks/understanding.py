"""Our pipeline and Rasa's stock Chinese pipeline, trained and timed on the same examples in one run.

    python -m tests.benchmarks.understanding [--examples 1500] [--epochs 100]

Each pipeline is trained in a process of its own, so that its peak memory is its own; then both parse the same questions
in turn in one process, so that a busy machine slows both alike. DIET takes minutes for each thousand examples on two
cores; ``--examples`` takes an even share of every intent for both. ``--epochs 2`` is enough for the parse times alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from tests.benchmarks.nlu_data import ROOT, sample, training_examples

STOCK: list[dict[str, Any]] = [
    {"name": "JiebaTokenizer", "dictionary_path": "nlu_data/lexicon"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char", "min_ngram": 1, "max_ngram": 3},
    {"name": "DIETClassifier", "entity_recognition": False, "random_seed": 7},
]
PARSED = 300
PIPELINES = ("ours", "stock")


def main() -> None:
    """Run both pipelines and print the table with ratios."""
    options = _options()
    if options.run:
        print(json.dumps(run(options.run, options.examples, options.epochs, Path(options.folder))))
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = {name: _in_process(name, options, Path(folder) / name) for name in PIPELINES}
        for name, times in asyncio.run(_times({name: row["model"] for name, row in rows.items()})).items():
            rows[name].update(p50=float(np.percentile(times, 50)), p95=float(np.percentile(times, 95)))
    print(f"{'':8}{'right':>8}{'top 3':>8}{'training s':>12}{'p50 ms':>9}{'p95 ms':>9}{'peak MB':>9}")
    for name, row in rows.items():
        print(
            f"{name:8}{row['right']:8.3f}{row['within']:8.3f}{row['training']:12.1f}"
            f"{row['p50']:9.2f}{row['p95']:9.2f}{row['memory']:9.0f}"
        )
    ours, stock = rows["ours"], rows["stock"]
    print(
        f"ratio ours/stock: training {ours['training'] / stock['training']:.3f}, p50 {ours['p50'] / stock['p50']:.3f} "
        f"(wanted at most 0.333), memory {ours['memory'] / stock['memory']:.2f}; {ours['examples']} examples"
    )


def run(name: str, limit: int, epochs: int, folder: Path) -> dict[str, Any]:
    """Train one pipeline into ``folder``, parse the development questions, return its figures."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    os.chdir(ROOT)
    folder.mkdir(parents=True)
    count = _write_examples(folder / "nlu.yml", limit)
    _write_config(folder / "config.yml", name, epochs)
    started = time.perf_counter()
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder), domain="domain.yml")
    training = time.perf_counter() - started
    figures = asyncio.run(_parse(Agent.load(model)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**figures, "training": training, "memory": memory, "examples": count, "model": model}


async def _times(models: dict[str, str]) -> dict[str, list[float]]:
    """Milliseconds of each question in each pipeline, the pipelines taking turns."""
    from rasa.core.agent import Agent

    agents = {name: Agent.load(model) for name, model in models.items()}
    times: dict[str, list[float]] = {name: [] for name in agents}
    for row in _questions():
        for name, agent in agents.items():
            started = time.perf_counter()
            await agent.parse_message(row["text"])
            times[name].append((time.perf_counter() - started) * 1000)
    return {name: taken[1:] for name, taken in times.items()}


def _questions() -> list[dict[str, Any]]:
    return [row for row in sample("topics_dev.jsonl") if row["topics"] != ["non_legal"]][:PARSED]


async def _parse(agent: Any) -> dict[str, float]:
    questions, right, within = _questions(), 0, 0
    for row in questions:
        parsed = await agent.parse_message(row["text"])
        names = [e["name"] for e in parsed["intent_ranking"] if e["name"].startswith("consult_")]
        topics = [name.removeprefix("consult_") for name in names[:3]]
        right += bool(topics) and topics[0] in row["topics"]
        within += any(topic in row["topics"] for topic in topics)
    return {"right": right / len(questions), "within": within / len(questions)}


def _write_examples(path: Path, limit: int) -> int:
    by_intent: dict[str, list[str]] = defaultdict(list)
    for text, intent in zip(*training_examples(), strict=True):
        by_intent[intent].append(text)
    total = sum(len(texts) for texts in by_intent.values())
    share = min(1.0, limit / total) if limit else 1.0
    rng = random.Random(7)
    kept = {i: rng.sample(texts, max(8, round(len(texts) * share))) for i, texts in by_intent.items()}
    entries = [{"intent": i, "examples": "".join(f"- {text}\n" for text in texts)} for i, texts in kept.items()]
    path.write_text(yaml.safe_dump({"version": "3.1", "nlu": entries}, allow_unicode=True), encoding="utf-8")
    return sum(len(texts) for texts in kept.values())


def _write_config(path: Path, name: str, epochs: int) -> None:
    ours = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    stock = [{**part, **({"epochs": epochs} if part["name"] == "DIETClassifier" else {})} for part in STOCK]
    pipeline = ours if name == "ours" else stock
    config = {"recipe": "default.v1", "language": "zh", "assistant_id": f"benchmark-{name}", "pipeline": pipeline}
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")


def _in_process(name: str, options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.understanding", "--run", name, "--folder", str(folder)]
    command += ["--examples", str(options.examples), "--epochs", str(options.epochs)]
    env = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "TQDM_DISABLE": "1"}
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return dict(json.loads(done.stdout.decode().strip().splitlines()[-1]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--examples", type=int, default=1500, help="0 takes all")
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--run", choices=PIPELINES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
