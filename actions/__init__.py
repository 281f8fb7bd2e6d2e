"""Rasa actions: slots in, one casework call, a response and events out. No SQL and no wording here."""
