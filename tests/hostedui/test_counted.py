"""What analytics count of the hosted UI and of the token endpoint."""

import datetime
from collections import Counter

import pytest

from pools.actions.analytics import counting, latency
from tests import counted

pytestmark = pytest.mark.spec("TRG-255")


@pytest.fixture(autouse=True)
def at_once(monkeypatch, trail):
    monkeypatch.setattr(counting, "FRESH", datetime.timedelta(0))
    monkeypatch.setattr(latency.GATHERED, "_counts", Counter())


def test_a_sign_in_by_pages_counts_once_and_its_tokens_apart(code_of_alice, exchange, app):
    answer = exchange(code_of_alice, code_verifier=None).json()
    exchange(grant_type="refresh_token", refresh_token=answer["refresh_token"], redirect_uri=None, code=None)

    assert counted.everything() == {"sign_in": 1, "factor password": 1, "code_grant": 1, "refresh": 1, "active": 1}
    assert counted.known(client_id=app.client_id)["active"] == 1


def test_a_wrong_password_on_the_page_is_one_failure(browser, asks, alice):
    browser.get(asks("/login"))
    browser.fill_in(username="alice", password="Wrong-Horse-1")

    assert counted.everything() == {"sign_in_failed wrong_password": 1}


def test_pages_and_tokens_are_timed(code_of_alice, exchange):
    exchange(code_of_alice)
    latency.GATHERED.flush()

    labels = {what.partition(":")[0] for what in counted.known() if what.startswith("latency")}
    assert labels == {"latency pages", "latency sign_in", "latency tokens"}


def test_a_code_that_is_none_gives_no_tokens(exchange, alice):
    exchange("no code of ours")

    assert counted.everything() == {}
