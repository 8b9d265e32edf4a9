"""The account pages: attributes, addresses and numbers."""

import pytest

from pools.models import AttemptCount, User
from tests.hostedui.account.conftest import events
from tests.pools import mfa
from tests.pools.mfa import PHONE


def test_attributes_are_changed(at_home, page, alice):
    at_home.get(page("/profile"))
    at_home.fill_in(given_name="Alice", nickname="Al")
    at_home.follow()
    assert "Your details have been saved." in at_home.text
    alice.refresh_from_db()
    assert alice.attributes == {
        "email": "alice@example.com",
        "email_verified": "true",
        "given_name": "Alice",
        "nickname": "Al",
    }
    (event,) = events("UpdateUserAttributes")
    assert (event.sub, event.detail["attributes"]) == (str(alice.sub), ["given_name", "nickname"])

    at_home.get(page("/profile"))
    assert "Your details have been saved." not in at_home.text
    at_home.fill_in(given_name="Alice")  # the other field is blank: gone
    alice.refresh_from_db()
    assert "nickname" not in alice.attributes


def test_what_the_client_may_not_write_is_only_shown(at_home, page, app, alice):
    User.objects.filter(pk=alice.pk).update(attributes=alice.attributes | {"given_name": "Alice", "gender": "f"})
    app.write_attributes, app.read_attributes = ["nickname"], ["nickname", "given_name"]
    app.save()
    at_home.get(page("/profile"))
    assert 'name="nickname"' in at_home.text
    assert 'name="given_name"' not in at_home.text
    assert "<bdi>Alice</bdi>" in at_home.text
    assert "alice@example.com" not in at_home.text
    assert "Gender" not in at_home.text

    at_home.fill_in(given_name="Mallory", nickname="Al")
    alice.refresh_from_db()
    assert (alice.attributes["given_name"], alice.attributes["nickname"]) == ("Alice", "Al")


def test_a_value_that_does_not_fit_stays_on_the_page(at_home, page, alice):
    at_home.get(page("/profile"))
    at_home.fill_in(birthdate="1.1.90")
    assert at_home.page.status_code == 400
    assert 'value="1.1.90"' in at_home.text


def test_a_new_address_is_verified_by_its_code(at_home, page, alice, inbox):
    at_home.get(page("/email"))
    at_home.fill_in(address="new@example.com")
    at_home.follow()
    assert "A code is on its way to new@example.com." in at_home.text
    at_home.fill_in(code="000000")
    assert at_home.page.status_code == 400

    at_home.fill_in(code=inbox.code_for("new@example.com"))
    at_home.follow()
    assert "new@example.com has been verified." in at_home.text
    alice.refresh_from_db()
    assert alice.is_verified("email")
    assert len(events("VerifyUserAttribute")) == 1


@pytest.mark.spec("USR-47")
def test_the_old_address_stays_until_the_new_one_is_verified(at_home, page, pool, alice, inbox):
    pool.user_attribute_update_settings = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    pool.save()
    at_home.get(page("/email"))
    at_home.fill_in(address="new@example.com")
    at_home.follow()
    assert "Until then alice@example.com stays in use." in at_home.text
    at_home.get(page("/profile"))
    assert "Waiting for the code sent to new@example.com" in at_home.text
    alice.refresh_from_db()
    assert alice.attributes["email"] == "alice@example.com"

    at_home.get(page("/email/code"))
    at_home.fill_in(code=inbox.code_for("new@example.com"))
    alice.refresh_from_db()
    assert alice.attributes["email"] == "new@example.com"


def test_a_number_that_is_not_verified_can_be(at_home, page, alice, inbox):
    mfa.give_phone(alice)
    at_home.get(page("/profile"))
    assert "Not verified" in at_home.text
    at_home.fill_in(to=page("/phone/send"))
    at_home.follow()
    at_home.fill_in(code=inbox.code_for(PHONE))
    alice.refresh_from_db()
    assert alice.is_verified("phone_number")


def test_codes_are_not_sent_without_end(at_home, page, alice):
    mfa.give_phone(alice)
    at_home.get(page("/profile"))
    at_home.fill_in(to=page("/phone/send"))
    AttemptCount.objects.update(count=5)
    at_home.get(page("/profile"))
    at_home.fill_in(to=page("/phone/send"))
    assert at_home.page.status_code == 400
    assert "Attempt limit exceeded" in at_home.text


@pytest.mark.parametrize("number", ["1", "not a number", "+1" * 2000])
def test_a_phone_number_must_be_one(at_home, page, number):
    at_home.get(page("/phone"))
    at_home.fill_in(address=number)
    assert at_home.page.status_code == 400


def test_what_waits_for_no_code_takes_none(at_home, page):
    at_home.get(page("/phone/code"))
    assert at_home.location == page("/profile")


def test_an_address_that_the_client_may_not_write_is_not_changed(at_home, page, app):
    app.write_attributes = ["nickname"]
    app.save()
    at_home.get(page("/email"))
    assert at_home.location == page("/profile")


# The password
