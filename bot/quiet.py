"""Keeps the libraries' start-up noise out of the log."""

from __future__ import annotations

import logging
import os
import warnings

import structlog

NOISY = ("jieba", "rasa.core.training.training", "apscheduler", "httpx", "telegram.ext.Application")

ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "TQDM_DISABLE": "1",
}
"""Set for every process that ``legalbot`` starts."""


def quieten() -> None:
    """Raise the noisy loggers' threshold and drop deprecation warnings of libraries we cannot change."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    warnings.filterwarnings("ignore")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
