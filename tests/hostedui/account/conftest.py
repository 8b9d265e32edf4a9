"""Alice at her account pages."""

import datetime
from urllib.parse import urlencode

import pytest
import time_machine
from django.utils import timezone

from pools.models import AuditEvent
from tests.conftest import PASSWORD
from tests.hostedui.conftest import Browser


@pytest.fixture
def page(app):
    """The address of an account page, as the shop links to it."""
    return lambda path="", **more: address(f"/account{path}", client_id=app.client_id, **more)


@pytest.fixture
def at_home(browser, page, alice) -> Browser:
    """Alice's browser, on the first page of her account."""
    browser.get(page())
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    browser.follow()
    return browser


def address(path: str, **query: str) -> str:
    return f"{path}?{urlencode(query)}"


def later(minutes: int):
    return time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes), tick=False)


def events(name: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(name=name, error=""))
