"""Asking again before what hurts: password, code or passkey, given within the last quarter of an hour."""

import time
from typing import Any

from django.http import HttpRequest

from pools.actions import administrator_factors, administrator_passkeys, attempts, limits
from pools.errors import NotAuthorizedException, PoolError
from pools.models import Administrator

FRESH_SECONDS = 900
FIELDS = ("confirm_password", "confirm_code", "confirm_credential")  # beside whatever a page was sent
_MOMENT = "confirmed_at"


class ConfirmationNeeded(Exception):
    """Whoever is signed in has to confirm to be there still. `problem` is what was wrong with the last try."""

    def __init__(self, problem: str = "") -> None:
        super().__init__(problem)
        self.problem = problem


def note(request: HttpRequest) -> None:
    """It was confirmed just now, as signing in does."""
    request.session[_MOMENT] = int(time.time())


def is_fresh(request: HttpRequest) -> bool:
    return time.time() - request.session.get(_MOMENT, 0) < FRESH_SECONDS


def require(request: HttpRequest) -> None:
    """Raise `ConfirmationNeeded`, unless it was confirmed, or is confirmed by the fields of this very request. They are
    taken out of it, so that the page sees what it was sent before."""
    if any(request.POST.get(name) for name in FIELDS):
        confirm(request)
        posted = request.POST.copy()
        for name in FIELDS:
            posted.pop(name, None)
        request.POST = posted  # type: ignore[assignment]  # mutable, but of the same kind
    elif not is_fresh(request):
        raise ConfirmationNeeded


def confirm(request: HttpRequest) -> None:
    """Judge what was posted. Raises `ConfirmationNeeded` with what was wrong."""
    administrator = request.user
    assert isinstance(administrator, Administrator)
    try:
        _check(administrator, {name: request.POST.get(name, "") for name in FIELDS})
    except PoolError as error:
        raise ConfirmationNeeded(error.message) from error
    note(request)


def _check(administrator: Administrator, given: dict[str, Any]) -> None:
    if given["confirm_credential"]:
        administrator_passkeys.verify(given["confirm_credential"], owner=administrator)
    elif given["confirm_code"]:
        administrator_factors.check_code(administrator, given["confirm_code"])
    else:
        who = ("name", administrator.username.lower())
        attempts.count(limits.ADMINISTRATOR_SIGN_IN, *who)
        if not administrator.check_password(given["confirm_password"]):
            raise NotAuthorizedException("This password is not right.")
        attempts.forget(limits.ADMINISTRATOR_SIGN_IN, *who)
