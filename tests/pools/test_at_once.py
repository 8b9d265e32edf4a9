"""What happens when many ask for the same thing at the same moment, each by a database connection of their own."""

import collections
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from notifications.models import Message
from pools.actions import (
    app_clients,
    attempts,
    attribute_changes,
    limits,
    recovery,
    sign_in,
    sign_up,
    user_pools,
)
from pools.errors import PoolError
from pools.models import Alias, AttemptCount, Session, User, VerificationCode
from tests.conftest import CALLER, PASSWORD, REGION

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "carol@example.com"


@pytest.fixture
def at_once():
    """Runs a function so many times at once; gives how often it ended in which error, or in none."""

    def run(count, act):
        start = threading.Barrier(count)
        with ThreadPoolExecutor(count) as threads:
            return collections.Counter(threads.map(lambda number: _outcome(start, act, number), range(count)))

    return run


def _outcome(start, act, number):
    try:
        start.wait()
        act(number)
        return "done"
    except PoolError as error:
        return error.name
    finally:
        connection.close()


def _app(**settings):
    pool = user_pools.create_user_pool(
        "people", region=REGION, caller=CALLER, auto_verified_attributes=["email"], **settings
    )
    return app_clients.create_app_client(pool, "shop", caller=CALLER)


def _sign_up(app, username="carol", email=EMAIL):
    return sign_up.sign_up(app, username, PASSWORD, {"email": email}, caller=CALLER).user


@pytest.mark.spec("CON-39")
def test_twenty_who_want_one_name_make_one_user(quick_keys, at_once):
    app = _app()
    outcomes = at_once(20, lambda number: _sign_up(app))
    assert outcomes == {"done": 1, "UsernameExistsException": 19}
    assert (User.objects.count(), Message.objects.count(), VerificationCode.objects.count()) == (1, 1, 1)


@pytest.mark.spec("CON-57")
def test_twenty_who_want_one_address_as_name_make_one_user(quick_keys, at_once):
    app = _app(username_attributes=["email"])
    outcomes = at_once(20, lambda number: _sign_up(app, EMAIL))
    assert outcomes == {"done": 1, "UsernameExistsException": 19}
    assert (User.objects.count(), Alias.objects.count()) == (1, 1)


@pytest.mark.spec("CON-44")
def test_of_several_who_verify_one_address_one_gets_it_as_a_name(quick_keys, at_once, inbox):
    app = _app(alias_attributes=["email"])
    codes = [(name, _sign_up(app, name) and inbox.code_for(EMAIL)) for name in ("carol", "chloe", "cleo", "cora")]
    outcomes = at_once(4, lambda number: sign_up.confirm_sign_up(app, *codes[number], caller=CALLER))
    assert outcomes == {"done": 1, "AliasExistsException": 3}
    assert User.objects.get(status="CONFIRMED") == Alias.objects.get().user


def test_a_code_answered_by_many_at_once_works_once(quick_keys, at_once, inbox):
    app = _app()
    _sign_up(app)
    code = inbox.code_for(EMAIL)
    outcomes = at_once(8, lambda number: sign_up.confirm_sign_up(app, "carol", code, caller=CALLER))
    assert outcomes["done"] == 1


def test_of_many_new_passwords_for_one_code_one_is_set(quick_keys, at_once, inbox):
    app = _app()
    sign_up.confirm_sign_up(app, _sign_up(app).username, inbox.code_for(EMAIL), caller=CALLER)
    recovery.forgot_password(app, "carol", caller=CALLER)
    code = inbox.code_for(EMAIL)

    def answer(number):
        recovery.confirm_forgot_password(app, "carol", code, f"Brand-New-{number}", caller=CALLER)

    assert at_once(8, answer) == {"done": 1, "ExpiredCodeException": 7}


def test_no_attempt_goes_uncounted(at_once):
    limit = limits.Limit("guess", 5)
    outcomes = at_once(20, lambda number: attempts.count(limit, "carol"))
    assert outcomes == {"done": 5, "LimitExceededException": 15}
    assert AttemptCount.objects.get().count == 5


def test_two_changes_at_once_undo_nothing(quick_keys, at_once):
    carol = _sign_up(_app())
    names = ["name", "given_name", "family_name", "nickname", "gender", "locale"]

    def change(number):
        attribute_changes.admin_update_user_attributes(carol, {names[number]: "x"}, caller=CALLER)

    at_once(6, change)
    assert {*names} <= User.objects.get().attributes.keys()


def _codes_app():
    """A client of a pool where people sign in by codes, and Dora, who has no password."""
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    app = _app(policies=policies)
    app.explicit_auth_flows = ["ALLOW_USER_AUTH"]
    app.save()
    attributes = {"email": EMAIL}
    User.objects.create(
        pool=app.pool, username="dora", username_key="dora", status=User.Status.CONFIRMED, attributes=attributes
    )
    return app


def _ask(app):
    parameters = {"USERNAME": "dora", "PREFERRED_CHALLENGE": "EMAIL_OTP"}
    return sign_in.start_sign_in(app, "USER_AUTH", parameters, caller=CALLER)


def _answer(app, challenge, code):
    responses = {"USERNAME": "dora", "EMAIL_OTP_CODE": code}
    return sign_in.answer_challenge(app, "EMAIL_OTP", responses, challenge.session, caller=CALLER)


def test_of_eight_answers_by_one_code_one_signs_in(quick_keys, at_once, inbox):
    app = _codes_app()
    sessions = [_ask(app) for _ in range(4)] * 2
    code = inbox.code_for(EMAIL)
    outcomes = at_once(8, lambda number: _answer(app, sessions[number], code))

    assert outcomes["done"] == 1
    assert Session.objects.count() == 1


def test_of_twenty_guesses_at_once_five_are_judged(quick_keys, at_once, inbox):
    app = _codes_app()
    challenge = _ask(app)
    wrong = f"{(int(inbox.code_for(EMAIL)) + 1) % 1_000_000:06}"
    outcomes = at_once(20, lambda number: _answer(app, challenge, wrong))

    assert outcomes == {"CodeMismatchException": 5, "NotAuthorizedException": 15}
