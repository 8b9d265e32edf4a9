"""Pools that are filled to see how they behave when they are large."""

import io

import pytest
from django.core.management import CommandError, call_command

from pools.actions import seeding
from pools.errors import UsernameExistsException
from pools.models import Alias, User
from tests.conftest import CALLER, PASSWORD
from tests.pools.signing_in import by_password


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(seeding, "_BATCH", 3)


def seed(pool, count, **more):
    return list(seeding.seed_users(pool, count, caller=CALLER, **more))


def names(pool):
    return sorted(User.objects.filter(pool=pool).values_list("username", flat=True))


def test_users_are_made_in_batches(pool, small_batches):
    assert seed(pool, 7) == [0, 3, 6, 7]
    assert names(pool) == [f"user{number:08}" for number in range(7)]


def test_what_is_there_is_not_made_again(pool, small_batches):
    seed(pool, 4)

    assert seed(pool, 6) == [4, 6]
    assert len(names(pool)) == 6


def test_some_have_a_password_and_sign_in(idp, app, small_batches):
    seed(app.pool, 4, password=PASSWORD, every=3)

    assert by_password(idp, app, "user00000003")["AuthenticationResult"]["AccessToken"]
    assert User.objects.filter(pool=app.pool, sealed_srp_verifier=None).count() == 2


def test_they_are_found_as_others_are(idp, pool):
    seed(pool, 2)
    found = idp.list_users(UserPoolId=pool.id, Filter='email = "user00000001@example.com"')["Users"]

    assert [(each["Username"], each["UserStatus"]) for each in found] == [("user00000001", "CONFIRMED")]


def test_where_people_sign_in_by_telephone_they_have_a_number(pool):
    pool.username_attributes = ["phone_number"]
    pool.save()
    seed(pool, 2)

    assert set(Alias.objects.values_list("key", flat=True)) == {"+155500000000", "+155500000001"}


def test_a_name_that_somebody_has_is_not_taken_from_him(idp, pool):
    idp.admin_create_user(UserPoolId=pool.id, Username="user00000001", MessageAction="SUPPRESS")

    with pytest.raises(UsernameExistsException):
        seed(pool, 2)


def test_where_people_sign_in_by_address_they_have_it_as_an_alias(pool):
    pool.username_attributes = ["email"]
    pool.save()
    seed(pool, 2)

    assert set(Alias.objects.values_list("key", flat=True)) == {f"user0000000{number}@example.com" for number in (0, 1)}


def test_the_command_tells_how_far_it_is(pool):
    told = io.StringIO()
    call_command("seed_users", pool.id, "5", "--prefix", "guest", stdout=told)

    assert "5 of 5 users" in told.getvalue()
    assert "All 5 users are there." in told.getvalue()
    assert names(pool)[0] == "guest00000000"


@pytest.mark.parametrize("arguments", [["us-east-1_nobody", "5"], ["{pool}", "0"], ["{pool}", "5", "--password", "x"]])
def test_the_command_refuses_in_a_sentence(pool, arguments):
    with pytest.raises(CommandError):
        call_command("seed_users", *(each.format(pool=pool.id) for each in arguments))
