"""What an app written with boto3 does on the way to tokens, over HTTP. The client's half of SRP is the tests' own."""

from typing import Any

import pytest

from tests.clients.conftest import make_factor_shop
from tests.clients.people import NEW_PASSWORD, Person, make_person, shown_by_app
from tests.pools import signing_in
from tests.pools.device_client import DeviceClient

pytestmark = [pytest.mark.server, pytest.mark.one_database]

REMEMBERING = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}


@pytest.fixture
def sign_in(remote_idp, factor_shop):
    """By SRP. Gives the next challenge or the tokens."""

    def run(person: Person, password: str = "") -> dict[str, Any]:
        return signing_in.by_srp(remote_idp, factor_shop, person.username, password or person.password)

    return run


@pytest.fixture
def answer(remote_idp, factor_shop):
    """Answers a challenge and gives the tokens."""

    def run(person: Person, challenge: dict[str, Any], **responses: str) -> dict[str, Any]:
        given = responses | {"USERNAME": person.username}
        name, session = challenge["ChallengeName"], challenge["Session"]
        return signing_in.answer(remote_idp, factor_shop, name, given, session)["AuthenticationResult"]

    return run


@pytest.fixture
def set_up_app(remote_idp):
    """Sets up an authenticator app and gives its secret."""

    def run(access_token: str) -> str:
        secret = remote_idp.associate_software_token(AccessToken=access_token)["SecretCode"]
        remote_idp.verify_software_token(AccessToken=access_token, UserCode=shown_by_app(secret))
        remote_idp.set_user_mfa_preference(
            AccessToken=access_token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
        )
        return secret

    return run


def test_a_user_signs_in_with_srp(remote_idp, people, sign_in):
    person = people()
    token = sign_in(person)["AuthenticationResult"]["AccessToken"]

    assert remote_idp.get_user(AccessToken=token)["Username"] == person.username


def test_a_new_user_chooses_a_password(people, sign_in, answer):
    person = people(is_new=True)
    challenge = sign_in(person)
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"

    answer(person, challenge, NEW_PASSWORD=NEW_PASSWORD)

    assert "AuthenticationResult" in sign_in(person, NEW_PASSWORD)


def test_a_user_sets_up_an_authenticator_app_and_signs_in_with_it(people, sign_in, set_up_app, answer):
    person = people()
    secret = set_up_app(sign_in(person)["AuthenticationResult"]["AccessToken"])

    challenge = sign_in(person)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"

    assert "IdToken" in answer(person, challenge, SOFTWARE_TOKEN_MFA_CODE=shown_by_app(secret, steps_ahead=1))


def test_a_code_of_the_app_that_was_used_is_refused(remote_idp, people, sign_in, set_up_app, answer):
    person = people()
    secret = set_up_app(sign_in(person)["AuthenticationResult"]["AccessToken"])
    code = shown_by_app(secret, steps_ahead=1)
    answer(person, sign_in(person), SOFTWARE_TOKEN_MFA_CODE=code)

    with pytest.raises(remote_idp.exceptions.ExpiredCodeException):
        answer(person, sign_in(person), SOFTWARE_TOKEN_MFA_CODE=code)


def test_where_mfa_is_required_the_app_is_set_up_before_any_token(remote_idp):
    shop = make_factor_shop(remote_idp, "ON")
    person = make_person(remote_idp, shop.pool_id, has_phone=False)
    challenge = signing_in.by_srp(remote_idp, shop, person.username)
    assert challenge["ChallengeName"] == "MFA_SETUP"

    begun = remote_idp.associate_software_token(Session=challenge["Session"])
    verified = remote_idp.verify_software_token(Session=begun["Session"], UserCode=shown_by_app(begun["SecretCode"]))
    names = {"USERNAME": person.username}
    result = signing_in.answer(remote_idp, shop, "MFA_SETUP", names, verified["Session"])

    assert "IdToken" in result["AuthenticationResult"]


def test_a_user_turns_on_codes_by_sms_and_signs_in_with_one(remote_idp, people, inbox, sign_in, answer):
    person = people()
    token = sign_in(person)["AuthenticationResult"]["AccessToken"]
    remote_idp.set_user_mfa_preference(AccessToken=token, SMSMfaSettings={"Enabled": True, "PreferredMfa": True})

    challenge = sign_in(person)
    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DELIVERY_MEDIUM"] == "SMS"

    assert "IdToken" in answer(person, challenge, SMS_MFA_CODE=inbox.code_for(person.phone))


def test_a_remembered_device_takes_the_place_of_the_app(remote_idp, set_up_app):
    shop = make_factor_shop(remote_idp, "OPTIONAL", DeviceConfiguration=REMEMBERING)
    person = make_person(remote_idp, shop.pool_id)
    first = signing_in.by_srp(remote_idp, shop, person.username)["AuthenticationResult"]
    set_up_app(first["AccessToken"])
    device = DeviceClient(first["NewDeviceMetadata"])
    device.confirm(remote_idp, first["AccessToken"])

    names = {"USERNAME": person.username, "PASSWORD": person.password, "DEVICE_KEY": device.key}
    challenge = remote_idp.initiate_auth(ClientId=shop.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=names)
    assert challenge["ChallengeName"] == "DEVICE_SRP_AUTH"
    srp, asked = device.begin(remote_idp, shop, challenge["Session"], person.username)
    proof = device.proof(srp, asked["ChallengeParameters"])

    result = signing_in.answer(remote_idp, shop, "DEVICE_PASSWORD_VERIFIER", proof)["AuthenticationResult"]
    assert signing_in.claims(result["AccessToken"])["device_key"] == device.key


def test_a_user_who_forgot_the_password_chooses_another(remote_idp, factor_shop, people, inbox, sign_in):
    person = people()
    names = {"ClientId": factor_shop.client_id, "Username": person.username}
    remote_idp.forgot_password(**names)

    code = inbox.code_for(person.phone)  # Cognito prefers the phone
    remote_idp.confirm_forgot_password(**names, ConfirmationCode=code, Password=NEW_PASSWORD)

    assert "AuthenticationResult" in sign_in(person, NEW_PASSWORD)


def test_who_signs_out_everywhere_is_signed_out_on_every_device(remote_idp, factor_shop, people, sign_in):
    person = people()
    desk, phone = (sign_in(person)["AuthenticationResult"] for _ in range(2))
    remote_idp.global_sign_out(AccessToken=phone["AccessToken"])

    with pytest.raises(remote_idp.exceptions.NotAuthorizedException, match="Access Token has been revoked"):
        remote_idp.get_user(AccessToken=desk["AccessToken"])
    with pytest.raises(remote_idp.exceptions.NotAuthorizedException, match="Refresh Token has been revoked"):
        signing_in.refreshed(remote_idp, factor_shop, desk["RefreshToken"])
