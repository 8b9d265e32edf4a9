"""Wrong passwords: five are free, then every further one doubles the wait (API-50 to API-52)."""

import concurrent.futures
import datetime

import pytest
import time_machine
from django.db import connection

from pools import tasks
from pools.actions import lockout
from pools.errors import NotAuthorizedException
from pools.models import AttemptCount, AuditEvent
from tests.conftest import PASSWORD
from tests.pools.signing_in import answer, by_password, by_srp, start_srp
from tests.pools.srp_client import SrpClient

NOON = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
WRONG = "Wrong-Horse-1"
LOCKED = "Password attempts exceeded"
WRONG_PASSWORD = "Incorrect username or password."


def count_failures(pool, times, username="alice"):
    for _ in range(times):
        lockout.count_failure(pool, username)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def secretive(app):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    return app


@pytest.fixture
def fail(idp, app, clock, refused):
    """Tries wrong passwords one after the other and gives the refusals."""

    def fail(times, username="alice", sign_in=by_password):
        messages = []
        for _ in range(times):
            with refused("NotAuthorizedException") as refusal:
                sign_in(idp, app, username, WRONG)
            messages.append(refusal.message)
        return messages

    return fail


@pytest.fixture
def expect_locked(idp, app, refused):
    def expect_locked(username="alice", sign_in=by_password):
        with refused("NotAuthorizedException") as refusal:
            sign_in(idp, app, username, PASSWORD)
        assert refusal.message == LOCKED

    return expect_locked


@pytest.mark.spec("API-50")
@pytest.mark.parametrize("sign_in", [by_password, by_srp])
def test_four_failures_cost_nothing(idp, app, alice, fail, sign_in):
    fail(4, sign_in=sign_in)

    assert "AuthenticationResult" in sign_in(idp, app)


@pytest.mark.spec("API-50", "API-51")
@pytest.mark.parametrize("sign_in", [by_password, by_srp])
def test_the_fifth_failure_locks_for_a_second_even_the_right_password(
    idp, app, alice, fail, clock, expect_locked, sign_in
):
    fail(5, sign_in=sign_in)
    expect_locked(sign_in=sign_in)
    clock.shift(1)

    assert "AuthenticationResult" in sign_in(idp, app)


@pytest.mark.spec("API-50")
@pytest.mark.parametrize(("failures", "seconds"), [(6, 2), (7, 4), (10, 32), (14, 512), (15, 900), (30, 900)])
def test_every_further_failure_doubles_the_lock(pool, clock, failures, seconds):
    count_failures(pool, failures)
    clock.shift(seconds - 0.1)
    with pytest.raises(NotAuthorizedException, match=LOCKED):
        lockout.check(pool, "alice")
    clock.shift(0.1)

    assert lockout.check(pool, "alice") in (failures, 0)


@pytest.mark.spec("API-51")
def test_attempts_in_a_lock_do_not_prolong_it(idp, app, alice, fail, clock):
    count_failures(app.pool, 6)
    clock.shift(1)

    assert fail(3) == [LOCKED] * 3
    clock.shift(1)
    assert "AuthenticationResult" in by_password(idp, app)


@pytest.mark.spec("API-52")
def test_a_sign_in_after_the_lock_forgets_the_failures(idp, app, alice, fail, clock):
    fail(5)
    clock.shift(1)
    by_password(idp, app)

    assert fail(5) == [WRONG_PASSWORD] * 5


@pytest.mark.spec("API-52")
def test_fifteen_quiet_minutes_forget_the_failures(pool, clock):
    count_failures(pool, 9)
    clock.shift(15 * 60)
    count_failures(pool, 4)

    assert lockout.check(pool, "alice") == 4


@pytest.mark.spec("API-50")
def test_the_lock_is_one_for_every_way_to_send_a_password(idp, app, alice, fail, expect_locked):
    fail(3)
    fail(2, sign_in=by_srp)

    expect_locked(sign_in=by_password)
    expect_locked(sign_in=by_srp)


@pytest.mark.spec("API-50", "CON-227")
@pytest.mark.parametrize("sign_in", [by_password, by_srp])
def test_a_name_that_nobody_has_is_locked_alike(idp, secretive, alice, fail, sign_in):
    assert fail(7, "nobody", sign_in) == fail(7, "alice", sign_in) == [WRONG_PASSWORD] * 5 + [LOCKED] * 2


def test_bob_signs_in_while_alice_is_locked(idp, app, alice, bob, fail):
    fail(5)

    assert "AuthenticationResult" in by_password(idp, app, "bob")


def test_capitals_are_no_second_try_where_they_mean_nothing(pool, clock):
    pool.case_sensitive = False
    count_failures(pool, 5, "Alice")
    with pytest.raises(NotAuthorizedException):
        lockout.check(pool, "aLICE")


def test_the_trail_tells_of_a_lock(idp, app, alice, fail):
    fail(6)

    assert AuditEvent.objects.filter(detail__reason="locked after 5 failures").count() == 1


def test_one_srp_challenge_serves_no_longer_than_the_lock_allows(idp, app, alice, clock, refused):
    guesser = SrpClient(app.pool_id, "alice", WRONG)
    challenge = start_srp(idp, app, guesser)["ChallengeParameters"]
    count_failures(app.pool, 5)
    with refused("NotAuthorizedException") as refusal:
        answer(idp, app, "PASSWORD_VERIFIER", guesser.answer(challenge))

    assert refusal.message == LOCKED


def test_old_failures_leave_the_table(pool, clock):
    count_failures(pool, 2)
    clock.shift(15 * 60 + 1)
    tasks.forget_old_attempts()

    assert not AttemptCount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_failures_at_once_each_one_counts(pool):
    def count(turn: int) -> None:
        lockout.count_failure(pool, "alice")
        connection.close()

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(16)))

    assert AttemptCount.objects.get().count == 16
