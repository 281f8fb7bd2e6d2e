"""The ``legalbot`` command line."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import typer

from bot.commands import calculate, kb, laws, lawyers, nlu, roster, staff
from bot.commands.deadline import deadline
from bot.commands.parse_time import parse_time
from bot.quiet import quieten
from bot.settings import SettingsError, load_settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="市民法律服务助手 · legal help for residents.",
)
app.add_typer(laws.app, name="laws")
app.add_typer(kb.app, name="kb")
app.add_typer(lawyers.app, name="lawyers")
app.add_typer(nlu.app, name="nlu")
app.add_typer(staff.app, name="staff")
app.add_typer(roster.app, name="roster")
app.add_typer(calculate.app, name="calc")
app.command("parse-time")(parse_time)
app.command("deadline")(deadline)
Command = TypeVar("Command", bound=Callable[..., Any])


def plain_errors(command: Command) -> Command:
    """Turn the errors an operator can cause into one sentence and exit code 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from bot.processes import PortInUse
        from bot.storage.migrate import MigrationError
        from bot.training import TrainingError
        from knowledge_base.loader import KnowledgeError

        try:
            return command(*args, **kwargs)
        except (SettingsError, PortInUse, TrainingError, MigrationError, KnowledgeError) as error:
            typer.secho(f"legalbot: {error}", fg="red", err=True)
            raise typer.Exit(1) from None

    return run  # type: ignore[return-value]


@app.command()
@plain_errors
def serve() -> None:
    """Start everything: migrate, train if needed, then the action server and the chat server."""
    from bot.processes import refuse_used_ports
    from bot.processes import serve as run_servers

    settings = load_settings()
    refuse_used_ports(settings)
    prepare()
    raise typer.Exit(run_servers(settings))


@app.command()
@plain_errors
def train(force: bool = typer.Option(False, help="Train even if nothing changed.")) -> None:
    """Train the model if training data or configuration changed."""
    train_if_needed(force)


@app.command()
@plain_errors
def migrate() -> None:
    """Create the database or bring it to the present schema."""
    from bot.storage.migrate import upgrade

    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    typer.echo("The database is up to date.")


@app.command()
@plain_errors
def chat() -> None:
    """Talk to the assistant in the terminal (rasa shell against a private action server)."""
    from bot.shell import run_shell

    prepare()
    raise typer.Exit(run_shell(load_settings()))


def prepare() -> None:
    """What must be true before a server starts: database migrated, city pack loaded, model trained."""
    from bot.city_pack import load_city_pack

    migrate()
    load_city_pack()
    train_if_needed(False)


def train_if_needed(force: bool) -> None:
    """Write the jieba dictionaries, then train when something changed."""
    from bot.bootstrap import context
    from bot.nlu.lexicon import write
    from bot.settings import ROOT
    from bot.training import needs_training
    from bot.training import train as train_model
    from knowledge_base.places import load_places

    settings = load_settings()
    write(context().kb, load_places(settings.city_dir), ROOT / "nlu_data" / "lexicon")
    if not force and not needs_training(settings.models_dir):
        typer.echo("The model is up to date.")
        return
    typer.echo("Training the model ...")
    typer.echo(f"Trained {train_model(settings.models_dir).name}.")


def main() -> None:
    """Entry point of ``python -m bot``."""
    quieten()
    app()
