"""Signing keys are replaced without a token or a verifier noticing, or at once when somebody has stolen them."""

import concurrent.futures
import datetime

import jwt
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from pools import tasks
from pools.actions import key_rotation, signing_keys
from pools.models import AuditEvent, SigningKey, UserPool
from tests.conftest import CALLER
from tests.pools.signing_in import refreshed, tokens

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


def kid(token):
    return jwt.get_unverified_header(token)["kid"]


def published(pool):
    signing_keys.forget_kept_keys(pool)
    return {key["kid"] for key in signing_keys.jwks(pool)["keys"]}


@pytest.mark.spec("SEC-72")
def test_new_keys_are_published_an_hour_before_they_sign(idp, app, alice, clock):
    before = tokens(idp, app)
    key_rotation.rotate_signing_keys(app.pool, caller=CALLER)
    waiting = tokens(idp, app)
    clock.shift(HOUR)
    after = tokens(idp, app)

    assert len(published(app.pool)) == 4
    assert kid(before["IdToken"]) == kid(waiting["IdToken"]) != kid(after["IdToken"])
    assert kid(before["AccessToken"]) == kid(waiting["AccessToken"]) != kid(after["AccessToken"])
    assert kid(after["AccessToken"]) in published(app.pool)


@pytest.mark.spec("SEC-72")
def test_tokens_of_before_go_on_until_their_end(idp, app, alice, clock):
    app.access_token_validity = 24
    app.save()
    before = tokens(idp, app)
    key_rotation.rotate_signing_keys(app.pool, caller=CALLER)
    clock.shift(DAY - datetime.timedelta(seconds=1))
    tasks.rotate_signing_keys()

    assert idp.get_user(AccessToken=before["AccessToken"])["Username"] == "alice"
    assert "AccessToken" in refreshed(idp, app, before["RefreshToken"])["AuthenticationResult"]


@pytest.mark.spec("SEC-72")
def test_old_keys_are_forgotten_when_no_token_of_theirs_is_alive(pool, clock):
    old = published(pool)
    key_rotation.rotate_signing_keys(pool, caller=CALLER)
    clock.shift(HOUR + DAY)
    tasks.rotate_signing_keys()
    assert old < published(pool)
    clock.shift(2 * HOUR)
    tasks.rotate_signing_keys()

    assert len(published(pool)) == 2
    assert not old & published(pool)


def test_who_rotates_twice_rotates_once(pool, clock):
    assert key_rotation.rotate_signing_keys(pool, caller=CALLER)
    assert not key_rotation.rotate_signing_keys(pool, caller=CALLER)
    clock.shift(HOUR)

    assert key_rotation.rotate_signing_keys(pool, caller=CALLER)
    assert AuditEvent.objects.filter(name="RotateSigningKeys").count() == 2


def test_keys_are_rotated_at_the_age_that_the_pool_wants(pool, clock):
    UserPool.objects.update(signing_key_days=90)
    clock.shift(89 * DAY)
    tasks.rotate_signing_keys()
    assert SigningKey.objects.count() == 2
    clock.shift(DAY)
    tasks.rotate_signing_keys()
    tasks.rotate_signing_keys()

    assert SigningKey.objects.count() == 4


def test_a_pool_that_wants_none_keeps_its_keys(pool, clock):
    clock.shift(3650 * DAY)
    tasks.rotate_signing_keys()

    assert SigningKey.objects.count() == 2


def test_stolen_keys_sign_and_verify_no_more(idp, app, alice, refused):
    before = tokens(idp, app)
    key_rotation.replace_signing_keys(app.pool, caller=CALLER)
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=before["AccessToken"])

    after = refreshed(idp, app, before["RefreshToken"])["AuthenticationResult"]
    assert idp.get_user(AccessToken=after["AccessToken"])["Username"] == "alice"
    assert kid(before["AccessToken"]) not in published(app.pool)


@pytest.mark.django_db(transaction=True)
def test_of_several_rotations_at_once_one_counts(pool):
    def rotate(turn: int) -> bool:
        try:
            return key_rotation.rotate_signing_keys(pool, caller=CALLER)
        finally:
            connection.close()

    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        outcomes = list(threads.map(rotate, range(4)))

    assert sorted(outcomes) == [False, False, False, True]
    assert SigningKey.objects.count() == 4


# The command


def test_the_command_rotates(pool, capsys):
    call_command("pool", pool.id, "--rotate-keys", "--signing-key-days", "30")
    call_command("pool", pool.id, "--rotate-keys")

    assert "The next signing keys are waiting already." in capsys.readouterr().out
    assert SigningKey.objects.count() == 4
    assert UserPool.objects.get().signing_key_days == 30


def test_the_command_replaces(pool):
    old = published(pool)
    call_command("pool", pool.id, "--replace-keys")

    assert not old & published(pool)


def test_the_command_tells_how_things_stand(pool, capsys):
    call_command("pool", pool.id, "--password-storage", "argon2id")

    assert "argon2id" in capsys.readouterr().out
    assert UserPool.objects.get().password_storage == "argon2id"
    assert AuditEvent.objects.get(name="SetOwnSettings").detail == {"password_storage": "argon2id"}


@pytest.mark.parametrize("arguments", [["us-east-1_missing"], ["us-east-1_aB3dE6gH9", "--signing-key-days", "-1"]])
def test_the_command_refuses_what_cannot_be(pool, arguments):
    with pytest.raises(CommandError):
        call_command("pool", *arguments)
