"""``make nlu-report``: how well the assistant understands the development samples, and where it fails.

Trains the intent model on ``nlu_data`` in this process and prints: topics right and right within three, a reliability
table, out-of-scope taken and legal refused for several thresholds, cross-validated services, danger on strangers'
texts, date and time expressions, the confusion table and the worst topics.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

import numpy as np
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from sklearn.model_selection import StratifiedKFold

from bot.nlu.danger import check
from bot.nlu.intent_model import EMERGENCY, OUT_OF_SCOPE, TALK, IntentModel, IntentSettings, train_intents
from bot.nlu.matrix import Array
from bot.nlu.moments import read_moment
from bot.nlu.normalise import normalise
from bot.nlu.scope_decision import RefusalLimits, decide, refuse_at
from bot.storage.base import CITY_TIME
from tests.benchmarks.nlu_data import LONGEST, ROOT, as_document, load_lexicon, sample, training_examples

NON_LEGAL = "non_legal"
CONSULT = "consult_"
THRESHOLDS = (0.02, 0.05, 0.1, 0.2, 0.5)
RANKING_LENGTH, DOUBT_BELOW = 8, 0.08


def main() -> None:
    """Print the whole report."""
    load_lexicon()
    texts, intents = training_examples()
    documents = [as_document(text) for text in texts]
    started = time.perf_counter()
    model = train_intents(documents, intents, IntentSettings())
    print(f"examples {len(texts)}, intents {len(set(intents))}, trained in {time.perf_counter() - started:.1f} s")
    legal = [row for row in sample("topics_dev.jsonl") if row["topics"] != [NON_LEGAL]]
    shares = model.shares([as_document(row["text"]) for row in legal])
    report_topics(model, legal, shares)
    report_scope(model, shares)
    report_own_samples(model)
    report_services(documents, intents)
    report_danger()
    report_times()


def report_topics(model: IntentModel, legal: list[dict], shares: Array) -> None:  # type: ignore[type-arg]
    """Accuracy, reliability, confusions and worst topics."""
    columns = [i for i, label in enumerate(model.labels) if label.startswith(CONSULT)]
    topics = [model.labels[i].removeprefix(CONSULT) for i in columns]
    part = shares[:, columns]
    order = np.argsort(-part, axis=1)
    best = [topics[row[0]] for row in order]
    right = np.array([b in r["topics"] for b, r in zip(best, legal, strict=True)])
    within = np.array([any(topics[i] in r["topics"] for i in row[:3]) for row, r in zip(order, legal, strict=True)])
    print(f"\ntopics: right {right.mean():.3f}, within three {within.mean():.3f} (n={len(legal)}; wanted .77 and .93)")
    top = part.max(axis=1) / part.sum(axis=1)
    print("reliability: share of the best topic | n | mean share | right")
    for low in (0.0, 0.2, 0.4, 0.6, 0.8):
        rows = (top >= low) & (top < low + 0.2 + (low == 0.8))
        if rows.any():
            print(
                f"  {low:.1f}-{low + 0.2:.1f} | {rows.sum():4d} | {top[rows].mean():.2f} | {right[rows].mean():.2f} "
                + "#" * round(20 * right[rows].mean())
            )
    gap = sum(abs(top[r].mean() - right[r].mean()) * r.mean() for r in bins(top))
    print(f"  expected calibration error {gap:.3f}")
    confusions = Counter((r["topics"][0], b) for r, b, ok in zip(legal, best, right, strict=True) if not ok)
    print("confusions (accepted -> said): " + ", ".join(f"{a}->{b} {n}" for (a, b), n in confusions.most_common(20)))
    by_topic = defaultdict(list)
    for row, ok in zip(legal, right, strict=True):
        by_topic[row["topics"][0]].append(ok)
    worst = sorted(by_topic.items(), key=lambda item: float(np.mean(item[1])))
    print("worst topics: " + ", ".join(f"{t} {np.mean(oks):.2f} (n={len(oks)})" for t, oks in worst[:10]))


def bins(top: Array) -> Iterable[Array]:
    """Ten equal bins that are not empty."""
    for low in np.arange(0.0, 1.0, 0.1):
        rows = (top >= low) & (top < low + 0.1 + (low > 0.85))
        if rows.any():
            yield rows


def report_scope(model: IntentModel, legal: Array) -> None:
    """Out-of-scope text taken for ours and legal questions refused: as configured, and for plain thresholds."""
    strange = sample("ood_dev.jsonl")
    shares = model.shares([as_document(row["text"]) for row in strange])
    column = model.labels.index(OUT_OF_SCOPE)
    talk = np.array([label in TALK for label in model.labels])
    inside = shares.copy()
    inside[:, column] = -1.0
    works = ~talk[inside.argmax(axis=1)]
    kinds = np.array([row["kind"] for row in strange])
    print(f"\nout of scope (n={len(strange)}) taken for a legal or service intent | legal refused (wanted .03 and .03)")
    for threshold in THRESHOLDS:
        taken = works & (shares[:, column] < threshold)
        each = ", ".join(f"{kind} {taken[kinds == kind].mean():.3f}" for kind in sorted(set(kinds)))
        refused = (legal[:, column] >= threshold).mean()
        print(f"  refuse_at {threshold:.2f}: {taken.mean():.3f} ({each}) | {refused:.3f}")
    decided = [decided_intent(model, row["text"]) for row in strange]
    taken = np.array(
        [name not in TALK and name not in (OUT_OF_SCOPE, DEFAULT_NLU_FALLBACK_INTENT_NAME) for name in decided]
    )
    each = ", ".join(f"{kind} {taken[kinds == kind].mean():.3f}" for kind in sorted(set(kinds)))
    questions = [row["text"] for row in sample("topics_dev.jsonl") if row["topics"] != [NON_LEGAL]]
    refused = np.mean([decided_intent(model, text) == OUT_OF_SCOPE for text in questions])
    print(f"  as configured: {taken.mean():.3f} ({each}) | {refused:.3f}")


def decided_intent(model: IntentModel, text: str) -> str:
    """What the pipeline without danger would act on."""
    document = as_document(text)
    ranking = model.ranking(document, RANKING_LENGTH)
    return decide(ranking, refuse_at(ranking, document[0], RefusalLimits()), DOUBT_BELOW)


def report_own_samples(model: IntentModel) -> None:
    """Services and danger on sentences by writers who knew neither data nor rules (``tests/samples``)."""
    for kind in ("seen", "unseen"):
        rows = own_sample(f"services_{kind}.tsv")
        said = ["emergency" if check(text) else decided_intent(model, text) for _, text in rows]
        right = defaultdict(list)
        for (label, _), name in zip(rows, said, strict=True):
            right[label].append(name == label)
        scores = {label: float(np.mean(hits)) for label, hits in right.items() if label != OUT_OF_SCOPE}
        print(f"\nservices and conversation, sample {kind}: {np.mean(list(scores.values())):.3f} (wanted .93)")
        print("  " + ", ".join(f"{label} {score:.2f}" for label, score in sorted(scores.items(), key=lambda e: e[1])))
        found = [(label != "none", check(text) is not None) for label, text in own_sample(f"danger_{kind}.tsv")]
        recall = np.mean([raised for danger, raised in found if danger])
        alarms = np.mean([raised for danger, raised in found if not danger])
        print(f"danger, sample {kind}: found {recall:.3f} (wanted .97), near misses raised {alarms:.3f} (wanted .03)")


def own_sample(name: str) -> list[tuple[str, str]]:
    """(label, sentence) of a file of ``tests/samples``."""
    lines = (ROOT / "tests" / "samples" / name).read_text(encoding="utf-8").splitlines()
    return [
        (label, normalise(text, LONGEST)) for label, text in (line.split("\t")[:2] for line in lines if "\t" in line)
    ]


def report_services(documents: list, intents: list[str]) -> None:  # type: ignore[type-arg]
    """Cross-validated accuracy on our own examples; strict, since near duplicates are forbidden among them."""
    target = np.array(intents)
    said = np.empty(len(target), dtype=object)
    for fit, held in StratifiedKFold(5, shuffle=True, random_state=1).split(np.zeros(len(target)), target):
        model = train_intents([documents[i] for i in fit], [intents[i] for i in fit], IntentSettings())
        rows = model.shares([documents[i] for i in held])
        said[held] = [model.labels[i] for i in rows.argmax(axis=1)]
    wanted = [i for i in sorted(set(intents)) if not i.startswith(CONSULT) and i not in (OUT_OF_SCOPE, EMERGENCY)]
    rows = np.isin(target, wanted)
    print(
        f"\nservices and conversation, five-fold, own examples: {(said[rows] == target[rows]).mean():.3f} (wanted .93)"
    )
    each = {i: (said[target == i] == i).mean() for i in wanted}
    print("  " + ", ".join(f"{i} {score:.2f}" for i, score in sorted(each.items(), key=lambda item: item[1])))


def report_danger() -> None:
    """How often strangers' texts, nearly all without danger, raise the alarm."""
    print("\ndanger raised on strangers' texts (upper bound of false alarms; some are real)")
    for name in ("topics_dev.jsonl", "questions_dev.jsonl", "ood_dev.jsonl"):
        rows = sample(name)
        hits = sum(check(row["text"]) is not None for row in rows)
        print(f"  {name}: {hits}/{len(rows)} = {hits / len(rows):.3f}")


def report_times() -> None:
    """Date and time expressions by the rule of the sample's README."""
    rows = sample("datetime_dev.jsonl")
    right = 0
    for row in rows:
        moment = read_moment(row["text"], datetime.fromisoformat(row["reference"]).replace(tzinfo=CITY_TIME))
        length = 10 if row["grain"] == "day" else 16
        said = moment.start.replace(tzinfo=None).isoformat()[:length] if moment else None
        right += said in [expected[:length] for expected in row["expected"]]
    print(f"\ndate and time expressions: {right}/{len(rows)} = {right / len(rows):.3f} (wanted .92)")


if __name__ == "__main__":
    main()
