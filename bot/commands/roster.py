"""``legalbot roster``: takes the duty roster from a sheet."""

from __future__ import annotations

from pathlib import Path

import typer

app = typer.Typer(no_args_is_help=True, help="值班表 · duty roster.")


@app.callback()
def roster() -> None:
    """The 2+4+X roster: managers, duty officers with stand-ins, assistants."""


@app.command("import")
def import_(sheet: Path = typer.Argument(..., exists=True, dir_okay=False, help="An .xlsx sheet.")) -> None:
    """Make a sheet the current roster; rows left out are named, each with its reason."""
    from bot.bootstrap import context
    from bot.casework.roster import import_roster
    from bot.storage.engine import transaction
    from knowledge_base.roster import RosterError
    from knowledge_base.roster_sheet import read_roster_sheet

    ctx = context()
    try:
        taken, problems = read_roster_sheet(sheet, ctx.roster)
    except RosterError as error:
        typer.secho(f"legalbot: {error}", fg="red", err=True)
        raise typer.Exit(1) from None
    with transaction(ctx.sessions) as session:
        import_roster(session, taken, actor="command line", now=ctx.now())
    for problem in problems:
        typer.echo(str(problem), err=True)
    typer.echo(f"{len(taken.people)} people on duty; {len(problems)} rows left out.")
