"""From one page to the next: what a sign-in still lacks decides."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from hostedui.pages.entry import Entry, error_page
from hostedui.pages.finishing import arrive
from hostedui.pages.journey import Journey
from pools.actions.sign_in import Authenticated, Challenge
from pools.models import AppClient

_ATTRIBUTE_PREFIX = "userAttributes."


def send_on(request: HttpRequest, entry: Entry, step: str, username: str, **known: Any) -> HttpResponse:
    """To the page of this step, with what it needs to know in the journey's cookie."""
    response = entry.go(step)
    Journey(step, entry.client.client_id, username, **known).keep(request, response)
    return response


def go_on(request: HttpRequest, entry: Entry, username: str, outcome: Authenticated | Challenge) -> HttpResponse:
    """Home to the app, or to the page of the challenge."""
    if isinstance(outcome, Authenticated):
        return arrive(request, entry, outcome)
    if outcome.name == "NEW_PASSWORD_REQUIRED":
        missing = [
            name.removeprefix(_ATTRIBUTE_PREFIX) for name in json.loads(outcome.parameters["requiredAttributes"])
        ]
        return send_on(request, entry, "new_password", username, session=outcome.session, missing=missing)
    return error_page(
        request,
        title=_("One more step is needed"),
        text=_("Your account asks for a step that this page does not offer. Sign in with the app itself."),
        reason=outcome.name,
    )


def sign_in_page(client: AppClient) -> str:
    """The sign-in page as "View hosted UI" opens it (APP-144), for who comes without an authorization request; empty
    when the client has no callback URL."""
    if not client.callback_urls:
        return ""
    query = QueryDict(mutable=True)
    query["client_id"], query["response_type"] = client.client_id, "code"
    query["scope"], query["redirect_uri"] = " ".join(client.allowed_o_auth_scopes), client.callback_urls[0]
    return f"{reverse('hostedui:login')}?{query.urlencode()}"
