"""``legalbot staff``: accounts of the officers' page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import typer
from sqlalchemy.orm import Session

app = typer.Typer(no_args_is_help=True, help="工作台账号 · accounts of the officers' page.")
FROM_STDIN = typer.Option(False, "--password-stdin", help="Read the password from standard input instead of asking.")


@app.command()
def add(
    name: str = typer.Argument(..., help="The name to log in with."),
    role: str = typer.Option(..., help="manager, officer, assistant or lawyer."),
    person_id: str | None = typer.Option(None, help="Id in the duty roster; only a manager may do without."),
    password_stdin: bool = FROM_STDIN,
) -> None:
    """Make an account."""
    from bot.casework.roster import current_roster
    from bot.casework.staff import add_staff

    password = _password(password_stdin)

    def work(session: Session, ctx: Any) -> None:
        roster = current_roster(session, ctx.roster)
        add_staff(session, name=name, role=role, password=password, person_id=person_id, roster=roster, now=ctx.now())

    _run(work)
    typer.echo(f"{name} can log in now.")


@app.command("list")
def list_() -> None:
    """List the accounts in use."""
    from bot.bootstrap import context
    from bot.casework.staff import list_staff
    from bot.storage.engine import reading

    with reading(context().sessions) as session:
        for account in list_staff(session):
            typer.echo(f"{account.name}  {account.role}  {account.person_id or '-'}")


@app.command("password")
def password_(name: str = typer.Argument(..., help="The account's name."), password_stdin: bool = FROM_STDIN) -> None:
    """Give an account a new password; its sessions end."""
    from bot.casework.staff import set_password

    password = _password(password_stdin)
    _run(lambda session, ctx: set_password(session, name, password, now=ctx.now()))
    typer.echo(f"{name} has a new password.")


@app.command()
def remove(name: str = typer.Argument(..., help="The account's name.")) -> None:
    """Take an account out of use; its sessions end."""
    from bot.casework.staff import remove_staff

    _run(lambda session, ctx: remove_staff(session, name, now=ctx.now()))
    typer.echo(f"{name} cannot log in any more.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _run(work: Callable[[Session, Any], None]) -> None:
    from bot.bootstrap import context
    from bot.casework.staff import StaffError
    from bot.storage.engine import transaction

    ctx = context()
    try:
        with transaction(ctx.sessions) as session:
            work(session, ctx)
    except StaffError as error:
        typer.secho(f"legalbot: {error}", fg="red", err=True)
        raise typer.Exit(1) from None
