"""pycognito, given nothing but the endpoint. It verifies every token by the keys and the issuer that it finds there."""

import pycognito
import pytest
import requests
from pycognito.aws_srp import AWSSRP
from pycognito.exceptions import (
    ForceChangePasswordException,
    SMSMFAChallengeException,
    SoftwareTokenMFAChallengeException,
)

from tests import product
from tests.clients.conftest import make_shop
from tests.clients.people import NEW_PASSWORD, Person, shown_by_app
from tests.pools.signing_in import claims

pytestmark = [pytest.mark.server, pytest.mark.one_database]


@pytest.fixture
def cognito(server, factor_shop):
    """Makes the library's object for a user; it signs with the root access key where it must."""

    def make(person: Person) -> pycognito.Cognito:
        return pycognito.Cognito(
            factor_shop.pool_id,
            factor_shop.client_id,
            username=person.username,
            access_key=product.ACCESS_KEY_ID,
            secret_key=product.SECRET_ACCESS_KEY,
            boto3_client_kwargs={"endpoint_url": server.url},
        )

    return make


@pytest.fixture
def signed_in(cognito):
    def make(person: Person) -> pycognito.Cognito:
        user = cognito(person)
        user.authenticate(person.password)
        return user

    return make


def test_a_user_signs_in_with_srp_and_is_refreshed(people, signed_in):
    person = people()
    user = signed_in(person)
    first = user.access_token

    user.renew_access_token()

    assert user.access_token != first
    assert user.get_user().email == person.email


def test_a_new_user_chooses_a_password(people, cognito):
    person = people(is_new=True)
    user = cognito(person)
    with pytest.raises(ForceChangePasswordException):
        user.authenticate(person.password)

    user.new_password_challenge(person.password, NEW_PASSWORD)

    assert user.id_claims["cognito:username"] == person.username


def test_a_user_sets_up_an_authenticator_app_and_signs_in_with_it(people, signed_in, cognito):
    person = people()
    user = signed_in(person)
    secret = user.associate_software_token()
    assert user.verify_software_token(shown_by_app(secret), "Phone")
    user.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")

    later = cognito(person)
    with pytest.raises(SoftwareTokenMFAChallengeException):
        later.authenticate(person.password)
    later.respond_to_software_token_mfa_challenge(shown_by_app(secret, steps_ahead=1))

    assert later.id_claims["cognito:username"] == person.username


def test_a_user_turns_on_codes_by_sms_and_signs_in_with_one(people, signed_in, cognito, inbox):
    person = people()
    signed_in(person).set_user_mfa_preference(sms_mfa=True, software_token_mfa=False, preferred="SMS")

    later = cognito(person)
    with pytest.raises(SMSMFAChallengeException):
        later.authenticate(person.password)
    later.respond_to_sms_mfa_challenge(inbox.code_for(person.phone))

    assert later.id_claims["cognito:username"] == person.username


def test_a_user_who_forgot_the_password_chooses_another(people, cognito, inbox):
    person = people()
    user = cognito(person)
    user.initiate_forgot_password()

    user.confirm_forgot_password(inbox.code_for(person.phone), NEW_PASSWORD)

    user.authenticate(NEW_PASSWORD)
    assert user.id_claims["cognito:username"] == person.username


def test_who_signs_out_everywhere_is_signed_out_on_every_device(people, signed_in):
    person = people()
    desk, phone = signed_in(person), signed_in(person)
    phone.logout()

    with pytest.raises(desk.client.exceptions.NotAuthorizedException, match="Access Token has been revoked"):
        desk.get_user()
    with pytest.raises(desk.client.exceptions.NotAuthorizedException, match="Refresh Token has been revoked"):
        desk.renew_access_token()


def test_its_own_calls_about_devices_are_understood(server, remote_idp, monkeypatch):
    """It makes them without boto3, with a bearer token that nobody asked for, and to Amazon's address whatever the
    endpoint is: that name has to lead here, as an operator's DNS or proxy can arrange."""
    monkeypatch.setattr(
        "pycognito.aws_srp.requests.post", lambda url, **more: requests.request("POST", server.url, **more)
    )
    remembering = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
    shop = make_shop(remote_idp, DeviceConfiguration=remembering)
    new = AWSSRP(shop.username, shop.password, shop.pool_id, shop.client_id, client=remote_idp)
    tokens = new.authenticate_user()

    confirmed, password = new.confirm_device(tokens, "Desk")
    new.update_device_status(True, new.access_token, new.device_key)
    names = {"device_key": new.device_key, "device_group_key": new.device_group_key, "device_password": password}
    known = AWSSRP(shop.username, shop.password, shop.pool_id, shop.client_id, client=remote_idp, **names)

    result = known.authenticate_user()["AuthenticationResult"]
    assert confirmed.json() == {"UserConfirmationNecessary": True}
    assert claims(result["AccessToken"])["device_key"] == new.device_key
