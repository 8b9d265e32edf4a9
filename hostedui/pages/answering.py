"""Answering a challenge from a page."""

from django.http import HttpRequest

from hostedui.callers import caller_of
from hostedui.pages.entry import Entry
from hostedui.pages.journey import Journey
from pools.actions import app_clients, sign_in
from pools.actions.sign_in import Authenticated, Challenge


def answer_challenge(
    request: HttpRequest, entry: Entry, journey: Journey, name: str, responses: dict[str, str]
) -> Authenticated | Challenge:
    """What comes of this answer to the journey's challenge. The page is on our side of the app client's secret."""
    responses = {"USERNAME": journey.username} | responses
    if entry.client.has_secret:
        responses["SECRET_HASH"] = app_clients.secret_hash(entry.client, journey.username)
    return sign_in.answer_challenge(
        entry.client, name, responses, journey.session, caller=caller_of(request), opens_session=False
    )
