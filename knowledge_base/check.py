"""Proves the knowledge base against the law texts: ``python -m knowledge_base.check --laws DIR [--topic X]``.

Errors (exit code 1): a citation whose law, article or words are not in the texts, a figure no cited article states, an
article named without citation, a broken id. Warnings: placeholders for the operator to fill in, cards due for review,
data from outside the law texts that nobody has compared with its source. Checked are cards, clocks, doors, service
items with the city's changes, complaint categories and their clocks, and the calculators' rates.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge_base.check_citations import check_citation, check_mentions
from knowledge_base.check_figures import allowed_by, check_figures, stated_by
from knowledge_base.check_other import check_other_files
from knowledge_base.check_report import Report
from knowledge_base.law_collection import LawCollection, read_collection
from knowledge_base.law_names import LawNames, load_law_names
from knowledge_base.links import broken_links
from knowledge_base.loader import ROOT, KnowledgeBase, KnowledgeError, load
from knowledge_base.schema import Card, FollowUpOption

REVIEW_AFTER = timedelta(days=365)


def check(root: Path, laws: LawCollection, today: date, *, city: str = "jiayuguan", topic: str | None = None) -> Report:
    """Check every file under ``root`` and return what was found; ``topic`` limits the cards to one file."""
    report = Report()
    for sentence in laws.broken:
        report.warn("laws", "broken-law-file", sentence)
    try:
        base = load(root, city, strict=False)
    except KnowledgeError as error:
        report.error("knowledge base", "unreadable", str(error))
        return report
    for sentence in base.problems:
        if topic is None or sentence.startswith(f"{topic}.yml"):
            report.error("knowledge base", "unreadable", sentence)
    _check_base(base, root, laws, load_law_names(), today, topic, report)
    return report


def _check_base(
    base: KnowledgeBase,
    root: Path,
    laws: LawCollection,
    names: LawNames,
    today: date,
    topic: str | None,
    report: Report,
) -> None:
    for card in base.cards.values():
        if topic in (None, base.topic_of[card.id]):
            check_card(card, f"{base.topic_of[card.id]}.yml:{card.id}", laws, names, today, report)
    for file in base.topics.values():
        if topic in (None, file.topic):
            check_figures(file.general, set(), f"{file.topic}.yml:general", report)
    for where, what in broken_links(base):
        if topic is None or where.startswith(f"{topic}.yml:"):
            report.error(where, "unknown-id", what)
    if topic is None:
        check_other_files(base, root, laws, names, today, report)


def check_card(card: Card, where: str, laws: LawCollection, names: LawNames, today: date, report: Report) -> None:
    """Check one card: its citations, its figures, the articles it names, its review date, its follow-up answers."""
    report.counts["cards"] += 1
    texts = resident_text(card)
    for citation in card.citations:
        check_citation(citation, where, laws, names, card.checked_on, report)
    stated = stated_by(card.citations, laws) | allowed_by(f.text for f in card.figures)
    for text in texts:
        check_figures(text, stated, where, report)
        check_mentions(text, card.citations, where, names, report)
    for option in card.follow_up.options if card.follow_up else ():
        _check_option(option, card, stated, where, laws, names, report)
    _check_sources(card, where, report)
    _check_review(card, where, today, report)


def resident_text(card: Card) -> list[str]:
    """Return what a resident reads of the card before any follow-up reply."""
    return [card.answer, card.rule, *card.prepare, *card.steps]


def option_text(option: FollowUpOption) -> list[str]:
    """Return what a resident reads after choosing this reply."""
    return [option.answer, option.rule, *option.steps]


def _check_option(
    option: FollowUpOption,
    card: Card,
    stated: set[tuple[str, float]],
    where: str,
    laws: LawCollection,
    names: LawNames,
    report: Report,
) -> None:
    report.counts["follow-up answers"] += 1
    place = f"{where}/{option.id}"
    for citation in option.citations:
        check_citation(citation, place, laws, names, card.checked_on, report)
    with_own = stated | stated_by(option.citations, laws)
    for text in option_text(option):
        check_figures(text, with_own, place, report)
        check_mentions(text, (*card.citations, *option.citations), place, names, report)


def _check_sources(card: Card, where: str, report: Report) -> None:
    """A ``figures`` entry must stand in the card and name its source."""
    options = card.follow_up.options if card.follow_up else ()
    everything = "\n".join([*resident_text(card), *(t for o in options for t in option_text(o))])
    for figure in card.figures:
        if figure.text not in everything:
            report.error(where, "stale-figure", f"'figures' lists '{figure.text}', which the card does not say")
        if not figure.source.strip():
            report.error(where, "no-source", f"'figures' gives no source for '{figure.text}'")


def review_day(card: Card) -> date:
    """Return the day by which a jurist must look at the card again: a year after the last check if none is set."""
    return card.review_by or card.checked_on + REVIEW_AFTER


def _check_review(card: Card, where: str, today: date, report: Report) -> None:
    due = review_day(card)
    if card.checked_on > today:
        report.error(where, "future-check", f"checked_on {card.checked_on} lies after today, {today}")
    if due < today:
        report.warn(where, "review-due", f"was to be reviewed by {due}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the check from a shell; return 1 on any error."""
    parser = argparse.ArgumentParser(prog="python -m knowledge_base.check", description=__doc__)
    parser.add_argument("--laws", type=Path, required=True, help="folder of law texts in markdown")
    parser.add_argument("--topic", help="check one topic's cards only")
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--city", default="jiayuguan")
    given = parser.parse_args(arguments)
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    report = check(given.root, read_collection(given.laws), today, city=given.city, topic=given.topic)
    print("\n".join(report.lines()))
    return 0 if report.clean else 1


if __name__ == "__main__":
    sys.exit(main())
