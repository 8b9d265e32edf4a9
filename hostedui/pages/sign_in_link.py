"""A link by e-mail to sign in with, where an app client has it switched on (docs/security.md).

It serves in the browser that asked for it, whose cookie holds the other half. Opening it only shows a button: what
looks at mail before its reader does uses nothing up.
"""

import dataclasses
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from hostedui import remembered_browsers
from hostedui.callers import caller_of
from hostedui.pages import login
from hostedui.pages.entry import Entry, page
from hostedui.pages.forms import IdentifierForm, PageForm
from hostedui.pages.going_on import go_on, send_on
from hostedui.pages.journey import Journey, on_journey
from hostedui.pages.refusals import errors_on
from hostedui.pages.showing import show
from pools.actions import sign_in
from pools.errors import PoolError

_STEP = "sign_in_link"
_PARAMETER = "link"


@page("POST")
def send(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Send a link to whoever has the name that was typed in."""
    form = IdentifierForm(request.POST, pool=entry.pool)
    if form.is_valid():
        with errors_on(form):
            return _send(request, entry, form.cleaned_data["username"])
    return login.show_page(request, entry, form)


@page("GET", "HEAD")
@on_journey(_STEP)
def sent(request: HttpRequest, entry: Entry, journey: Journey) -> HttpResponse:
    """Tell where it went; alike whether anybody gets it."""
    return show(request, entry, "sign_in_link_sent", PageForm(), journey=journey)


@page("GET", "HEAD", "POST")
@sensitive_variables("secret")
def sign_in_link(request: HttpRequest, entry: Entry) -> HttpResponse:
    """The link itself: a button, and what it does."""
    secret, entry = request.GET.get(_PARAMETER, ""), _without_secret(entry)
    journey = Journey.of(request, _STEP, entry.client.client_id)
    if journey is None or not secret:
        return _refuse(request, entry)
    if request.method != "POST":
        return show(request, entry, "sign_in_link", PageForm(), journey=journey)
    shown = remembered_browsers.shown(request, entry.pool)
    try:
        outcome = sign_in.with_link(entry.client, secret, journey.session, caller=caller_of(request), shown=shown)
    except PoolError:
        return _refuse(request, entry)
    return go_on(request, entry, journey.username, outcome)


def _send(request: HttpRequest, entry: Entry, username: str) -> HttpResponse:
    base = f"{request.scheme}://{request.get_host()}" if request.hosted_pool else settings.PUBLIC_URL

    def address_of(secret: str) -> str:
        """On a host that is known to be ours: whoever chose it otherwise would be handed the secret."""
        return f"{base}{reverse('hostedui:sign_in_link')}?{entry.query.urlencode()}&{urlencode({_PARAMETER: secret})}"

    challenge = sign_in.send_link(entry.client, username, address_of, caller=caller_of(request))
    destination = challenge.parameters["CODE_DELIVERY_DESTINATION"]
    response = send_on(request, entry, _STEP, username, session=challenge.session, destination=destination)
    response["Location"] = entry.url("sign_in_link_sent")
    return response


def _refuse(request: HttpRequest, entry: Entry) -> HttpResponse:
    return send_on(request, entry, "login", "", notice="link_refused")


def _without_secret(entry: Entry) -> Entry:
    """What the next pages carry along."""
    query = entry.query.copy()
    query.pop(_PARAMETER, None)
    return dataclasses.replace(entry, query=query)
