"""``legalbot deadline``: the last day of the period that a sentence asks about."""

from __future__ import annotations

from datetime import datetime

import typer


def deadline(
    text: str = typer.Argument(..., help="A sentence such as 去年3月被辞退的，还能仲裁吗."),
    today: str = typer.Option("", help="Count as if today were this day (YYYY-MM-DD)."),
) -> None:
    """Print each period that may be meant: last day, days left, article."""
    from bot.bootstrap import context
    from bot.casework.deadline_answers import answer_deadlines
    from bot.nlu.moments import read_moment
    from bot.storage.base import CITY_TIME
    from knowledge_base.card_text import citations_text

    ctx = context()
    now = datetime.fromisoformat(f"{today}T09:00").replace(tzinfo=CITY_TIME) if today else ctx.now()
    moment = read_moment(text, now, prefer="past")
    event_on = moment.start.date() if moment and moment.start <= now else None
    careful = moment is not None and moment.grain in ("month", "quarter", "year")
    found = answer_deadlines(text, event_on, careful=careful, finder=ctx.deadlines, calendar=ctx.calendar, now=now)
    if not found:
        typer.secho("legalbot: no period fits this sentence.", fg="red", err=True)
        raise typer.Exit(1)
    for one in found:
        unit = {"day": "天", "working_day": "个工作日", "month": "个月", "year": "年", "hour": "小时"}[
            one.deadline.unit.value
        ]
        typer.echo(f"{one.deadline.title}：{one.deadline.count}{unit}，从{one.deadline.event}起算")
        if one.counted is None:
            typer.echo("  没有说是哪天的事，算不出最后一天")
        else:
            typer.echo(f"  {one.counted.event_on} -> {one.counted.last_day}，剩{one.days_left}天 ({one.state})")
            if one.counted.moved_from:
                typer.echo(f"  {one.counted.moved_from}是休息日，已顺延")
        if one.deadline.stops:
            typer.echo(f"  停止或重算：{one.deadline.stops}")
        typer.echo(f"  {citations_text(one.deadline.citations)}")
