"""Settings from the environment or ``.env``. The only reader of the environment in the project."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("development", "production", "test")
PLACEHOLDER_SECRETS = {"changeme", "change-me", "secret", "请修改"}
MIN_SECRET_LENGTH = 16


class SettingsError(ValueError):
    """A setting is missing or wrong; the message is one sentence that names the key and what it should be."""


@dataclass(frozen=True)
class Settings:
    """Everything the operator can set. Ports are TCP ports, paths are absolute."""

    host: str
    port: int
    action_port: int
    desk_port: int
    data_dir: Path
    database_url: str
    city: str
    env: str
    secret_key: bytes = field(repr=False)
    telegram_token: str | None = field(repr=False)
    telegram_api_base: str | None
    telegram_webhook_url: str | None
    laws_dir: Path | None
    loan_prime_rate: float
    hotline_work_order_days: int
    public_url: str | None = None

    @property
    def action_url(self) -> str:
        """Where the Rasa server finds the action server; never bound to anything but loopback."""
        return f"http://127.0.0.1:{self.action_port}/webhook"

    @property
    def chat_url(self) -> str:
        """The page residents open."""
        return f"http://{self.host}:{self.port}/chat"

    @property
    def site_url(self) -> str:
        """The address residents reach this host by, for links sent to them; without one set, the listening address."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def models_dir(self) -> Path:
        """Trained models live with the data, not with the code."""
        return self.data_dir / "models"

    @property
    def city_dir(self) -> Path:
        """The city pack."""
        return ROOT / "knowledge_base" / self.city


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = None) -> Settings:
    """Read settings; the environment wins over ``.env``. Raise ``SettingsError`` naming the first wrong key."""
    source = dict(_env_file_values(env_file or ROOT / ".env"))
    source.update(os.environ if environ is None else environ)
    values = {key: value for key, value in source.items() if value != ""}
    env = _one_of(values, "LEGALBOT_ENV", ENVIRONMENTS, "development")
    data_dir = _path(values.get("LEGALBOT_DATA_DIR", "var"))
    return Settings(
        host=values.get("LEGALBOT_HOST", "127.0.0.1"),
        port=_port(values, "LEGALBOT_PORT", 5005),
        action_port=_port(values, "LEGALBOT_ACTION_PORT", 5055),
        desk_port=_port(values, "LEGALBOT_DESK_PORT", 8080),
        data_dir=data_dir,
        database_url=_database_url(values.get("LEGALBOT_DATABASE_URL"), data_dir),
        city=_city(values.get("LEGALBOT_CITY", "jiayuguan")),
        env=env,
        secret_key=_secret_key(values.get("LEGALBOT_SECRET_KEY"), env, data_dir),
        telegram_token=values.get("TELEGRAM_BOT_TOKEN"),
        telegram_api_base=_web_address(values, "TELEGRAM_API_BASE"),
        telegram_webhook_url=_web_address(values, "TELEGRAM_WEBHOOK_URL"),
        laws_dir=_path(values["LEGALBOT_LAWS_DIR"]) if "LEGALBOT_LAWS_DIR" in values else None,
        loan_prime_rate=_positive_number(values, "LEGALBOT_LPR_PERCENT", 3.0),
        hotline_work_order_days=int(_positive_number(values, "LEGALBOT_12345_DAYS", 15)),
        public_url=_web_address(values, "LEGALBOT_PUBLIC_URL"),
    )


def _env_file_values(path: Path) -> dict[str, str]:
    return {key: value for key, value in dotenv_values(path).items() if value is not None} if path.is_file() else {}


def _path(value: str) -> Path:
    path = Path(value).expanduser()
    return path if path.is_absolute() else ROOT / path


def _one_of(values: Mapping[str, str], key: str, allowed: tuple[str, ...], default: str) -> str:
    value = values.get(key, default)
    if value not in allowed:
        raise SettingsError(f"{key} is {value!r}; it must be one of {', '.join(allowed)}.")
    return value


def _port(values: Mapping[str, str], key: str, default: int) -> int:
    value = values.get(key, str(default))
    if not value.isdigit() or not 1 <= int(value) <= 65535:
        raise SettingsError(f"{key} is {value!r}; it must be a port number from 1 to 65535.")
    return int(value)


def _positive_number(values: Mapping[str, str], key: str, default: float) -> float:
    value = values.get(key, str(default))
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 < number < 1000:
        raise SettingsError(f"{key} is {value!r}; it must be a number above 0.")
    return number


def _web_address(values: Mapping[str, str], key: str) -> str | None:
    value = values.get(key)
    if value is not None and not value.startswith(("http://", "https://")):
        raise SettingsError(f"{key} must start with http:// or https://.")
    return value.rstrip("/") if value else None


def _city(value: str) -> str:
    folder = ROOT / "knowledge_base" / value
    if not value.isidentifier() or not (folder / "places.yml").is_file():
        raise SettingsError(f"LEGALBOT_CITY is {value!r}, but knowledge_base/ has no city pack of that name.")
    return value


def _database_url(value: str | None, data_dir: Path) -> str:
    if value is None:
        return f"sqlite:///{data_dir / 'legalbot.db'}"
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://")):
        raise SettingsError("LEGALBOT_DATABASE_URL must start with sqlite:/// or postgresql://.")
    return value


def _secret_key(value: str | None, env: str, data_dir: Path) -> bytes:
    if value is not None:
        if len(value) < MIN_SECRET_LENGTH or value.lower() in PLACEHOLDER_SECRETS:
            raise SettingsError(
                f"LEGALBOT_SECRET_KEY must be a random text of at least {MIN_SECRET_LENGTH} characters."
            )
        return value.encode()
    if env == "production":
        raise SettingsError("LEGALBOT_SECRET_KEY is not set; production does not start without one.")
    return _kept_secret(data_dir / "secret_key")


def _kept_secret(path: Path) -> bytes:
    """Make a development secret once and keep it readable by the owner only."""
    if path.is_file() and path.stat().st_size >= MIN_SECRET_LENGTH:
        return path.read_bytes()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secrets.token_urlsafe(48).encode())
    except OSError as error:
        raise SettingsError(f"LEGALBOT_DATA_DIR {path.parent} cannot be written: {error.strerror}.") from error
    return path.read_bytes()
