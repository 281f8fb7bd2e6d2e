"""``legalbot kb``: proves the answer cards against the law, and prints them for a jurist."""

from __future__ import annotations

from pathlib import Path

import typer

app = typer.Typer(no_args_is_help=True, help="答复卡 · answer cards: check, render.")


@app.command()
def check(
    laws: Path = typer.Option(..., "--laws", exists=True, file_okay=False, help="Folder of law texts in markdown."),
    topic: str | None = typer.Option(None, "--topic", help="One topic only."),
) -> None:
    """Prove every citation and figure; exit code 1 on an error."""
    from bot.settings import load_settings
    from knowledge_base.check import main

    chosen = ["--topic", topic] if topic else []
    raise typer.Exit(main(["--laws", str(laws), "--city", load_settings().city, *chosen]))


@app.command()
def render(
    out: Path | None = typer.Option(
        None, "--out", "-o", dir_okay=False, help="File to write; default DATA_DIR/cards.html."
    ),
) -> None:
    """Write all cards as one HTML page to read through and sign."""
    from bot.bootstrap import context
    from knowledge_base.render import render_cards

    target = out or context().settings.data_dir / "cards.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render_cards(context().kb, context().now().date()), encoding="utf-8")
    typer.echo(f"{len(context().kb.cards)} cards: {target}")
