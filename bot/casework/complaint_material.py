"""Who of the staff may read what a complaint says: the body that has it now, and never the accused."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.casework.complaint_errors import NotYourComplaint, ReceiverIsAccused
from bot.casework.complaint_steps import ComplaintRules
from bot.storage.complaints import Complaint


@dataclass(frozen=True)
class ComplaintMaterial:
    """The content of a complaint, for the officer who handles it."""

    reference_no: str
    about_whom: str = field(repr=False)
    what_happened: str = field(repr=False)
    happened_when: str = field(repr=False)
    happened_where: str = field(repr=False)
    statements: tuple[str, ...] = field(repr=False)
    name: str = field(repr=False)
    phone: str = field(repr=False)


def read_material(complaint: Complaint, institution: str, rules: ComplaintRules) -> ComplaintMaterial:
    """Return the content for an officer of ``institution``.

    Raises ``NotYourComplaint`` when another body has the complaint, and ``ReceiverIsAccused`` when an accusation names
    the officer's own body (信访工作条例 30). The caller keeps the audit record of who read what.
    """
    if complaint.procedure == "accusation" and rules.categories.names_body(complaint.about_whom, institution):
        raise ReceiverIsAccused(complaint.reference_no)
    if complaint.receiver != institution:
        raise NotYourComplaint(complaint.reference_no)
    statements = tuple(event.reason for event in complaint.events if event.action == "add_statement")
    return ComplaintMaterial(
        reference_no=complaint.reference_no,
        about_whom=complaint.about_whom,
        what_happened=complaint.what_happened,
        happened_when=complaint.happened_when,
        happened_where=complaint.happened_where,
        statements=statements,
        name=complaint.name,
        phone=complaint.phone,
    )
