"""Who is my legal-advisor lawyer: from the place where the resident lives, remembered for the next time."""

from __future__ import annotations

from actions.forms.common_fields import is_no
from actions.forms.field import Field, Problem, Reading, Values
from actions.forms.guided_form import Done, GuidedForm
from actions.last_shown import LAWYER, shown
from actions.reply import Button, Reply, intent, option
from actions.turn import Slots, Turn
from bot.bootstrap import context
from bot.casework import residents
from bot.casework.lawyers import LawyerMatch, find_lawyer, lawyers_for_place
from bot.nlu.place_finder import PlaceMatch, find_place
from bot.storage.engine import reading, transaction
from bot.wording import say
from knowledge_base.schema import PLACEHOLDER

HOUSEHOLD_WORDS = {"low_income": ("低保",), "disabled": ("残疾", "残障", "轮椅")}
SHOWN_CANDIDATES = 4


def household_of(text: str) -> str | None:
    """low_income or disabled where the resident says so, else None."""
    return next((kind for kind, words in HOUSEHOLD_WORDS.items() if any(word in text for word in words)), None)


def read_place(turn: Turn, slots: Slots) -> Reading:
    """A village or community; a misspelt, doubtful or too wide one gets a question back."""
    return _reading(turn, expecting=True)


def spot_place(turn: Turn, slots: Slots) -> Reading:
    """A place volunteered in the request."""
    return _reading(turn, expecting=False)


def _reading(turn: Turn, *, expecting: bool) -> Reading:
    places = context().places
    household = household_of(turn.text)
    extra: Values = {"household": household} if household else {}
    if turn.option and turn.option.startswith("place:"):
        return {"place": turn.option.removeprefix("place:")}
    match = find_place(turn.text, places, expecting_place=expecting)
    if match.kind == "exact" and places.by_id[match.candidates[0]].level in ("village", "community"):
        return {"place": match.candidates[0], **extra}
    problem = _question(match)
    if problem is None:
        return Problem(Reply("utter_which_place"), extra | {"place": None}) if extra and expecting else None
    return Problem(problem, extra | {"place": None})


def _question(match: PlaceMatch) -> Reply | None:
    places = context().places
    if match.kind == "elsewhere":
        return Reply("utter_place_elsewhere", {"city": places.city})
    if match.kind == "guess" and len(match.candidates) == 1:
        name = places.full_name(match.candidates[0])
        return Reply("utter_place_guess", {"name": name}, _place_buttons(match.candidates))
    if match.kind in ("guess", "ambiguous"):
        return Reply("utter_place_which", buttons=_place_buttons(match.candidates[:SHOWN_CANDIDATES]))
    if match.kind == "exact":
        wide = places.by_id[match.candidates[0]]
        inside = tuple(place.id for place in places.inside(wide.id))
        return Reply("utter_place_inside", {"name": wide.name}, _place_buttons(inside))
    return None


def _place_buttons(ids: tuple[str, ...] | list[str]) -> tuple[Button, ...]:
    places = context().places
    return tuple(option(places.by_id[place].name, f"place:{place}") for place in ids)


def read_household(turn: Turn, slots: Slots) -> Reading:
    """低保, 残疾 or neither."""
    if turn.option in ("low_income", "disabled", "none"):
        return {"household": turn.option}
    named = household_of(turn.text)
    if is_no(turn) or any(word in turn.text for word in ("都不", "没有", "普通")):
        return {"household": "none"}
    return {"household": named} if named else None


def in_community(slots: Slots) -> bool:
    """Villages serve every household; in a community the kind of household decides who the lawyer is."""
    place = context().places.by_id.get(str(slots.get("place")))
    return place is not None and place.level == "community"


class ValidateLawyerForm(GuidedForm):
    """Asks the place where it is not known, then tells the lawyer."""

    form_name = "lawyer_form"
    own_intents = ("find_lawyer",)
    fields = (
        Field("place", read_place, spot=spot_place),
        Field("household", read_household, needed=in_community),
    )

    def before_start(self, turn: Turn) -> Values:
        """What is remembered of this resident, unless the request itself names a place or household."""
        if turn.option == "other_place":
            return {"place": None, "household": None}
        with reading(context().sessions) as session:
            known = residents.get(session, turn.conversation_id)
        if known is None or not known.place_id or find_place(turn.text, context().places).kind is not None:
            return {"place": None, "household": household_of(turn.text)}
        return {"place": known.place_id, "household": household_of(turn.text) or known.household}

    def finish(self, turn: Turn, slots: Slots) -> Done | Problem:
        """Find the lawyer, and remember the place for the next time."""
        ctx = context()
        household = slots["household"] if in_community(slots) else "rural"
        with transaction(ctx.sessions) as session:
            residents.remember_place(
                session, turn.conversation_id, turn.channel, slots["place"], household, now=turn.now
            )
            match = find_lawyer(session, slots["place"], household, resident_key=turn.conversation_id)
            match = match or next(iter(lawyers_for_place(session, slots["place"])), None)
        name = ctx.places.full_name(slots["place"])
        kept = {"place": slots["place"], "household": household}
        remembered = shown(turn, LAWYER)
        if match is None:
            return Done(Reply("utter_no_lawyer_for_place", {"place": name}, _next_buttons()), kept)
        return Done(_told(match, name, household), {**kept, remembered["name"]: remembered["value"]})


def _told(match: LawyerMatch, place: str, household: str) -> Reply:
    variables = {
        "place": place,
        "lawyer": match.name,
        "firm": match.firm,
        "phone": match.phone if match.phone and PLACEHOLDER not in match.phone else say("utter_word_phone_not_filled"),
        "kinds": "、".join(match.service_kinds),
        "scheme": say(f"utter_scheme_{household}"),
    }
    return Reply("utter_your_lawyer", variables, _next_buttons())


def _next_buttons() -> tuple[Button, ...]:
    return (
        intent(say("utter_button_talk_to_person"), "talk_to_person"),
        option(say("utter_button_other_place"), "other_place"),
    )
