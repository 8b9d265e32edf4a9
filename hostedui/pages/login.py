"""`/login`: the sign-in page (API-317 to API-324)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from hostedui.callers import caller_of
from hostedui.pages.authorize import live_session, nobody_is_here
from hostedui.pages.entry import Entry, page
from hostedui.pages.finishing import answer
from hostedui.pages.forms import SignInForm
from hostedui.pages.going_on import go_on, send_on
from hostedui.pages.journey import Journey
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from pools.actions import sign_in, users
from pools.errors import PasswordResetRequiredException, UserNotConfirmedException

_NOTICES = {
    "again": _("To go on, please show that it is you."),
    "confirmed": _("Your account is confirmed. Sign in to go on."),
    "ended": _("Your sign-in took too long or was ended elsewhere. Please sign in again."),
    "password_changed": _("Your password has been changed. Sign in with the new one."),
}


@page("GET", "HEAD", "POST")
def login(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Who is signed in already goes straight on."""
    if request.method != "POST":
        if session := live_session(request, entry):
            return answer(request, entry, session)
        if told := nobody_is_here(request, entry):
            return told
    journey = Journey.of(request, "login", entry.client.client_id)
    username = journey.username if journey else entry.login_hint
    form = SignInForm(request.POST or None, initial={"username": username}, pool=entry.pool)
    if form.is_valid():
        with errors_on(form):
            return _sign_in(request, entry, **form.cleaned_data)
    notice = _NOTICES.get(journey.notice) if journey and not form.is_bound else None
    return show(request, entry, "login", form, notice=notice)


def _sign_in(request: HttpRequest, entry: Entry, username: str, password: str) -> HttpResponse:
    """Raises the refusals that belong on the form; the others have a page of their own."""
    try:
        outcome = sign_in.with_password(entry.client, username, password, caller=caller_of(request))
    except UserNotConfirmedException:  # the password is right: only its user is told (CON-234)
        return send_on(request, entry, "confirm", username, sub=str(users.get_user(entry.pool, username).sub))
    except PasswordResetRequiredException:
        return send_on(request, entry, "confirm_forgot_password", username)
    return go_on(request, entry, username, outcome)
