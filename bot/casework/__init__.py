"""The work itself: short use-cases over one session; no Rasa, no wording."""
