"""Answering a challenge from a page."""

from django.http import HttpRequest, HttpResponse

from hostedui import remembered_browsers
from hostedui.callers import caller_of
from hostedui.pages.entry import Entry
from hostedui.pages.going_on import go_on, start_over, to_code
from hostedui.pages.journey import Journey
from pools.actions import app_clients, sign_in
from pools.actions.sign_in import Authenticated, Challenge
from pools.errors import NotAuthorizedException


def answer_challenge(
    request: HttpRequest, entry: Entry, journey: Journey, name: str, responses: dict[str, str]
) -> Authenticated | Challenge:
    """What comes of this answer to the journey's challenge. The page is on our side of the app client's secret."""
    responses = {"USERNAME": journey.username} | responses
    if entry.client.has_secret:
        responses["SECRET_HASH"] = app_clients.secret_hash(entry.client, journey.username)
    return sign_in.answer_challenge(
        entry.client,
        name,
        responses,
        journey.session,
        caller=caller_of(request),
        opens_session=False,
        shown=remembered_browsers.shown(request, entry.pool),
    )


def answer_and_go_on(
    request: HttpRequest,
    entry: Entry,
    journey: Journey,
    responses: dict[str, str],
    *,
    is_new: bool = False,
    remembers_device: bool = False,
) -> HttpResponse:
    """Answer the challenge that the journey stands before, and go where that leads. `is_new` while a factor is being
    set up: what is asked for next is its first code. With `remembers_device` the user wants this browser remembered."""
    try:
        outcome = answer_challenge(request, entry, journey, journey.challenge, responses)
    except NotAuthorizedException:
        return start_over(request, entry, journey.username)
    if is_new and isinstance(outcome, Challenge):
        return to_code(request, entry, journey.username, outcome, is_new=True)
    return go_on(request, entry, journey.username, outcome, remembers_device=remembers_device)
