"""amazon-cognito-identity-js through all that its users do. Devices have a file of their own."""

import dataclasses
import json

import pytest

from tests.clients.conftest import make_factor_shop
from tests.clients.people import NEW_PASSWORD, make_person

pytestmark = [pytest.mark.server, pytest.mark.node]


@pytest.fixture(scope="module")
def casting(remote_idp, factor_shop, people):
    """A person for each story, and where that one signs in."""
    strict_shop = make_factor_shop(remote_idp, "ON")
    return {
        "newPassword": role(factor_shop, people(is_new=True)),
        "authenticatorApp": role(factor_shop, people()),
        "requiredApp": role(strict_shop, make_person(remote_idp, strict_shop.pool_id, has_phone=False)),
        "smsMfa": role(factor_shop, people()),
        "forgottenPassword": role(factor_shop, people()),
        "globalSignOut": role(factor_shop, people()),
    }


@pytest.fixture(scope="module")
def seen(node, server, inbox, casting):
    """What happened in each story."""
    return node("stories.js", server.url, inbox.url, json.dumps(casting))


def test_a_new_user_chooses_a_password(seen, casting):
    username, email = casting["newPassword"]["username"], casting["newPassword"]["email"]
    story = seen["newPassword"]

    assert (story["first"], story["again"]) == (username, username)
    assert story["told"]["attributes"]["email"] == email
    assert story["told"]["required"] == []


def test_a_user_sets_up_an_authenticator_app_and_signs_in_with_it(seen, casting):
    name = casting["authenticatorApp"]["username"]
    assert seen["authenticatorApp"] == {"asked": "SOFTWARE_TOKEN_MFA", "name": name}


def test_where_mfa_is_required_the_app_is_set_up_before_any_token(seen, casting):
    assert seen["requiredApp"]["name"] == casting["requiredApp"]["username"]
    assert "SOFTWARE_TOKEN_MFA" in seen["requiredApp"]["canSetUp"]


def test_a_user_turns_on_codes_by_sms_and_signs_in_with_one(seen, casting):
    assert seen["smsMfa"] == {"asked": ["SMS_MFA", "SMS"], "name": casting["smsMfa"]["username"]}


def test_a_user_who_forgot_the_password_chooses_another(seen, casting):
    assert seen["forgottenPassword"] == {"sentBy": "SMS", "name": casting["forgottenPassword"]["username"]}


def test_who_signs_out_everywhere_is_signed_out_on_every_device(seen):
    assert seen["globalSignOut"] == {
        "reading": "NotAuthorizedException: Access Token has been revoked",
        "refreshing": "NotAuthorizedException: Refresh Token has been revoked",
    }


def role(shop, person):
    """What the script is told of a person and of the pool to sign in at."""
    ids = {"UserPoolId": shop.pool_id, "ClientId": shop.client_id, "newPassword": NEW_PASSWORD}
    return ids | dataclasses.asdict(person)
