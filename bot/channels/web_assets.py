"""The page and its files, read once at start; file names carry a hash so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).resolve().parent
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self' {socket}",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


@dataclass(frozen=True)
class Asset:
    """One static file as it is sent."""

    body: bytes
    content_type: str


class WebAssets:
    """The chat page and its static files."""

    def __init__(self, *, city_name: str, folder: Path = HERE) -> None:
        self.files: dict[str, Asset] = {}
        self._public: dict[str, str] = {}
        for path in sorted((folder / "static").iterdir()):
            if path.suffix in TYPES:
                self._add(path)
        pages = Environment(
            loader=FileSystemLoader(folder / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self.page = pages.get_template("chat.html").render(asset=self.public_name, city_name=city_name)

    def public_name(self, name: str) -> str:
        """The address of a static file relative to the page; ``KeyError`` if there is none of that name."""
        return f"/chat/static/{self._public[name]}"

    def _add(self, path: Path) -> None:
        body = path.read_bytes()
        public = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
        self._public[path.name] = public
        self.files[public] = Asset(body, TYPES[path.suffix])


def page_headers(host: str, *, https: bool) -> dict[str, str]:
    """Headers of the page. The socket's address is spelled out: older Safari does not count it as 'self'."""
    socket = f"{'wss' if https else 'ws'}://{host}"
    return {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY.format(socket=socket),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cache-Control": "no-store",
    }
