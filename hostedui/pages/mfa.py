"""`/mfa` and its neighbours: the second factor of a sign-in (FED-54, FED-55, SEC-125, SEC-143)."""

from django.http import HttpRequest, HttpResponse

from hostedui import remembered_browsers
from hostedui.pages.answering import answer_and_go_on
from hostedui.pages.entry import Entry, page
from hostedui.pages.forms import CodeForm, PageForm, RecoveryCodeForm
from hostedui.pages.going_on import go_on, start_over, to_code
from hostedui.pages.journey import Journey, on_journey
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from pools.actions import recovery_codes, second_factors, sign_in, users
from pools.errors import NotAuthorizedException

_RESPONSES = {
    "SMS_MFA": "SMS_MFA_CODE",
    "EMAIL_OTP": "EMAIL_OTP_CODE",
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
}


@page("GET", "HEAD", "POST")
@on_journey("mfa")
def mfa(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """Take the code that was sent, or that the app shows."""
    return _take(request, entry, journey, CodeForm, "mfa")


@page("GET", "HEAD", "POST")
@on_journey("mfa")
def recovery_code(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """Take a code on paper in its place."""
    return _take(request, entry, journey, RecoveryCodeForm, "recovery_code")


@page("POST")
@on_journey("mfa")
def resend_code(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    return _ask_again(request, entry, journey, another_way=False)


@page("POST")
@on_journey("mfa")
def another_way(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """To the choice of factors, or back to where the address is entered that is being set up (FED-52)."""
    return _ask_again(request, entry, journey, another_way=True)


def _take(request: HttpRequest, entry: Entry, journey: Journey, kind: type[CodeForm], template: str) -> HttpResponse:
    asks = remembered_browsers.asks(request, entry.pool, journey.username)
    form = kind(request.POST or None, asks_to_remember=asks)
    if form.is_valid():
        with errors_on(form):
            responses = {_RESPONSES[journey.challenge]: form.cleaned_data["code"]}
            return answer_and_go_on(request, entry, journey, responses, remembers_device=form.remembers_device)
    return show(request, entry, template, form, journey=journey, **_alternatives(entry, journey))


def _ask_again(request: HttpRequest, entry: Entry, journey: Journey, *, another_way: bool) -> HttpResponse:
    asked = PageForm(request.POST)
    if asked.is_valid():
        with errors_on(asked):
            return _next(request, entry, journey, another_way=another_way)
    form = CodeForm(asks_to_remember=remembered_browsers.asks(request, entry.pool, journey.username))
    form.refuse(asked)
    return show(request, entry, "mfa", form, journey=journey, **_alternatives(entry, journey))


def _next(request: HttpRequest, entry: Entry, journey: Journey, *, another_way: bool) -> HttpResponse:
    try:
        challenge = sign_in.ask_again(
            entry.client, journey.challenge, journey.session, opens_session=False, another_way=another_way
        )
    except NotAuthorizedException:
        return start_over(request, entry, journey.username)
    if another_way:
        return go_on(request, entry, journey.username, challenge)
    return to_code(request, entry, journey.username, challenge, is_new=journey.is_new, notice="resent")


def _alternatives(entry: Entry, journey: Journey) -> dict[str, bool]:
    """What else the page can offer to this user."""
    user = users.find_user(entry.pool, journey.username)
    has_others = user is not None and len(second_factors.active(user)) > 1
    has_codes = user is not None and not journey.is_new and recovery_codes.has_any(user)
    return {"offers_another_way": journey.is_new or has_others, "offers_recovery_code": has_codes}
