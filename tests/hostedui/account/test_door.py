"""The account pages: who gets in."""

from urllib.parse import parse_qs, urlsplit

import pytest

from pools.models import User
from tests.conftest import PASSWORD
from tests.hostedui.account.conftest import address, later
from tests.hostedui.conftest import Browser

pytestmark = pytest.mark.one_database


def test_who_is_not_signed_in_signs_in_and_comes_back(browser, page, alice):
    browser.get(page("/security", lang="de"))
    assert browser.location.startswith("/login?")
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    assert browser.location == page("/security", lang="de")

    browser.follow()
    assert browser.page.status_code == 200


def test_who_is_signed_in_at_an_app_is_so_here(browser, asks, page, alice):
    browser.sign_in("alice", asks("/login"))
    browser.get(page())
    assert "Hello, alice@example.com" in browser.text


@pytest.mark.parametrize("query", ["", "?client_id=", "?client_id=nobody", "?client_id=%00"])
def test_an_unknown_app_client_has_no_account_pages(browser, db, query):
    browser.get(f"/account{query}")
    assert browser.page.status_code == 400


def test_a_client_without_hosted_pages_has_none_either(browser, page, app):
    app.allowed_o_auth_flows_user_pool_client = False
    app.save()
    browser.get(page())
    assert browser.page.status_code == 400
    browser.get(address("/login", client_id=app.client_id, account="security"))
    assert browser.page.status_code == 400


@pytest.mark.parametrize("wish", ["//evil.example", "https://evil.example", "../evil", "x" * 5000, "security\r\nX: y"])
def test_a_sign_in_for_the_account_leads_nowhere_else(browser, app, alice, wish):
    browser.sign_in("alice", address("/login", client_id=app.client_id, account=wish))
    assert browser.location == address("/account", client_id=app.client_id)


@pytest.mark.parametrize("more", [{}, {"identity_provider": "Nobody"}])
def test_authorize_takes_our_own_pages_to_providers_alone(browser, app, more):
    asked = {"client_id": app.client_id, "account": "security"} | more
    browser.get(address("/oauth2/authorize", **asked))
    assert browser.location == address("/login", **asked)


def test_on_a_pools_domain_the_client_need_not_be_named(idp, pool, app, alice):
    idp.create_user_pool_domain(Domain="shop", UserPoolId=pool.id)
    browser = Browser(host="shop.auth.localhost:8000")
    browser.get("/account")
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    browser.follow()
    assert "Hello, alice@example.com" in browser.text


def test_the_pages_are_kept_nowhere_and_framed_by_nobody(at_home):
    assert "no-store" in at_home.page["Cache-Control"]
    assert "frame-ancestors 'none'" in at_home.page["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        *("", "/profile", "/email", "/phone", "/security", "/password", "/sessions", "/activity", "/delete"),
        *("?lang=ar", "/security?lang=de"),
    ],
)
def test_every_page_opens(at_home, page, path):
    path, _, query = path.partition("?")
    at_home.get(page(path, **dict(pair.split("=") for pair in query.split("&") if pair)))
    assert at_home.page.status_code == 200
    assert at_home.text.count("<h1>") == 1


@pytest.mark.parametrize("path", ["/email", "/phone", "/app", "/recovery-codes", "/passkeys/add", "/delete"])
def test_what_is_grave_needs_a_sign_in_of_just_now(at_home, page, path):
    with later(11):
        at_home.get(page(path))
        assert at_home.location.startswith("/login?")
        at_home.follow()
        assert "To go on, please show that it is you." in at_home.text
        assert 'value="alice"' in at_home.text
        at_home.fill_in(username="alice", password=PASSWORD)
        assert at_home.location == page(path)


@pytest.mark.parametrize(
    ("path", "back"),
    [
        *(("/factor", "security"), ("/app/begin", "security"), ("/app/remove", "security")),
        ("/passkeys/delete", "passkeys"),
    ],
)
def test_who_posts_too_late_comes_back_to_the_page_of_the_form(at_home, page, path, back):
    at_home.get(page("/profile"))
    with later(11):
        at_home.fill_in(to=page(path))
    assert parse_qs(urlsplit(at_home.location).query)["account"] == [back]


def test_who_must_reset_the_password_is_not_let_in(at_home, page, alice):
    User.objects.filter(pk=alice.pk).update(status="RESET_REQUIRED")
    at_home.get(page())
    assert at_home.location.startswith("/login?")


def test_nothing_is_posted_from_elsewhere(at_home, page):
    at_home.http.post(page("/delete"), {"sure": "on"})
    assert User.objects.filter(username="alice").exists()


# Personal details
