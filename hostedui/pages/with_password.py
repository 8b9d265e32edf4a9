"""Signing in by a name and a password, from whichever page they were typed in."""

from django.http import HttpRequest, HttpResponse

from hostedui import remembered_browsers
from hostedui.callers import caller_of
from hostedui.pages.entry import Entry
from hostedui.pages.going_on import go_on, send_on
from pools.actions import sign_in, users
from pools.errors import PasswordResetRequiredException, UserNotConfirmedException


def sign_in_with_password(request: HttpRequest, entry: Entry, username: str, password: str) -> HttpResponse:
    """Raises the refusals that belong on the form; the others have a page of their own."""
    shown = remembered_browsers.shown(request, entry.pool)
    try:
        outcome = sign_in.with_password(entry.client, username, password, caller=caller_of(request), shown=shown)
    except UserNotConfirmedException:  # the password is right: only its user is told (CON-234)
        return send_on(request, entry, "confirm", username, sub=str(users.get_user(entry.pool, username).sub))
    except PasswordResetRequiredException:
        return send_on(request, entry, "confirm_forgot_password", username)
    return go_on(request, entry, username, outcome)
