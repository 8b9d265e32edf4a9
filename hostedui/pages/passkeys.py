"""Passkeys on the pages: one that the browser offers before a name is typed; a new one after a sign-in (API-354)."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from hostedui import browser_sessions, remembered_browsers
from hostedui.callers import caller_of
from hostedui.models import BrowserSession
from hostedui.pages import finishing
from hostedui.pages.entry import Entry, page
from hostedui.pages.forms import PageForm
from hostedui.pages.going_on import go_on, send_on
from hostedui.pages.passkey_offer import LATER, are_offered
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from pools.actions import passkeys, sign_in
from pools.actions.sign_in import Challenge
from pools.errors import NotAuthorizedException, PoolError

_LATER_SECONDS = 30 * 24 * 3600
_REFUSED = 400


@page("GET")
def options(request: HttpRequest, entry: Entry) -> HttpResponse:
    """What the browser needs to offer its passkeys, and for how many seconds that serves."""
    if not are_offered(request, entry):
        return JsonResponse({}, status=_REFUSED)
    asked = sign_in.ask_for_passkey(entry.client)
    return JsonResponse(
        {
            "options": json.loads(asked.parameters["CREDENTIAL_REQUEST_OPTIONS"]),
            "session": asked.session,
            "seconds": entry.client.auth_session_validity * 60,
        }
    )


@page("POST")
def login(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Sign in by the passkey that was picked."""
    credential, session = request.POST.get("credential", ""), request.POST.get("session", "")
    shown = remembered_browsers.shown(request, entry.pool)
    try:
        outcome = sign_in.with_passkey(entry.client, credential, session, caller=caller_of(request), shown=shown)
    except PoolError:
        return send_on(request, entry, "login", "", notice="passkey_refused")
    return go_on(request, entry, outcome.username if isinstance(outcome, Challenge) else "", outcome)


@page("GET", "HEAD", "POST")
def add(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Offer a passkey to who is signed in here, then go on to the app, with or without one."""
    session = _session(request, entry)
    if session is None:
        return entry.go("login")
    form = PageForm(request.POST or None)
    if "later" in request.POST:
        return _later(request, finishing.answer(request, entry, session))
    if form.is_valid():
        with errors_on(form):
            passkeys.complete_registration(session.user, entry.client, _credential(request), caller=caller_of(request))
            return finishing.answer(request, entry, session)
    return show(request, entry, "add_passkey", form)


@page("POST")
def start(request: HttpRequest, entry: Entry) -> HttpResponse:
    """What the browser needs to make a passkey for who is signed in here."""
    session = _session(request, entry)
    if session is None:
        return JsonResponse({"message": NotAuthorizedException.message}, status=_REFUSED)
    try:
        asked = passkeys.start_registration(session.user, entry.client, caller=caller_of(request))
    except PoolError as error:
        return JsonResponse({"message": error.message}, status=_REFUSED)
    return JsonResponse({"options": asked})


def _session(request: HttpRequest, entry: Entry) -> BrowserSession | None:
    session = browser_sessions.find(request, entry.client)
    if session is not None:
        session.user.pool = entry.pool
    return session


def _credential(request: HttpRequest) -> object:
    try:
        return json.loads(request.POST.get("credential", ""))
    except (ValueError, RecursionError):
        return None


def _later(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    is_secure = settings.SESSION_COOKIE_SECURE or request.is_secure()
    response.set_cookie(LATER, "1", max_age=_LATER_SECONDS, secure=is_secure, httponly=True, samesite="Lax")
    return response
