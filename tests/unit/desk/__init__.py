"""Behaviour of the officers' page."""
