"""Request rates at the hosted UI and the OAuth endpoints."""

import pytest
from django.test import Client

from hostedui.account.urls import urlpatterns
from hostedui.rates import ACCOUNT_PAGES
from pools.actions.quotas import categories, values
from tests.conftest import CALLER, PASSWORD, REGION
from tests.hostedui.conftest import asks, browser, code_of_alice, exchange  # noqa: F401 - fixtures

TOO_MANY = {"error": "too_many_requests", "error_description": "Rate exceeded"}


@pytest.fixture
def allow(limited):
    """Turns Cognito's rates on, with another value for one of them."""

    def make(name, rps):
        limited()
        values.set_quota(REGION, name, rps, caller=CALLER)

    return make


@pytest.mark.spec("API-374", "API-185")
@pytest.mark.parametrize(
    ("grant_type", "name"),
    [
        ("authorization_code", "CodeRedemption"),
        ("client_credentials", "ClientAuthentication"),
        ("refresh_token", "UserAuthentication"),
    ],
)
def test_each_grant_has_its_rate(exchange, allow, grant_type, name):  # noqa: F811
    allow(name, 1)
    first, second = exchange(grant_type=grant_type), exchange(grant_type=grant_type)

    assert first.status_code == 400
    assert (second.status_code, second.json(), second["Retry-After"]) == (429, TOO_MANY, "1")
    assert second["Access-Control-Allow-Origin"] == "*"


@pytest.mark.spec("API-178")
def test_a_machine_that_names_itself_by_basic_has_its_clients_rate(app, limited):
    limited("custom")
    values.set_quota(app, "ClientAuthentication", 1, caller=CALLER)
    machine = Client(headers={"Authorization": "Basic MWV4YW1wbGUyMzQ1Njc4OWFiY2RlZmdoaWo6c2VjcmV0"})
    statuses = [machine.post("/oauth2/token", {"grant_type": "client_credentials"}).status_code for _ in range(2)]

    assert statuses[1] == 429


@pytest.mark.spec("API-374")
def test_a_step_of_the_sign_in_counts_as_one(browser, asks, alice, allow):  # noqa: F811
    allow("UserAuthentication", 1)
    browser.get(asks("/login"))
    browser.fill_in(username="alice", password="wrong")
    browser.get(asks("/login"))
    browser.fill_in(username="alice", password=PASSWORD)

    assert browser.page.status_code == 429
    assert "Too many people at once" in browser.text


@pytest.mark.spec("API-376")
@pytest.mark.parametrize("name", ["DomainSourceIp", "DomainClient", "Domain"])
def test_address_app_client_and_domain_are_bounded(browser, asks, allow, name):  # noqa: F811
    allow(name, 1)
    first, second = browser.get(asks("/login")), browser.get(asks("/login"))

    assert (first.status_code, second.status_code) == (200, 429)


@pytest.mark.spec("API-376")
@pytest.mark.parametrize(("name", "rps"), [("DomainSourceIp", 300), ("DomainClient", 300), ("Domain", 500)])
def test_the_bounds_are_cognitos_at_first(name, rps):
    assert values.RATES[name].rps == rps


@pytest.mark.spec("API-376")
def test_keys_are_read_so_often_and_no_more(pool, allow):
    allow("Jwks", 1)
    address = f"/{pool.id}/.well-known/jwks.json"

    assert [Client().get(address).status_code for _ in range(2)] == [200, 429]
    assert values.RATES["Jwks"].rps == 50_000


def test_without_rates_the_pages_are_not_counted(browser, asks, settings):  # noqa: F811
    settings.RATE_LIMITS = "off"

    assert browser.get(asks("/login")).status_code == 200


@pytest.mark.parametrize("authorization", ["Basic !", "Basic /w==", "Basic AHg6eA==", "Bearer x"])
def test_credentials_that_cannot_be_read_are_counted_too(allow, db, authorization):
    allow("DomainSourceIp", 1)
    machine = Client(headers={"Authorization": authorization})
    statuses = [machine.post("/oauth2/token", {"grant_type": "client_credentials"}).status_code for _ in range(2)]

    assert statuses[1] == 429
    assert statuses[0] < 500


@pytest.mark.spec("API-374")
@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("password", "UserAccountRecovery"),
        ("profile", "UserUpdate"),
        ("email/send", "UserResourceRead"),
        ("devices/forget", "UserResourceUpdate"),
    ],
)
def test_an_account_page_counts_as_the_operation_that_it_is(app, allow, page, name):
    allow(name, 1)
    address = f"/account/{page}?client_id={app.client_id}"

    assert [Client().post(address).status_code for _ in range(2)] == [302, 429]


def test_every_account_page_that_changes_something_has_a_rate():
    only_read = {"account", "account_activity", "account_security", "account_passkeys", "account_sessions"}

    assert {each.name for each in urlpatterns} - only_read == set(ACCOUNT_PAGES)
    assert None not in {categories.category_of(operation) for operation in ACCOUNT_PAGES.values()}
