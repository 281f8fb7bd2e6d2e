"""Typed refusals of handoff work; their messages carry numbers only."""

from __future__ import annotations


class HandoffError(Exception):
    """Base of all refusals; nothing was changed."""


class NoSuchHandoff(HandoffError):
    """The number does not exist."""


class NotALawyer(HandoffError):
    """The chat is not linked to an active lawyer."""


class NotYourHandoff(HandoffError):
    """The handoff belongs to a lawyer of another firm."""


class AlreadyTaken(HandoffError):
    """A lawyer already took it, or it has ended."""


class LawyerBusy(HandoffError):
    """The lawyer is still in another chat; ``number`` names it."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number
