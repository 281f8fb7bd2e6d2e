"""Loads a city pack's people into an empty database, so that a fresh machine answers at once."""

from __future__ import annotations

from bot.bootstrap import context


def load_city_pack() -> None:
    """Import the pack's lawyers when none are in the database yet; an operator's own import is never overwritten."""
    from bot.casework.lawyer_import import any_lawyer, import_lawyers
    from bot.storage.engine import transaction
    from knowledge_base.places import load_places

    ctx = context()
    sheet = ctx.settings.city_dir / "lawyers.xlsx"
    with transaction(ctx.sessions) as session:
        if sheet.is_file() and not any_lawyer(session):
            import_lawyers(session, sheet, load_places(ctx.settings.city_dir), now=ctx.now())
