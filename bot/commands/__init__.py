"""Typer sub-commands of ``legalbot``, one subject a file."""
