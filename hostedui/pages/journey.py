"""What a browser is in the middle of, between two pages: confirming a sign-up, resetting or changing a password.

It travels in a sealed cookie: names and addresses stay out of the address bar, and no row is kept for a visitor who
never comes back.
"""

import dataclasses
import functools
import json
import time
from collections.abc import Callable, Collection
from typing import Self

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hostedui.pages.entry import Entry, Page
from notifications import sealing

COOKIE = "cognito-journey"
_PURPOSE = "hosted ui journey"
_SECONDS = 3600
_RESEND_SECONDS = 30  # a message takes its time: who asks for another at once gets two


@dataclasses.dataclass(frozen=True, slots=True)
class Journey:
    """`step` is the page that goes on with it. `sub` is of the user whose password was set in this browser just now;
    `missing` are the required attributes that he has not. Of a second factor: its `challenge`, the `options` to choose
    from, the `device` whose name its owner gave, the `secret` of an app that is being set up, whether the factor
    `is_new`, `recovery_codes`, and whether the browser shall be remembered (`remembers_device`). `sent_at` is when a
    code went out, in seconds of the epoch."""

    step: str
    client_id: str
    username: str
    medium: str = ""
    destination: str = ""
    session: str = ""
    notice: str = ""
    sub: str = ""
    missing: list[str] = dataclasses.field(default_factory=list)
    challenge: str = ""
    options: list[str] = dataclasses.field(default_factory=list)
    device: str = ""
    secret: str = ""
    is_new: bool = False
    recovery_codes: list[str] = dataclasses.field(default_factory=list)
    remembers_device: bool = False
    sent_at: int = 0

    @property
    def wait_seconds(self) -> int:
        """For how long the page does not offer to send another code."""
        return max(0, self.sent_at + _RESEND_SECONDS - int(time.time()))

    @classmethod
    def of(cls, request: HttpRequest, step: str | Collection[str], client_id: str) -> Self | None:
        """The journey that this browser has come to `step` by, at this app client; of several steps, to any."""
        steps = {step} if isinstance(step, str) else set(step)
        try:
            content = sealing.unseal(_PURPOSE, request.COOKIES.get(COOKIE, ""), max_age_seconds=_SECONDS)
        except sealing.Unsealable:
            return None
        journey = cls(**json.loads(content))
        return journey if journey.step in steps and journey.client_id == client_id else None

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


def on_journey(*steps: str) -> Callable[[Page], Page]:
    """A page that is only reached by a journey to one of these steps, as `view(request, entry, journey)`. Whoever comes
    without one begins at the sign-in page."""

    def decorate(view: Page) -> Page:
        @functools.wraps(view)
        def wrapper(request: HttpRequest, entry: Entry) -> HttpResponse:
            journey = Journey.of(request, steps, entry.client.client_id)
            return entry.go("login") if journey is None else view(request, entry, journey)

        return wrapper

    return decorate


def finish(response: HttpResponse) -> None:
    """The journey is over."""
    response.delete_cookie(COOKIE, samesite="Lax")
