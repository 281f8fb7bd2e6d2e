"""Session cookies and form tokens.

A session is a signed cookie with the account, the account's stamp and a random id made at login. The token of every
form is derived from that id, so that a form of another site or another session is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import Response

SESSION_COOKIE = "legalbot_desk"
LOGIN_COOKIE = "legalbot_desk_login"
SESSION_SECONDS = 8 * 3600
LOGIN_SECONDS = 3600


@dataclass(frozen=True)
class DeskSession:
    """What a session cookie says."""

    account_id: int
    stamp: str
    session_id: str


class DeskCookies:
    """Makes and reads the cookies, signed with ``secret_key``."""

    def __init__(self, secret_key: bytes) -> None:
        self._key = secret_key
        self._sessions = URLSafeTimedSerializer(secret_key, salt="desk-session")
        self._logins = URLSafeTimedSerializer(secret_key, salt="desk-login")

    def read(self, request: Request) -> DeskSession | None:
        """Return the session of the request, None when there is none or it is forged or older than eight hours."""
        try:
            values = self._sessions.loads(request.cookies.get(SESSION_COOKIE, ""), max_age=SESSION_SECONDS)
            return DeskSession(*values)
        except (BadSignature, TypeError):
            return None

    def sign_in(self, request: Request, response: Response, account_id: int, stamp: str) -> None:
        """Give the browser a fresh session; whatever it had before is replaced."""
        value = self._sessions.dumps([account_id, stamp, secrets.token_urlsafe(16)])
        _set(request, response, SESSION_COOKIE, value, SESSION_SECONDS)
        response.delete_cookie(LOGIN_COOKIE)

    def sign_out(self, response: Response) -> None:
        """Take the session away."""
        response.delete_cookie(SESSION_COOKIE)

    def form_token(self, session: DeskSession) -> str:
        """Return the token that every form of this session carries."""
        return hmac.new(self._key, f"desk-form:{session.session_id}".encode(), hashlib.sha256).hexdigest()

    def form_token_fits(self, session: DeskSession, token: str) -> bool:
        """Whether a form was made for this session."""
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())

    def login_token(self) -> str:
        """Return a token for the login form; ``keep_login_token`` puts the same one into a cookie."""
        return str(self._logins.dumps(secrets.token_urlsafe(16)))

    def keep_login_token(self, request: Request, response: Response, token: str) -> None:
        """Remember the login form's token in the browser that got the form."""
        _set(request, response, LOGIN_COOKIE, token, LOGIN_SECONDS)

    def login_token_fits(self, request: Request, token: str) -> bool:
        """Whether the login form was given to this browser within the last hour."""
        kept = request.cookies.get(LOGIN_COOKIE, "")
        try:
            self._logins.loads(token, max_age=LOGIN_SECONDS)
        except BadSignature:
            return False
        return hmac.compare_digest(kept.encode(), token.encode())


def _set(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    https = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="strict", secure=https, path="/")
