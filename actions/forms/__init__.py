"""Guided forms: one question at a time, corrections and questions in between welcome."""
