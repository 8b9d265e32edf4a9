"""Remembered devices with the clients that know them: amazon-cognito-identity-js, pycognito, boto3."""

import dataclasses
from typing import Any

import pytest
from pycognito.aws_srp import AWSSRP, generate_hash_device

from tests.clients.conftest import Shop, make_shop
from tests.pools.signing_in import claims

pytestmark = [pytest.mark.server, pytest.mark.one_database]

REMEMBERING = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}


@pytest.fixture(scope="module")
def remembering_shop(remote_idp) -> Shop:
    shop = make_shop(remote_idp)
    remote_idp.update_user_pool(UserPoolId=shop.pool_id, DeviceConfiguration=REMEMBERING)
    return shop


@dataclasses.dataclass(frozen=True)
class Phone:
    """What an app keeps of a device, in pycognito's words."""

    device_key: str
    device_group_key: str
    device_password: str


@pytest.fixture
def sign_in(remote_idp, remembering_shop):
    """Signs Alice in with pycognito, from a device that it knows or from a new one."""

    def run(phone: Phone | None = None) -> dict[str, Any]:
        shop, device = remembering_shop, dataclasses.asdict(phone) if phone else {}
        srp = AWSSRP(shop.username, shop.password, shop.pool_id, shop.client_id, client=remote_idp, **device)
        return srp.authenticate_user()["AuthenticationResult"]

    return run


@pytest.fixture
def phone(remote_idp, sign_in) -> Phone:
    """Confirmed with pycognito's verifier. Its own ConfirmDevice asks Amazon's address in any case."""
    result = sign_in()
    new = result["NewDeviceMetadata"]
    password, config = generate_hash_device(new["DeviceGroupKey"], new["DeviceKey"])
    remote_idp.confirm_device(
        AccessToken=result["AccessToken"], DeviceKey=new["DeviceKey"], DeviceSecretVerifierConfig=config
    )
    return Phone(new["DeviceKey"], new["DeviceGroupKey"], password)


@pytest.fixture(scope="module")
def told(node, server, remembering_shop) -> dict[str, Any]:
    """What amazon-cognito-identity-js saw."""
    shop = remembering_shop
    return node("devices.js", server.url, shop.pool_id, shop.client_id, shop.username, shop.password)


@pytest.mark.node
@pytest.mark.spec("CON-142")
def test_the_javascript_library_confirms_a_new_device(told):
    assert told["first"]["asked"] == ["PASSWORD_VERIFIER", "RespondToAuthChallenge", "ConfirmDevice"]


@pytest.mark.node
@pytest.mark.spec("CON-142", "API-360", "API-361")
def test_and_signs_in_from_it(told):
    assert told["second"]["asked"] == [
        "PASSWORD_VERIFIER",
        "DEVICE_SRP_AUTH",
        "DEVICE_PASSWORD_VERIFIER",
        "RespondToAuthChallenge",
    ]
    assert told["second"]["deviceKey"] == told["first"]["deviceKey"]


@pytest.mark.node
@pytest.mark.spec("SEC-272")
def test_and_refreshes_by_it(told):
    assert told["refreshed"] == told["first"]["deviceKey"]


@pytest.mark.node
@pytest.mark.spec("CON-148")
def test_and_lists_it(told):
    assert [device["DeviceKey"] for device in told["listed"]] == [told["first"]["deviceKey"]]


@pytest.mark.node
@pytest.mark.spec("CON-148")
def test_and_is_not_asked_once_it_is_not_remembered(told):
    assert told["unremembered"]["asked"] == ["PASSWORD_VERIFIER", "RespondToAuthChallenge"]


@pytest.mark.node
@pytest.mark.spec("CON-148")
def test_and_begins_anew_when_it_was_forgotten(told):
    assert told["afterwards"]["asked"][-1] == "ConfirmDevice"
    assert told["afterwards"]["deviceKey"] != told["first"]["deviceKey"]
    assert told["left"] == []


@pytest.mark.spec("CON-142", "API-360")
def test_pycognito_signs_in_from_a_device(sign_in, phone):
    result = sign_in(phone)

    assert claims(result["AccessToken"])["device_key"] == phone.device_key
    assert "NewDeviceMetadata" not in result


def test_pycognito_is_refused_with_another_device_password(remote_idp, sign_in, phone):
    with pytest.raises(remote_idp.exceptions.NotAuthorizedException):
        sign_in(dataclasses.replace(phone, device_password="another"))


@pytest.mark.spec("SEC-272")
def test_boto3_refreshes_by_the_device(remote_idp, remembering_shop, sign_in, phone):
    answer = remote_idp.initiate_auth(
        ClientId=remembering_shop.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": sign_in(phone)["RefreshToken"], "DEVICE_KEY": phone.device_key},
    )

    assert claims(answer["AuthenticationResult"]["AccessToken"])["device_key"] == phone.device_key


@pytest.mark.spec("CON-149")
def test_boto3_pages_through_devices(remote_idp, remembering_shop, phone):
    pages = remote_idp.admin_list_devices(UserPoolId=remembering_shop.pool_id, Username="alice", Limit=60)

    assert phone.device_key in {device["DeviceKey"] for device in pages["Devices"]}
