"""Setting a second factor up on the way in, where the pool requires one (FED-48 to FED-53, SEC-144)."""

from django.http import HttpRequest, HttpResponse

from hostedui import remembered_browsers
from hostedui.callers import caller_of
from hostedui.pages import qr
from hostedui.pages.answering import answer_and_go_on
from hostedui.pages.entry import Entry, page
from hostedui.pages.forms import AddressForm, AppForm, OptionForm, PageForm
from hostedui.pages.going_on import send_on, set_up, start_over
from hostedui.pages.journey import Journey, on_journey
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from pools.actions import totp
from pools.actions.sign_in import mfa_setup
from pools.errors import LimitExceededException, NotAuthorizedException, SoftwareTokenMFANotFoundException

_STEPS = ("mfa_option", "set_up_app", "set_up_phone", "set_up_email")
_SETUP = "MFA_SETUP"


@page("GET", "HEAD", "POST")
@on_journey(*_STEPS)
def mfa_option(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """Choose a factor: one to set up, or one of those that are set up (API-115)."""
    form = OptionForm(request.POST or None, options=journey.options)
    if form.is_valid():
        with errors_on(form):
            return _choose(request, entry, journey, form.cleaned_data["factor"])
    return show(request, entry, "mfa_option", form, journey=journey)


@page("GET", "HEAD", "POST")
@on_journey("set_up_app")
def set_up_app(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """Show the secret, take the first code of the app that has scanned it."""
    asks = remembered_browsers.asks(request, entry.pool, journey.username)
    form = AppForm(request.POST or None, asks_to_remember=asks)
    if form.is_valid():
        with errors_on(form):
            return _verify(request, entry, journey, form)
    uri = totp.uri(journey.secret, account=journey.username, issuer=entry.pool.name)
    more = {"journey": journey, "qr_code": qr.as_image(uri), "uri": uri, "key": qr.in_groups(journey.secret)}
    return show(request, entry, "set_up_app", form, **more)


@page("GET", "HEAD", "POST")
@on_journey("set_up_phone")
def set_up_phone(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    return _set_up_address(request, entry, journey, "phone_number")


@page("GET", "HEAD", "POST")
@on_journey("set_up_email")
def set_up_email(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    return _set_up_address(request, entry, journey, "email")


@page("GET", "HEAD", "POST")
@on_journey("recovery_codes")
def show_recovery_codes(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """Once, between the set-up of an app and the way home. Who comes back too late signs in with the app."""
    form = PageForm(request.POST or None)
    if form.is_valid():
        with errors_on(form):
            return answer_and_go_on(request, entry, journey, {}, remembers_device=journey.remembers_device)
    return show(request, entry, "recovery_codes", form, journey=journey)


def _choose(request: HttpRequest, entry: Entry, journey: Journey, factor: str) -> HttpResponse:
    if journey.challenge != _SETUP:
        return answer_and_go_on(request, entry, journey, {"ANSWER": factor})
    known = {"session": journey.session, "challenge": journey.challenge, "options": journey.options}
    try:
        return set_up(request, entry, journey.username, factor, **known)
    except NotAuthorizedException:
        return start_over(request, entry, journey.username)


def _verify(request: HttpRequest, entry: Entry, journey: Journey, form: AppForm) -> HttpResponse:
    caller = caller_of(request)
    code, name = form.cleaned_data["code"], form.cleaned_data["device"]
    try:
        is_right, session = mfa_setup.verify_software_token(journey.session, code, name, caller=caller)
    except (NotAuthorizedException, SoftwareTokenMFANotFoundException):
        return start_over(request, entry, journey.username)
    if not is_right:
        raise LimitExceededException
    codes = mfa_setup.create_recovery_codes(session, caller=caller)
    known = {"session": session, "challenge": _SETUP, "recovery_codes": codes}
    wanted = form.remembers_device
    return send_on(request, entry, "recovery_codes", journey.username, remembers_device=wanted, **known)


def _set_up_address(request: HttpRequest, entry: Entry, journey: Journey, attribute: str) -> HttpResponse:
    form = AddressForm(request.POST or None, attribute=attribute)
    if form.is_valid():
        with errors_on(form):
            return answer_and_go_on(
                request, entry, journey, {attribute.upper(): form.cleaned_data["address"]}, is_new=True
            )
    return show(request, entry, journey.step, form, journey=journey)
