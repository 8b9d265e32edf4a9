"""From one page to the next: what a sign-in still lacks decides."""

import json
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from hostedui.callers import caller_of
from hostedui.pages.entry import Entry, error_page
from hostedui.pages.finishing import arrive
from hostedui.pages.journey import Journey
from pools.actions.sign_in import Authenticated, Challenge, mfa_setup
from pools.models import AppClient

_ATTRIBUTE_PREFIX = "userAttributes."


def send_on(request: HttpRequest, entry: Entry, step: str, username: str, **known: Any) -> HttpResponse:
    """To the page of this step, with what it needs to know in the journey's cookie."""
    response = entry.go(step)
    if known.get("destination"):
        known["sent_at"] = int(time.time())
    Journey(step, entry.client.client_id, username, **known).keep(request, response)
    return response


def go_on(
    request: HttpRequest,
    entry: Entry,
    username: str,
    outcome: Authenticated | Challenge,
    *,
    remembers_device: bool = False,
) -> HttpResponse:
    """Home to the app, or to the page of the challenge."""
    if isinstance(outcome, Authenticated):
        return arrive(request, entry, outcome, remembers_device=remembers_device)
    if turn := _TURNS.get(outcome.name):
        return turn(request, entry, username, outcome)
    return error_page(
        request,
        title=_("One more step is needed"),
        text=_("Your account asks for a step that this page does not offer. Sign in with the app itself."),
        reason=outcome.name,
    )


def start_over(request: HttpRequest, entry: Entry, username: str) -> HttpResponse:
    """To the sign-in page: what was begun there does not go on."""
    return send_on(request, entry, "login", username, notice="ended")


def set_up(request: HttpRequest, entry: Entry, username: str, factor: str, **known: Any) -> HttpResponse:
    """To the page that sets this factor up. For an app the secret is made first, so that the page can be reloaded."""
    if factor == "SOFTWARE_TOKEN_MFA":
        secret, session = mfa_setup.associate_software_token(known["session"], caller=caller_of(request))
        known |= {"secret": secret, "session": session}
    return send_on(request, entry, _SET_UP_PAGES[factor], username, **known)


def _to_new_password(request: HttpRequest, entry: Entry, username: str, challenge: Challenge) -> HttpResponse:
    required = json.loads(challenge.parameters["requiredAttributes"])
    missing = [name.removeprefix(_ATTRIBUTE_PREFIX) for name in required]
    return send_on(request, entry, "new_password", username, session=challenge.session, missing=missing)


def to_code(
    request: HttpRequest, entry: Entry, username: str, challenge: Challenge, *, is_new: bool = False, notice: str = ""
) -> HttpResponse:
    """To the page that takes a second factor's code; `is_new` while the factor is being set up."""
    told = challenge.parameters
    return send_on(
        request,
        entry,
        "mfa",
        username,
        session=challenge.session,
        challenge=str(challenge.name),
        medium=told.get("CODE_DELIVERY_DELIVERY_MEDIUM", ""),
        destination=told.get("CODE_DELIVERY_DESTINATION", ""),
        device=told.get("FRIENDLY_DEVICE_NAME", ""),
        is_new=is_new,
        notice=notice,
    )


def _to_choice(request: HttpRequest, entry: Entry, username: str, challenge: Challenge) -> HttpResponse:
    options = json.loads(challenge.parameters["MFAS_CAN_CHOOSE"])
    known = {"session": challenge.session, "challenge": challenge.name, "options": options}
    return send_on(request, entry, "mfa_option", username, **known)


def _to_set_up(request: HttpRequest, entry: Entry, username: str, challenge: Challenge) -> HttpResponse:
    """Where there is no choice, straight to the only factor (FED-48)."""
    options = json.loads(challenge.parameters["MFAS_CAN_SETUP"])
    known = {"session": challenge.session, "challenge": challenge.name, "options": options}
    if len(options) == 1:
        return set_up(request, entry, username, options[0], **known)
    return send_on(request, entry, "mfa_option", username, **known)


_SET_UP_PAGES = {"SOFTWARE_TOKEN_MFA": "set_up_app", "SMS_MFA": "set_up_phone", "EMAIL_OTP": "set_up_email"}
_TURNS: dict[str, Callable[..., HttpResponse]] = {
    "NEW_PASSWORD_REQUIRED": _to_new_password,
    "SMS_MFA": to_code,
    "EMAIL_OTP": to_code,
    "SOFTWARE_TOKEN_MFA": to_code,
    "SELECT_MFA_TYPE": _to_choice,
    "MFA_SETUP": _to_set_up,
}


def sign_in_page(client: AppClient, *, lang: str = "") -> str:
    """The sign-in page as "View hosted UI" opens it (APP-144), for who comes without an authorization request; empty
    when the client has no callback URL."""
    if not client.callback_urls:
        return ""
    query = QueryDict(mutable=True)
    query["client_id"], query["response_type"] = client.client_id, "code"
    query["scope"], query["redirect_uri"] = " ".join(client.allowed_o_auth_scopes), client.callback_urls[0]
    if lang:
        query["lang"] = lang
    return f"{reverse('hostedui:login')}?{query.urlencode()}"
