"""What a browser is in the middle of, between two pages: confirming a sign-up, resetting or changing a password.

It travels in a sealed cookie: names and addresses stay out of the address bar, and no row is kept for a visitor who
never comes back.
"""

import dataclasses
import json
from typing import Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from notifications import sealing

COOKIE = "cognito-journey"
_PURPOSE = "hosted ui journey"
_SECONDS = 3600


@dataclasses.dataclass(frozen=True, slots=True)
class Journey:
    """`step` is the page that goes on with it. `sub` is of the user whose password was set in this browser just now;
    `missing` are the required attributes that he has not."""

    step: str
    client_id: str
    username: str
    medium: str = ""
    destination: str = ""
    session: str = ""
    notice: str = ""
    sub: str = ""
    missing: list[str] = dataclasses.field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, step: str, client_id: str) -> Self | None:
        """The journey that this browser has come to `step` by, at this app client."""
        try:
            content = sealing.unseal(_PURPOSE, request.COOKIES.get(COOKIE, ""), max_age_seconds=_SECONDS)
        except sealing.Unsealable:
            return None
        journey = cls(**json.loads(content))
        return journey if (journey.step, journey.client_id) == (step, client_id) else None

    def keep(self, request: HttpRequest, response: HttpResponse) -> None:
        """Send it along with the response."""
        content = sealing.seal(_PURPOSE, json.dumps(dataclasses.asdict(self)).encode()).decode()
        response.set_cookie(
            COOKIE,
            content,
            max_age=_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
            httponly=True,
            samesite="Lax",
        )


def finish(response: HttpResponse) -> None:
    """The journey is over."""
    response.delete_cookie(COOKIE, samesite="Lax")
