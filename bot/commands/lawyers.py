"""``legalbot lawyers``: import a sheet, show a place's lawyers, make a code that links a lawyer's Telegram."""

from __future__ import annotations

from pathlib import Path

import typer

app = typer.Typer(no_args_is_help=True, help="法律顾问律师 · legal-advisor lawyers.")


@app.command("import")
def import_(sheet: Path = typer.Argument(..., exists=True, dir_okay=False, help="An .xlsx sheet.")) -> None:
    """Replace all assignments by those of a sheet; bad rows are named, each with its reason."""
    from bot.bootstrap import context
    from bot.casework.lawyer_import import import_lawyers
    from bot.casework.lawyer_sheet import SheetError
    from bot.storage.engine import transaction

    ctx = context()
    try:
        with transaction(ctx.sessions) as session:
            report = import_lawyers(session, sheet, ctx.places, now=ctx.now())
    except SheetError as error:
        typer.secho(f"legalbot: {error}", fg="red", err=True)
        raise typer.Exit(1) from None
    for problem in report.rejected:
        hint = f" (您是说{problem.suggestion}吗?)" if problem.suggestion else ""
        typer.echo(f"第{problem.row}行 {problem.column}: {problem.reason_code} {problem.value_shown}{hint}", err=True)
    typer.echo(f"{report.accepted} rows taken, {len(report.rejected)} refused.")
    typer.echo(f"{report.lawyers} lawyers, {report.firms} firms.")
    if not report.replaced:
        typer.echo("Nothing was replaced.", err=True)
        raise typer.Exit(1)


@app.command()
def show(place: str = typer.Argument(..., help="A village or community, as residents write it.")) -> None:
    """Show who is the lawyer of a place."""
    from bot.bootstrap import context
    from bot.casework.lawyers import lawyers_for_place
    from bot.nlu.place_finder import find_place
    from bot.storage.engine import reading

    ctx = context()
    match = find_place(place, ctx.places, expecting_place=True)
    if match.kind not in ("exact", "guess"):
        typer.secho(f"legalbot: no place of {ctx.places.city} is called {place!r}.", fg="red", err=True)
        raise typer.Exit(1)
    with reading(ctx.sessions) as session:
        for lawyer in lawyers_for_place(session, match.candidates[0]):
            name = ctx.places.full_name(match.candidates[0])
            typer.echo(f"{name}  {lawyer.household}  {lawyer.group_name}  {lawyer.name}  {lawyer.firm}  {lawyer.phone}")


@app.command()
def gaps() -> None:
    """List villages and communities that have no lawyer."""
    from bot.bootstrap import context
    from bot.casework.lawyers import coverage_gaps
    from bot.storage.engine import reading

    ctx = context()
    with reading(ctx.sessions) as session:
        missing = coverage_gaps(session, ctx.places)
    for gap in missing:
        typer.echo(f"{gap.place_name}  {gap.household}")
    typer.echo(f"{len(missing)} gaps.")


@app.command("link-code")
def link_code(licence_no: str = typer.Argument(..., help="The lawyer's licence number.")) -> None:
    """Make a code that the lawyer sends to the bot as /bind CODE on Telegram."""
    from bot.bootstrap import context
    from bot.casework.lawyer_links import link_code_for_licence
    from bot.storage.engine import transaction

    ctx = context()
    with transaction(ctx.sessions) as session:
        code = link_code_for_licence(session, licence_no, now=ctx.now(), rng=ctx.rng)
    if code is None:
        typer.secho("legalbot: no lawyer has this licence number.", fg="red", err=True)
        raise typer.Exit(1)
    typer.echo(code)
