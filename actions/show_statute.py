"""What a statute says: the article named, or those that fit the question; without texts, where to read them."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import Reply
from actions.turn import turn_of
from bot.bootstrap import context
from bot.casework.statute_answer import StatuteAnswer, answer_statute
from bot.casework.statute_lookup import StatuteView
from bot.storage.engine import reading
from knowledge_base.card_text import citations_text

LONGEST = 600
"""Characters of one article shown in chat; the rest is read in the official text."""


class ActionShowStatute(Action):
    """Shows articles."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_show_statute"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Look the question up and tell what was found."""
        turn, ctx = turn_of(tracker), context()
        with reading(ctx.sessions) as session:
            found = answer_statute(session, turn.text, kb=ctx.kb, cards=ctx.cards, data_dir=ctx.settings.data_dir)
        _told(found).send(dispatcher)
        return []


def _told(found: StatuteAnswer) -> Reply:
    if found.kind in ("article", "hits"):
        body = "\n\n".join(_article(view) for view in found.articles)
        return Reply(f"utter_statute_{found.kind}", {"body": body})
    if found.kind == "references" and found.citations:
        return Reply("utter_statute_references", {"citations": citations_text(found.citations)})
    if found.kind == "repealed" and found.moved_to:
        moved = {
            "law": found.law,
            "article": found.article,
            "new_law": found.replaced_by,
            "new_article": found.moved_to,
        }
        return Reply("utter_statute_moved", moved)
    if found.kind == "repealed":
        return Reply("utter_statute_repealed", {"law": found.law, "new_law": found.replaced_by})
    if found.kind == "unknown_article":
        return Reply("utter_statute_unknown_article", {"law": found.law, "article": found.article})
    return Reply("utter_statute_none")


def _article(view: StatuteView) -> str:
    text = view.text if len(view.text) <= LONGEST else f"{view.text[:LONGEST]}……"
    return f"《{view.law}》{view.label}\n{text}"
