"""`/confirm` and its neighbours: prove an address with the code that went there (FED-46, FED-47, API-252)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from hostedui.callers import caller_of
from hostedui.oauth import application
from hostedui.oauth.application import Application
from hostedui.pages import headers
from hostedui.pages.entry import Entry, error_page, page
from hostedui.pages.forms import ConfirmForm, UsernameForm
from hostedui.pages.going_on import go_on, send_on, sign_in_page
from hostedui.pages.journey import Journey
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from pools.actions import sign_in
from pools.actions.sign_up import confirm_sign_up, resend_confirmation_code
from pools.errors import PoolError
from pools.models import User


@page("GET", "HEAD", "POST")
def confirm(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Who comes without a journey, on another day or in another browser, is asked for the user name as well."""
    journey = Journey.of(request, "confirm", entry.client.client_id)
    form = ConfirmForm(request.POST or None, pool=entry.pool, known=journey)
    if form.is_valid():
        with errors_on(form):
            code = form.cleaned_data["code"]
            user = confirm_sign_up(entry.client, form.name, code, caller=caller_of(request))
            return _confirmed(request, entry, form.name, journey, user)
    return show(request, entry, "confirm", form, journey=journey)


@page("POST")
def resend(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Send a new code, and back to the page that asks for it."""
    journey = Journey.of(request, "confirm", entry.client.client_id)
    form = UsernameForm(request.POST, pool=entry.pool, known=journey)
    if form.is_valid():
        with errors_on(form):
            sent_to = resend_confirmation_code(entry.client, form.name, caller=caller_of(request))
            known = {"medium": sent_to.medium, "destination": sent_to.masked, "sub": journey.sub if journey else ""}
            return send_on(request, entry, "confirm", form.name, notice="resent", **known)
    refused = ConfirmForm(pool=entry.pool, known=journey)
    refused.refuse(form)
    return show(request, entry, "confirm", refused, journey=journey)


@require_safe
@sensitive_variables("code")
def confirm_by_link(request: HttpRequest) -> HttpResponse:
    """The link in a confirmation message. Opening it is enough, as at Cognito: a mail scanner that follows it confirms
    an address that does receive mail."""
    found = application.find(request.GET.get("client_id"), request.hosted_pool)
    username, code = request.GET.get("user_name", ""), request.GET.get("confirmation_code", "")
    try:
        if found is None:
            raise PoolError("Invalid client_id parameter value.")
        confirm_sign_up(found.row, username, code, caller=caller_of(request))
    except PoolError as error:
        text = _("It may have been used before, or be too old. Sign in to get a new code.")
        title, again = _("This link does not work"), _sign_in(request, found)
        return error_page(request, title=title, text=text, reason=error.message, again=again)
    context = {"client": found.row, "again": _sign_in(request, found)}
    return headers.secure(render(request, "hostedui/confirmed.html", context))


def _sign_in(request: HttpRequest, found: Application | None) -> str:
    return sign_in_page(found.row, lang=request.GET.get("lang", "")) if found else ""


def _confirmed(request: HttpRequest, entry: Entry, username: str, journey: Journey | None, user: User) -> HttpResponse:
    """Who chose the password in this browser a moment ago need not enter it again (FED-53)."""
    if journey is not None and journey.sub == str(user.sub):
        outcome = sign_in.after_sign_up(entry.client, user, caller=caller_of(request))
        return go_on(request, entry, username, outcome)
    return send_on(request, entry, "login", username, notice="confirmed")
