"""What OpenID Connect and its kin add to an authorization request, and how the answer names its giver."""

import datetime
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from hostedui.models import AuthorizationCode
from pools.actions import identity_providers
from tests.hostedui.conftest import CALLBACK, Browser

pytestmark = pytest.mark.one_database

FOUR = pytest.mark.parametrize("path", ["/oauth2/authorize", "/authorize", "/login", "/oauth2/login"])


@pytest.fixture
def signed_in(browser, asks, alice) -> Browser:
    return browser.sign_in("alice", asks("/login"))


@pytest.fixture
def okta(monkeypatch, app):
    """An identity provider of the pool that goes by an identifier, enabled for the shop."""
    monkeypatch.setattr(identity_providers, "sources", [lambda pool, name: {"Okta": "SAML"}.get(name)])
    monkeypatch.setattr(identity_providers, "identifiers", [lambda pool, by: {"corp.example": "Okta"}.get(by)])
    app.supported_identity_providers = ["COGNITO", "Okta"]
    app.save()


# By post


@pytest.mark.parametrize("path", ["/oauth2/authorize", "/authorize"])
def test_a_posted_request_is_asked_again_by_get_with_the_cookies(signed_in, asks, path):
    parameters = asks("").removeprefix("?")
    answer = Client(enforce_csrf_checks=True).post(
        path, parameters, content_type="application/x-www-form-urlencoded", headers={"Origin": "https://shop.example"}
    )
    assert (answer.status_code, answer["Location"]) == (303, f"{path}?{parameters}")

    signed_in.get(answer["Location"])
    assert signed_in.query["code"]


def test_what_is_posted_and_in_the_address_too_is_not_guessed_at(browser, asks, app):
    answer = Client().post(asks("/oauth2/authorize"), {"client_id": "another"})
    assert browser.get(answer["Location"]).status_code == 400


def test_a_posted_request_leaves_the_pages_forms_alone(asks, alice):
    answer = Client(enforce_csrf_checks=True).post(asks("/login"), {"username": "alice", "password": "Correct-Horse-1"})
    assert answer.status_code == 403


# Paths


@pytest.mark.spec("APP-141", "APP-147", "APP-148")
@FOUR
def test_both_spellings_of_both_paths_answer(signed_in, asks, path):
    signed_in.get(asks(path))
    assert signed_in.query["code"]


@pytest.mark.spec("APP-147", "APP-149", "APP-166")
def test_the_sign_in_address_needs_three_parameters(browser, asks, alice, exchange):
    browser.sign_in("alice", asks("/login", scope=None, state=None))
    assert exchange(browser.query["code"]).status_code == 200


# Who gives the answer (RFC 9207)


def test_the_answer_names_its_issuer(signed_in, pool):
    assert signed_in.query["iss"] == pool.issuer


def test_an_error_names_its_issuer(browser, asks, pool):
    browser.get(asks(response_type="nonsense"))
    assert browser.query["iss"] == pool.issuer


def test_tokens_in_the_fragment_name_their_issuer_there(browser, asks, app, alice, pool):
    app.allowed_o_auth_flows = ["implicit"]
    app.save()
    browser.sign_in("alice", asks("/login", response_type="token"))
    assert (browser.fragment["iss"], browser.query) == (pool.issuer, {})


def test_discovery_says_that_answers_name_their_issuer(pool):
    document = Client().get(f"/{pool.id}/.well-known/openid-configuration").json()
    assert document["authorization_response_iss_parameter_supported"] is True


# prompt, max_age, id_token_hint and login_hint


@FOUR
@pytest.mark.parametrize("prompt", ["none login", "none consent", "login none"])
def test_prompt_none_stands_alone(browser, asks, path, prompt):
    browser.get(asks(path, prompt=prompt))
    assert browser.query["error"] == "invalid_request"


@FOUR
def test_prompt_none_shows_no_page(browser, asks, path):
    browser.get(asks(path, prompt="none"))
    assert (browser.query["error"], browser.query["state"]) == ("login_required", "the state")


@FOUR
@pytest.mark.parametrize("prompt", ["select_account", "consent", "something-new", ""])
def test_other_prompts_are_for_other_providers(signed_in, asks, path, prompt):
    signed_in.get(asks(path, prompt=prompt))
    assert signed_in.query["code"]


def test_prompt_login_asks_who_is_signed_in_for_the_password(signed_in, asks):
    signed_in.get(asks("/login", prompt="login"))
    assert 'name="password"' in signed_in.text

    signed_in.sign_in("alice", asks("/login", prompt="login"))
    assert signed_in.query["code"]


def test_prompt_create_leads_to_the_sign_up_page(browser, asks):
    browser.get(asks(prompt="create"))
    assert browser.location.startswith("/signup?")


def test_where_nobody_signs_up_prompt_create_leads_to_the_sign_in_page(browser, asks, pool):
    pool.admin_create_user_config = {"AllowAdminCreateUserOnly": True}
    pool.save()
    browser.get(asks(prompt="create"))
    assert browser.location.startswith("/login?")


@FOUR
@pytest.mark.parametrize("max_age", ["-1", "1.5", "soon", "9" * 5000, "٣", "1e3", "0x10"])
def test_an_age_is_a_number_of_seconds(browser, asks, path, max_age):
    browser.get(asks(path, max_age=max_age))
    assert browser.query["error"] == "invalid_request"


@pytest.mark.parametrize("max_age", ["", "3000"])
def test_a_sign_in_that_is_young_enough_serves(signed_in, asks, max_age):
    signed_in.get(asks(max_age=max_age))
    assert signed_in.query["code"]


def test_the_time_of_the_sign_in_comes_with_the_new_one(browser, asks, alice):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)) as clock:
        browser.sign_in("alice", asks("/login"))
        clock.shift(120)
        browser.sign_in("alice", asks("/login", max_age="60"))
    first, second = AuthorizationCode.objects.order_by("auth_time")
    assert (second.auth_time - first.auth_time).total_seconds() >= 120


def test_a_silent_request_for_somebody_else_is_refused(signed_in, asks, exchange, bob):
    of_alice = exchange(signed_in.query["code"]).json()["id_token"]
    of_bob = exchange(Browser().sign_in("bob", asks("/login")).query["code"]).json()["id_token"]
    signed_in.get(asks(prompt="none", id_token_hint=of_alice))
    assert signed_in.query["code"]

    signed_in.get(asks(prompt="none", id_token_hint=of_bob))
    assert signed_in.query["error"] == "login_required"


def test_a_hint_that_is_no_token_is_of_nobody(signed_in, asks):
    signed_in.get(asks(prompt="none", id_token_hint="nonsense"))
    assert signed_in.query["error"] == "login_required"


def test_a_hint_fills_in_the_name(browser, asks):
    browser.get(asks("/login", login_hint='al"ice'))
    assert 'value="al&quot;ice"' in browser.text


@pytest.mark.parametrize("hint", ["x" * 129, "a\0b", "a\r\nb", "\x1b[2J"])
def test_a_hint_that_is_no_name_fills_in_nothing(browser, asks, hint):
    browser.get(asks("/login", login_hint=hint))
    assert browser.page.status_code == 200
    assert hint[:3] not in browser.text.partition('name="username"')[2].partition(">")[0]


# Languages and everything else that pages pass on


@pytest.mark.parametrize("parameter", ["lang", "nonce", "login_hint", "ui_locales", "something"])
@pytest.mark.parametrize("page", ["login", "signup", "forgotPassword"])
def test_pages_pass_parameters_on(browser, asks, parameter, page):
    browser.get(asks(f"/{page}", **{parameter: "de"}))
    assert f"{parameter}=de" in browser.text


@pytest.mark.parametrize("twice", ["prompt", "max_age", "nonce", "login_hint", "identity_provider", "lang", "x"])
def test_no_parameter_may_come_twice(browser, asks, twice):
    browser.get(f"{asks()}&{twice}=1&{twice}=2")
    assert browser.query["error"] == "invalid_request"


# Identity providers


@pytest.mark.spec("API-262")
@pytest.mark.parametrize("name", ["COGNITO", ""])
def test_the_pool_itself_may_be_asked_for(signed_in, asks, name):
    signed_in.get(asks(identity_provider=name))
    assert signed_in.query["code"]


@pytest.mark.spec("API-262", "API-263")
@pytest.mark.parametrize(
    "asked",
    [
        {"identity_provider": "Nobody"},
        {"identity_provider": "cognito"},
        {"identity_provider": "Google"},
        {"identity_provider": "a\0b"},
        {"identity_provider": "x" * 5000},
        {"idp_identifier": "nowhere.example"},
        {"idp_identifier": "COGNITO"},
    ],
)
def test_a_provider_that_the_client_has_not_is_told_to_the_app(signed_in, asks, okta, asked):
    signed_in.get(asks(**asked))
    assert signed_in.location.startswith(f"{CALLBACK}?error=invalid_request&")
    assert signed_in.query["error_description"] == "The identity provider is not enabled for this client."


@pytest.mark.spec("API-262", "API-263")
@pytest.mark.parametrize("asked", [{"identity_provider": "Okta"}, {"idp_identifier": "corp.example"}])
def test_a_provider_of_the_client_is_found_by_name_and_by_identifier(signed_in, asks, okta, asked):
    signed_in.get(asks(**asked))
    assert signed_in.query["error_description"] == "The identity provider is not set up."


@pytest.mark.parametrize(
    "asked", [{"max_age": "abc"}, {"max_age": "9" * 4301}, {"prompt": "none"}, {"prompt": "none login"}]
)
def test_what_only_an_app_may_ask_fails_no_sign_in_for_the_account_page(browser, asks, app, alice, asked):
    address = f"/login?{urlencode({'client_id': app.client_id, 'account': 'overview', **asked})}"
    assert browser.get(address).status_code < 500
    browser.sign_in("alice", asks("/login"))
    assert browser.get(address).status_code < 500


@pytest.mark.parametrize("more", ["", "&prompt=none", "&max_age=soon"])
def test_the_account_page_s_wish_is_no_authorization_request(in_a_hosted_session, app, more):
    asked = f"/login?client_id={app.client_id}&account={more}"
    assert in_a_hosted_session.get(asked)["Location"] == f"/account?client_id={app.client_id}"
    assert Client().get(asked).status_code == 200


# How long a request may be


@pytest.mark.parametrize(("longer", "state"), [("state", None), ("login_hint", "the state")])
@FOUR
def test_a_request_that_no_address_can_carry_on_is_told_to_the_app(browser, asks, path, longer, state):
    browser.get(asks(path, **{longer: "x" * 8192}))
    assert browser.location.startswith(CALLBACK)
    assert (browser.query["error"], browser.query.get("state")) == ("invalid_request", state)


@pytest.mark.parametrize("path", ["/login?account=account", "/logout?redirect_uri=https://shop.example/callback"])
def test_elsewhere_it_ends_at_an_error_page(browser, app, path):
    browser.get(f"{path}&client_id={app.client_id}&state={'x' * 8192}")
    assert (browser.page.status_code, "The request is too long." in browser.text) == (400, True)


def test_a_long_state_comes_back_whole(browser, asks, alice):
    state = "ü/" * 700
    browser.sign_in("alice", asks("/login", state=state))
    assert browser.query["state"] == state


def test_what_never_reaches_a_page_of_ours_has_a_page_all_the_same(browser, db):
    browser.get("/login?" + "x=1&" * 1001)
    assert (browser.page.status_code, "Something is wrong with this link" in browser.text) == (400, True)
