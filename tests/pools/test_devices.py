"""Devices: named at sign-in, confirmed by the app, listed, remembered and forgotten."""

import pytest

from pools.actions import devices
from pools.models import AuditEvent, Device
from tests.pools.device_client import DeviceClient
from tests.pools.signing_in import by_password, by_srp, claims, refreshed

ALWAYS = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False}
OPT_IN = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}


@pytest.fixture
def tracking(pool):
    pool.device_configuration = ALWAYS
    pool.save()
    return pool


@pytest.fixture
def asking(pool):
    pool.device_configuration = OPT_IN
    pool.save()
    return pool


@pytest.fixture
def signed_in(idp, app, alice, tracking):
    return by_password(idp, app)["AuthenticationResult"]


@pytest.fixture
def phone(signed_in):
    return DeviceClient(signed_in["NewDeviceMetadata"])


@pytest.fixture
def confirmed(idp, signed_in, phone):
    phone.confirm(idp, signed_in["AccessToken"])
    return phone


def attributes(device: dict) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in device["DeviceAttributes"]}


# New devices


@pytest.mark.spec("CON-144")
def test_a_sign_in_from_a_new_device_names_it(signed_in, pool):
    assert signed_in["NewDeviceMetadata"]["DeviceKey"].startswith(f"{pool.region}_")
    assert signed_in["NewDeviceMetadata"]["DeviceGroupKey"].startswith("-")


@pytest.mark.spec("CON-145")
@pytest.mark.parametrize("sign_in", [by_srp, by_password])
def test_every_flow_names_new_devices(idp, app, alice, tracking, sign_in):
    assert "NewDeviceMetadata" in sign_in(idp, app)["AuthenticationResult"]


@pytest.mark.spec("CON-141")
def test_a_pool_that_does_not_track_devices_names_none(idp, app, alice):
    assert "NewDeviceMetadata" not in by_password(idp, app)["AuthenticationResult"]


@pytest.mark.spec("SEC-32")
def test_the_access_token_tells_the_device(signed_in, phone):
    assert claims(signed_in["AccessToken"])["device_key"] == phone.key


@pytest.mark.spec("SEC-32")
def test_no_device_is_told_where_none_is_tracked(idp, app, alice):
    assert "device_key" not in claims(by_password(idp, app)["AuthenticationResult"]["AccessToken"])


def test_all_devices_of_a_user_belong_to_one_group(idp, app, signed_in):
    again = by_password(idp, app)["AuthenticationResult"]["NewDeviceMetadata"]

    assert again["DeviceGroupKey"] == signed_in["NewDeviceMetadata"]["DeviceGroupKey"]
    assert again["DeviceKey"] != signed_in["NewDeviceMetadata"]["DeviceKey"]


# Confirming


@pytest.mark.spec("CON-142")
def test_a_confirmed_device_is_remembered_at_once(idp, signed_in, phone):
    assert phone.confirm(idp, signed_in["AccessToken"])["UserConfirmationNecessary"] is False
    assert Device.objects.get(key=phone.key).is_remembered


@pytest.mark.spec("CON-143")
def test_a_user_may_be_asked_first(idp, app, alice, asking):
    signed_in = by_password(idp, app)["AuthenticationResult"]
    phone = DeviceClient(signed_in["NewDeviceMetadata"])

    assert phone.confirm(idp, signed_in["AccessToken"])["UserConfirmationNecessary"] is True
    assert not Device.objects.get(key=phone.key).is_remembered


def test_the_device_keeps_no_readable_verifier(confirmed):
    device = Device.objects.get(key=confirmed.key)

    assert devices.verifier_of(device).to_bytes(384, "big") not in bytes(device.sealed_srp_verifier)


def test_a_device_is_confirmed_once(idp, signed_in, confirmed, refused):
    with refused("DeviceKeyExistsException"):
        confirmed.confirm(idp, signed_in["AccessToken"])


def test_a_key_that_no_sign_in_gave_is_refused(idp, signed_in, refused):
    stranger = DeviceClient({"DeviceKey": "us-east-1_00000000-0000-4000-8000-000000000000", "DeviceGroupKey": "-A"})
    with refused("InvalidParameterException") as refusal:
        stranger.confirm(idp, signed_in["AccessToken"])

    assert refusal.message == "Invalid device key given."


def test_nobody_confirms_the_device_of_another(idp, app, phone, bob, refused):
    token = by_password(idp, app, "bob")["AuthenticationResult"]["AccessToken"]
    with refused("InvalidParameterException"):
        phone.confirm(idp, token)


@pytest.mark.parametrize("verifier", ["", "*", "AA==", "A" * 700, "//////8=" * 80])
def test_a_verifier_must_be_a_number_of_the_group(idp, signed_in, phone, refused, verifier):
    config = phone.verifier_config | {"PasswordVerifier": verifier}
    with refused("InvalidParameterException"):
        phone.confirm(idp, signed_in["AccessToken"], DeviceSecretVerifierConfig=config)


@pytest.mark.parametrize("salt", ["", "*", "AA==", "/" * 200])
def test_a_salt_must_be_a_short_number(idp, signed_in, phone, refused, salt):
    config = phone.verifier_config | {"Salt": salt}
    with refused("InvalidParameterException"):
        phone.confirm(idp, signed_in["AccessToken"], DeviceSecretVerifierConfig=config)


def test_a_device_needs_a_verifier(idp, signed_in, phone, refused):
    with refused("InvalidParameterException"):
        idp.confirm_device(AccessToken=signed_in["AccessToken"], DeviceKey=phone.key)


# Reading


@pytest.mark.spec("CON-148")
def test_a_user_reads_a_device(idp, signed_in, confirmed, pool):
    device = idp.get_device(AccessToken=signed_in["AccessToken"], DeviceKey=confirmed.key)["Device"]

    assert device["DeviceKey"] == confirmed.key
    assert attributes(device) == {
        "device_status": "valid",
        "device_name": "Alice's phone",
        "dev:device_arn": f"arn:aws:cognito-idp:us-east-1:000000000000:owner/alice.{pool.id}/device/{confirmed.key}",
        "dev:device_owner": f"alice.{pool.id}",
        "last_ip_used": "127.0.0.1",
        "dev:device_remembered_status": "remembered",
    }


@pytest.mark.spec("CON-149")
def test_an_administrator_reads_it_too(idp, pool, confirmed):
    device = idp.admin_get_device(UserPoolId=pool.id, Username="alice", DeviceKey=confirmed.key)["Device"]

    assert device["DeviceKey"] == confirmed.key
    assert {"DeviceCreateDate", "DeviceLastModifiedDate", "DeviceLastAuthenticatedDate"} < device.keys()


def test_the_device_of_another_does_not_exist(idp, pool, confirmed, bob, refused):
    with refused("ResourceNotFoundException") as refusal:
        idp.admin_get_device(UserPoolId=pool.id, Username="bob", DeviceKey=confirmed.key)

    assert refusal.message == "Device does not exist."


def test_an_unknown_user_has_no_devices(idp, pool, tracking, refused):
    with refused("UserNotFoundException"):
        idp.admin_list_devices(UserPoolId=pool.id, Username="charlie")


def test_reading_a_device_needs_a_token(idp, confirmed, refused):
    with refused("NotAuthorizedException"):
        idp.get_device(DeviceKey=confirmed.key)


@pytest.mark.spec("CON-148")
def test_devices_are_listed_by_pages(idp, alice, tracking, signed_in):
    keys = [_known_device(alice, number) for number in range(3)]
    first = idp.list_devices(AccessToken=signed_in["AccessToken"], Limit=2)
    second = idp.list_devices(AccessToken=signed_in["AccessToken"], PaginationToken=first["PaginationToken"])

    assert [device["DeviceKey"] for device in first["Devices"] + second["Devices"]] == keys
    assert "PaginationToken" not in second


@pytest.mark.spec("CON-149")
def test_administrators_list_them_by_pages(idp, pool, alice, tracking):
    keys = [_known_device(alice, number) for number in range(2)]
    asked = {"UserPoolId": pool.id, "Username": "alice"}
    first = idp.admin_list_devices(**asked, Limit=1)
    second = idp.admin_list_devices(**asked, PaginationToken=first["PaginationToken"])

    assert [device["DeviceKey"] for device in first["Devices"] + second["Devices"]] == keys


def test_a_page_of_one_user_does_not_go_on_with_another(idp, pool, alice, bob, tracking, refused):
    _known_device(alice, 1), _known_device(alice, 2)
    token = idp.admin_list_devices(UserPoolId=pool.id, Username="alice", Limit=1)["PaginationToken"]
    with refused("InvalidParameterException"):
        idp.admin_list_devices(UserPoolId=pool.id, Username="bob", PaginationToken=token)


def test_a_page_costs_the_same_whatever_it_holds(alice, tracking, django_assert_num_queries):
    alice.pool = tracking
    _known_device(alice, 1), _known_device(alice, 2)
    with django_assert_num_queries(1):
        devices.list_devices(alice)


# Changing


@pytest.mark.spec("CON-143")
@pytest.mark.parametrize(("status", "is_remembered"), [("remembered", True), ("not_remembered", False)])
def test_a_user_decides_what_is_remembered(idp, signed_in, confirmed, status, is_remembered):
    idp.update_device_status(
        AccessToken=signed_in["AccessToken"], DeviceKey=confirmed.key, DeviceRememberedStatus=status
    )

    assert Device.objects.get(key=confirmed.key).is_remembered is is_remembered


@pytest.mark.spec("CON-149")
def test_an_administrator_decides_too(idp, pool, confirmed):
    named = {"UserPoolId": pool.id, "Username": "alice", "DeviceKey": confirmed.key}
    idp.admin_update_device_status(**named, DeviceRememberedStatus="not_remembered")

    assert attributes(idp.admin_get_device(**named)["Device"])["dev:device_remembered_status"] == "not_remembered"
    assert AuditEvent.objects.filter(name="AdminUpdateDeviceStatus", detail__remembered=False).exists()


def test_a_status_must_be_given(idp, signed_in, confirmed, refused):
    with refused("InvalidParameterException"):
        idp.update_device_status(AccessToken=signed_in["AccessToken"], DeviceKey=confirmed.key)


@pytest.mark.spec("CON-148")
def test_a_forgotten_device_is_gone(idp, signed_in, confirmed, refused):
    idp.forget_device(AccessToken=signed_in["AccessToken"], DeviceKey=confirmed.key)

    with refused("ResourceNotFoundException"):
        idp.get_device(AccessToken=signed_in["AccessToken"], DeviceKey=confirmed.key)


@pytest.mark.spec("CON-149")
def test_an_administrator_forgets_a_device(idp, pool, confirmed):
    idp.admin_forget_device(UserPoolId=pool.id, Username="alice", DeviceKey=confirmed.key)

    assert idp.admin_list_devices(UserPoolId=pool.id, Username="alice")["Devices"] == []


def test_a_forgotten_device_does_not_come_back_by_its_old_sign_in(idp, signed_in, confirmed, refused):
    idp.forget_device(AccessToken=signed_in["AccessToken"], DeviceKey=confirmed.key)

    with refused("InvalidParameterException"):
        confirmed.confirm(idp, signed_in["AccessToken"])


def test_forgetting_twice_is_told(idp, signed_in, confirmed, refused):
    idp.forget_device(AccessToken=signed_in["AccessToken"], DeviceKey=confirmed.key)

    with refused("ResourceNotFoundException"):
        idp.forget_device(AccessToken=signed_in["AccessToken"], DeviceKey=confirmed.key)


@pytest.mark.spec("CON-261")
@pytest.mark.parametrize("operation", ["get_device", "forget_device"])
def test_a_pool_that_tracks_no_devices_says_so(idp, app, alice, refused, operation):
    token = by_password(idp, app)["AuthenticationResult"]["AccessToken"]
    with refused("InvalidUserPoolConfigurationException"):
        getattr(idp, operation)(AccessToken=token, DeviceKey="us-east-1_00000000-0000-4000-8000-000000000000")


# Refreshing


@pytest.mark.spec("SEC-272")
def test_a_confirmed_device_refreshes(idp, app, signed_in, confirmed):
    answer = refreshed(idp, app, signed_in["RefreshToken"], DEVICE_KEY=confirmed.key)["AuthenticationResult"]

    assert claims(answer["AccessToken"])["device_key"] == confirmed.key
    assert "NewDeviceMetadata" not in answer


@pytest.mark.spec("API-63")
def test_a_device_that_nobody_confirmed_does_not(idp, app, signed_in, phone, refused):
    with refused("NotAuthorizedException") as refusal:
        refreshed(idp, app, signed_in["RefreshToken"], DEVICE_KEY=phone.key)

    assert refusal.message == "Invalid Refresh Token"


@pytest.mark.spec("SEC-272")
@pytest.mark.parametrize("named", [{}, {"DEVICE_KEY": "us-east-1_00000000-0000-4000-8000-000000000000"}])
def test_the_refresh_token_serves_its_device_alone(idp, app, signed_in, confirmed, refused, named):
    with refused("NotAuthorizedException"):
        refreshed(idp, app, signed_in["RefreshToken"], **named)


def test_a_forgotten_device_refreshes_nothing(idp, app, signed_in, confirmed, refused):
    idp.forget_device(AccessToken=signed_in["AccessToken"], DeviceKey=confirmed.key)

    with refused("NotAuthorizedException"):
        refreshed(idp, app, signed_in["RefreshToken"], DEVICE_KEY=confirmed.key)


@pytest.mark.spec("SEC-272")
def test_get_tokens_takes_the_confirmed_device(idp, app, signed_in, confirmed):
    answer = idp.get_tokens_from_refresh_token(
        ClientId=app.client_id, RefreshToken=signed_in["RefreshToken"], DeviceKey=confirmed.key
    )["AuthenticationResult"]

    assert "NewDeviceMetadata" not in answer
    assert claims(answer["AccessToken"])["device_key"] == confirmed.key


@pytest.mark.spec("SEC-272")
def test_get_tokens_names_a_device_that_is_not_known(idp, app, signed_in, confirmed):
    answer = idp.get_tokens_from_refresh_token(ClientId=app.client_id, RefreshToken=signed_in["RefreshToken"])
    new = DeviceClient(answer["AuthenticationResult"]["NewDeviceMetadata"])
    new.confirm(idp, answer["AuthenticationResult"]["AccessToken"])

    assert new.key != confirmed.key
    assert refreshed(idp, app, signed_in["RefreshToken"], DEVICE_KEY=new.key)["AuthenticationResult"]


def test_get_tokens_gives_nothing_to_another_device_of_the_user(idp, app, alice, signed_in, confirmed, refused):
    other = _known_device(alice, 1)
    with refused("NotAuthorizedException"):
        idp.get_tokens_from_refresh_token(
            ClientId=app.client_id, RefreshToken=signed_in["RefreshToken"], DeviceKey=other
        )


def test_a_session_from_before_the_tracking_is_refreshed_as_ever(idp, app, alice, pool):
    refresh_token = by_password(idp, app)["AuthenticationResult"]["RefreshToken"]
    pool.device_configuration = ALWAYS
    pool.save()

    assert refreshed(idp, app, refresh_token)["AuthenticationResult"]["AccessToken"]


def _known_device(user, number: int) -> str:
    key = f"us-east-1_00000000-0000-4000-8000-00000000000{number}"
    Device.objects.create(key=key, user=user, group_key="-A", srp_salt="1", sealed_srp_verifier=b"-")
    return key
