"""SQLAlchemy models and the engine. All SQL of the project lives here and in ``bot.casework``."""
