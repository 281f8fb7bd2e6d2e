"""``legalbot nlu``: what the assistant did not understand lately, and the word table of the scope model."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import typer

app = typer.Typer(no_args_is_help=True, help="听懂了多少 · understanding.")


@app.command()
def review(
    days: int = typer.Option(30, help="How many days to look back."),
    reason: str = typer.Option("", help="Only refused, near_tie or corrected."),
    limit: int = typer.Option(500, help="At most this many messages."),
) -> None:
    """List messages that were refused, nearly tied or corrected, masked and in groups, biggest group first."""
    from bot.bootstrap import context
    from bot.casework.feedback import unclear_turns
    from bot.nlu.clusters import group
    from bot.storage.engine import reading

    ctx = context()
    with reading(ctx.sessions) as session:
        since = ctx.now() - timedelta(days=days)
        turns = unclear_turns(session, since=since, reason=reason or None, limit=limit)
        rows = [(turn.text, turn.intent, turn.reason, turn.ranking) for turn in turns]
    typer.echo(f"{len(rows)} messages in {days} days")
    for members in group([text for text, _, _, _ in rows]):
        intents = Counter(rows[i][1] for i in members).most_common(2)
        typer.echo(f"\n{len(members)} x  {', '.join(f'{name} {n}' for name, n in intents)}")
        for i in members[:8]:
            text, _, why, ranking = rows[i]
            best = ", ".join(f"{name} {share:.2f}" for name, share in ranking[:2])
            typer.echo(f"  [{why}] {text}    ({best})")


@app.command("count-law-words")
def count_law_words(folder: Path = typer.Argument(..., exists=True, file_okay=False)) -> None:
    """Count words over a folder of law texts anew, for the scope model."""
    from bot.nlu.law_words import count_words, write_counts

    counts = count_words(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.md")))
    write_counts(counts)
    typer.echo(f"{len(counts)} words counted.")
