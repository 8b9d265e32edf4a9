"""Which host answers what, and what the pages are sent with."""

import pytest
from django.test import Client

from hostedui.pages import headers
from pools.actions import app_clients, domains, user_pools
from tests.conftest import CALLER, REGION
from tests.hostedui.conftest import Browser

pytestmark = pytest.mark.one_database

DOMAIN = "people.auth.localhost:8000"
PAGES = ["/login", "/signup", "/confirm", "/forgotPassword", "/confirmForgotPassword"]


@pytest.fixture
def domain(pool):
    domains.create_domain(pool, "people", caller=CALLER)


@pytest.mark.spec("API-254", "APP-196", "CON-184")
def test_the_pool_is_known_by_its_domain(domain, asks, alice, exchange):
    browser = Browser(DOMAIN).sign_in("alice", asks("/login"))
    assert exchange(browser.query["code"], host=DOMAIN).status_code == 200


@pytest.mark.spec("API-259", "API-318")
def test_a_client_of_another_pool_is_unknown_on_the_domain(domain, asks, exchange):
    elsewhere = user_pools.create_user_pool("elsewhere", region=REGION, caller=CALLER)
    stranger = app_clients.create_app_client(elsewhere, "stranger", caller=CALLER).client_id
    browser = Browser(DOMAIN)
    assert browser.get(asks(client_id=stranger)).status_code == 400
    assert browser.get(f"/logout?client_id={stranger}").status_code == 400
    assert exchange("x", client_id=stranger, host=DOMAIN).json() == {"error": "invalid_client"}


def test_a_token_of_another_pool_says_nothing_on_the_domain(domain, asks, alice, exchange):
    elsewhere = user_pools.create_user_pool("elsewhere", region=REGION, caller=CALLER)
    domains.create_domain(elsewhere, "elsewhere", caller=CALLER)
    browser = Browser(DOMAIN).sign_in("alice", asks("/login"))
    bearer = {"Authorization": f"Bearer {exchange(browser.query['code']).json()['access_token']}"}
    answers = [
        Client().get("/oauth2/userInfo", headers=bearer | {"Host": host})
        for host in (DOMAIN, "elsewhere.auth.localhost:8000")
    ]
    assert [answer.status_code for answer in answers] == [200, 401]


@pytest.mark.parametrize("path", ["/", "/admin/", "/admin/login/", "/demo/", "/api/v1/"])
def test_a_domain_answers_with_the_hosted_ui_alone(domain, path):
    assert Client().get(path, headers={"Host": DOMAIN}).status_code == 404


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:8000"])
def test_the_base_host_is_no_domain(db, host, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_kept_by_nobody_and_framed_by_nobody(browser, asks, path):
    page = browser.get(asks(path))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert page["X-Frame-Options"] == "DENY"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["token", "userInfo", "revoke", "introspect", "par", "device_authorization", "register"]
)
def test_endpoints_have_the_same_headers_and_know_no_browser(browser, app, name):
    answer = browser.http.post(f"/oauth2/{name}", {"client_id": app.client_id})

    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    assert (int(answer["Content-Length"]), answer.has_header("Vary")) == (len(answer.content), False)
    assert not answer.cookies


@pytest.mark.parametrize("path", PAGES)
def test_pages_run_nothing_inline(browser, asks, path):
    page = browser.get(asks(path))
    assert page["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; script-src 'self';")
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "style=" not in browser.text
    assert "<script>" not in browser.text


@pytest.mark.parametrize(
    ("redirect_uri", "way"),
    [
        ("https://shop.example/callback", "'self' https:"),
        ("http://localhost:3000/", "'self' https: http://localhost:* http://127.0.0.1:*"),
        ("http://[::1]:3000/", "'self' https: http://localhost:* http://127.0.0.1:* http:"),
        ("myapp://example", "'self' myapp:"),
        ("", "'self' https:"),
    ],
)
def test_a_form_may_lead_to_the_kind_of_address_that_the_app_has(redirect_uri, way):
    assert headers.form_action(redirect_uri) == f"form-action {way}"


@pytest.mark.parametrize("path", [*PAGES, "/newPassword", "/resendcode"])
def test_a_form_without_our_token_is_refused(asks, path, alice):
    posted = {"username": "alice", "password": "Correct-Horse-1"}
    answer = Client(enforce_csrf_checks=True).post(asks(path), posted)
    assert answer.status_code == 403
    assert b"This form has expired" in answer.content
    assert "cognito" not in answer.cookies


def test_a_form_from_another_origin_is_refused(browser, asks, alice):
    browser.get(asks("/login"))
    browser.http.defaults["HTTP_ORIGIN"] = "https://evil.example"
    assert browser.fill_in(username="alice", password="Correct-Horse-1").status_code == 403


def test_a_form_of_a_pool_domain_is_its_own_origin(domain, asks, alice):
    browser = Browser(DOMAIN)
    browser.http.defaults["HTTP_ORIGIN"] = f"http://{DOMAIN}"
    browser.sign_in("alice", asks("/login"))
    assert browser.query["code"]


def test_the_landing_page_leads_on(browser, db):
    browser.get("/")
    assert 'href="/admin/"' in browser.text
    assert 'href="/demo/"' in browser.text


def test_what_is_not_there_has_a_page(browser, db):
    browser.get("/nowhere")
    assert (browser.page.status_code, "There is nothing here" in browser.text) == (404, True)
