"""``legalbot deadline``: the last day of the period that a sentence asks about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from bot.casework.deadline_answers import DeadlineAnswer


def deadline(
    text: str = typer.Argument(..., help="A sentence such as 去年3月被辞退的，还能仲裁吗."),
    today: str = typer.Option("", help="Count as if today were this day (YYYY-MM-DD)."),
) -> None:
    """Print each period that may be meant: last day, days left, what stops it, article."""
    from bot.bootstrap import context
    from bot.casework.deadline_answers import answer_deadlines, event_in
    from bot.nlu.normalise import normalise

    ctx = context()
    now = _moment(today) or ctx.now()
    event = event_in(normalise(text), now)
    found = answer_deadlines(
        normalise(text),
        event.on if event else None,
        careful=event is not None and event.precision == "earliest",
        latest=event.latest if event else None,
        finder=ctx.deadlines,
        calendar=ctx.calendar,
        now=now,
    )
    if not found:
        typer.secho("legalbot: no period fits this sentence.", fg="red", err=True)
        raise typer.Exit(1)
    for one in found:
        typer.echo("\n".join(_rows(one)))


def _moment(today: str) -> datetime | None:
    from bot.storage.base import CITY_TIME

    if not today:
        return None
    try:
        return datetime.fromisoformat(f"{today}T09:00").replace(tzinfo=CITY_TIME)
    except ValueError:
        typer.secho(f"legalbot: --today is '{today}'; it must be a day such as 2026-11-24.", fg="red", err=True)
        raise typer.Exit(1) from None


def _rows(one: DeadlineAnswer) -> Iterator[str]:
    from knowledge_base.card_text import citations_text, layout

    clock = one.deadline
    unit = layout()["units"][clock.unit.value]
    yield f"{clock.title}：{clock.count}{unit}，从{clock.event}起算"
    if one.counted is None:
        yield "  没有说是哪天的事，算不出最后一天"
    else:
        yield f"  {one.counted.event_on} -> {one.counted.last_day}，剩{one.days_left}天 ({one.state})"
        if one.careful:
            yield "  没说准是哪天，按最早的一天算"
        if one.counted.moved_from:
            yield f"  {one.counted.moved_from}是休息日，已顺延"
        if not one.counted.certain:
            yield "  那一年的放假安排还没公布，先按周末推算"
    if one.urgent:
        yield "  不到7天：法律援助可以先行提供（《法律援助法》第44条），并提醒律师"
    for label, words in (("延长或例外", clock.extension), ("停止或重算", clock.stops), ("过了", clock.if_missed)):
        if words:
            yield f"  {label}：{words}"
    yield f"  {citations_text(clock.citations)}"
