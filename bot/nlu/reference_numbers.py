"""FIRST CUT by the lead so that the flows run; helper E replaces this file."""
from __future__ import annotations
import re
def find_complaint_number(text: str) -> str | None:
    m = re.search(r"TS\s*\d{8,14}", text.upper())
    return m[0].replace(" ", "") if m else None
def find_access_code(text: str) -> str | None:
    m = re.search(r"(?<!\d)\d{6}(?!\d)", text)
    return m[0] if m else None
def find_booking_number(text: str) -> str | None:
    m = re.search(r"(?<!\d)\d{7,10}(?!\d)", text)
    return m[0] if m else None
