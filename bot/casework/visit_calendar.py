"""A visit as an iCalendar file (RFC 5545, RFC 5546): one UID a booking, rising SEQUENCE, a cancellation that undoes it.

Calendars that already hold the visit replace it when the file of a moved or cancelled visit is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vCalAddress

from bot.casework.visit_pass import VisitPass
from bot.storage.appointments import CANCELLED

PRODUCT = "-//legalbot//visits//ZH"
UID_HOST = "visits.legalbot.invalid"
"""A domain that can never exist (RFC 2606): the UID names a booking, not a machine."""
NO_MAILBOX = "invalid:nomail"
ALARM_BEFORE = timedelta(days=1)
OFFSET = timedelta(hours=8)
RULES_SINCE = datetime(1992, 1, 1)  # noqa: DTZ001 - local by definition; summer time was last kept in 1991


@dataclass(frozen=True)
class CalendarWords:
    """What a person reads in the calendar."""

    summary: str
    description: str
    alarm: str


def calendar_file(visit: VisitPass, words: CalendarWords) -> bytes:
    """Return the file for ``visit``: METHOD PUBLISH, or CANCEL once it is cancelled; times in Asia/Shanghai."""
    cancelled = visit.state == CANCELLED
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_city_time())
    calendar.add_component(_event(visit, words, cancelled=cancelled))
    return bytes(calendar.to_ical())


def uid_of(number: str) -> str:
    """Return the UID that stays the same through every change of the booking."""
    return f"{number}@{UID_HOST}"


def _event(visit: VisitPass, words: CalendarWords, *, cancelled: bool) -> Event:
    event = Event()
    event.add("uid", uid_of(visit.number))
    event.add("sequence", visit.sequence)
    event.add("dtstamp", visit.updated_at.astimezone(timezone.utc))
    event.add("dtstart", visit.start)
    event.add("dtend", visit.end)
    event.add("summary", words.summary)
    event.add("description", words.description)
    event.add("location", visit.place)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", _organizer(visit))
    if not cancelled:
        event.add_component(_alarm(words.alarm))
    return event


def _organizer(visit: VisitPass) -> vCalAddress:
    """PUBLISH and CANCEL must name an organizer; the office has no mailbox for answers."""
    organizer = vCalAddress(NO_MAILBOX)
    organizer.params["CN"] = visit.place.partition("，")[0]
    return organizer


def _alarm(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm


def _city_time() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "Asia/Shanghai")
    standard.add("dtstart", RULES_SINCE)
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone
