"""``legalbot laws``: takes law texts into the database, shows an article, searches."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from bot.casework.statute_import import ImportReport
    from bot.casework.statute_search import StatuteHit, StatuteSearch
    from knowledge_base.law_text import Law

app = typer.Typer(no_args_is_help=True, help="法律条文 · law texts: import, show, search.")
LAWS_IN_A_TRANSACTION = 20
"""A long import must not keep residents' writes waiting."""


@app.command("import")
def import_(
    path: Path = typer.Argument(..., exists=True, help="A folder of law texts, or one .md or .jsonl file."),
) -> None:
    """Take law texts into the database; a second import updates and keeps old versions."""
    from bot.casework.statute_import import ImportReport, read_laws, sources

    try:
        files = sources(path)
    except FileNotFoundError as error:
        raise _fail(str(error)) from None
    report = ImportReport()
    with typer.progressbar(length=len(files), label="读取 reading", file=sys.stderr) as bar:
        laws = read_laws(files, report, bar.update)
    with typer.progressbar(length=len(laws), label="入库 storing", file=sys.stderr) as bar:
        for part in _parts(laws):
            _store(part, report)
            bar.update(len(part))
    if report.laws:
        typer.echo("建立检索 indexing …", err=True)
        _open()
    _tell(report)


def _parts(laws: Sequence[Law]) -> Iterator[Sequence[Law]]:
    for start in range(0, len(laws), LAWS_IN_A_TRANSACTION):
        yield laws[start : start + LAWS_IN_A_TRANSACTION]


def _store(laws: Sequence[Law], report: ImportReport) -> None:
    from bot.bootstrap import context
    from bot.casework.statute_import import import_law
    from bot.storage.engine import transaction

    with transaction(context().sessions) as session:
        for law in laws:
            import_law(session, law, report, now=context().now())


def _tell(report: ImportReport) -> None:
    for problem in report.problems:
        typer.echo(f"跳过 skipped: {problem}", err=True)
    counted = ", ".join(f"{count} {outcome}" for outcome, count in sorted(report.laws.items()))
    typer.echo(
        f"{sum(report.laws.values())} laws, {report.articles} articles ({counted}); {len(report.problems)} skipped"
    )
    if not report.laws:
        raise typer.Exit(1)


@app.command()
def show(
    law: str = typer.Argument(..., help="民法典, 工伤条例, 中华人民共和国刑法 …"),
    article: str = typer.Argument(..., help="1079, 第一千零七十九条, 120-1, 120条之一"),
    history: bool = typer.Option(False, "--history", help="Older wordings too."),
) -> None:
    """Print one article."""
    from bot.bootstrap import context
    from bot.casework.statute_lookup import StatuteNotFound, older_versions
    from bot.casework.statute_lookup import show as find
    from bot.storage.engine import reading

    with reading(context().sessions) as session:
        try:
            views = [find(session, law, article)]
        except StatuteNotFound as missing:
            raise _fail(_explain(missing)) from None
        views += older_versions(session, law, article) if history else []
    for view in views:
        version = f"（{view.version_date}）" if view.version_date else ""
        place = " ".join(filter(None, (view.part, view.chapter, view.section)))
        typer.echo("\n".join(filter(None, (f"《{view.law}》{version} {view.label}", place, view.text))))


def _explain(missing: Any) -> str:
    reasons = {
        "no_texts": "还没有导入法律条文 no law texts imported: legalbot laws import DIR",
        "unknown_law": f"没有找到《{missing.law}》 no such law",
        "repealed_law": f"《{missing.law}》已经废止，请看《{missing.replaced_by}》 repealed",
        "unknown_article": f"《{missing.law}》没有第{missing.article}条 no such article",
    }
    return reasons[missing.code]


@app.command()
def search(
    question: str = typer.Argument("", help="A question in everyday words; leave out with --jsonl."),
    k: int = typer.Option(10, "-k", min=1, max=1000, help="How many articles."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON list of law, article, score."),
    jsonl: bool = typer.Option(False, "--jsonl", help='Read {"query": …} lines, write one list a line.'),
) -> None:
    """Find the articles for a question."""
    searcher = _open()
    if jsonl:
        for line in sys.stdin:
            if line.strip():
                _write(searcher.find(_query(line), k))
    elif not question.strip():
        raise _fail("请写出要查的问题 give a question, or --jsonl")
    elif as_json:
        _write(searcher.find(question, k))
    else:
        _print(searcher, question, k)


def _query(line: str) -> str:
    try:
        return str(json.loads(line)["query"])
    except (ValueError, KeyError, TypeError):
        raise _fail('every line must be JSON with a "query"') from None


def _open() -> StatuteSearch:
    from bot.bootstrap import context
    from bot.casework.statute_lookup import StatuteNotFound
    from bot.casework.statute_search import StatuteSearch
    from bot.storage.engine import reading
    from knowledge_base.card_advice import CardAdvice

    with reading(context().sessions) as session:
        try:
            advice = CardAdvice(context().kb, context().cards)
            return StatuteSearch.open(session, context().settings.data_dir, advice)
        except StatuteNotFound as missing:
            raise _fail(_explain(missing)) from None


def _write(hits: Sequence[StatuteHit]) -> None:
    rows = [{"law": hit.law, "article": hit.article, "score": hit.score} for hit in hits]
    sys.stdout.write(json.dumps(rows, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _print(searcher: StatuteSearch, question: str, k: int) -> None:
    from bot.bootstrap import context
    from bot.casework.statute_search import read_hits
    from bot.storage.engine import reading

    with reading(context().sessions) as session:
        for view in read_hits(session, searcher.find(question, k)):
            typer.echo(f"《{view.law}》{view.label}  {view.text.splitlines()[0][:60]}")


def _fail(sentence: str) -> typer.Exit:
    typer.secho(f"legalbot: {sentence}", fg="red", err=True)
    return typer.Exit(1)
