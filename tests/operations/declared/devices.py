"""Remembered devices."""

from pools.models import Device
from tests.operations.cases import refuses, spoils, works

OWN = ["ConfirmDevice", "GetDevice", "ListDevices", "UpdateDeviceStatus", "ForgetDevice"]
ADMIN = ["AdminGetDevice", "AdminListDevices", "AdminUpdateDeviceStatus", "AdminForgetDevice"]
BY_KEY = ["GetDevice", "UpdateDeviceStatus", "ForgetDevice", *ADMIN[:1], *ADMIN[2:]]


def of_alice(pool, **more) -> dict:
    return {"UserPoolId": pool.id, "Username": "alice", **more}


@works("ConfirmDevice")
def a_device_is_confirmed(new_device, token):
    config = new_device.verifier_config
    answer = yield {"AccessToken": token, "DeviceKey": new_device.key, "DeviceSecretVerifierConfig": config}
    assert answer["UserConfirmationNecessary"] is False
    assert Device.objects.get().is_remembered


@works("GetDevice")
def a_device_is_read(device, token):
    answer = yield {"AccessToken": token, "DeviceKey": device.key}
    assert answer["Device"]["DeviceKey"] == device.key


@works("AdminGetDevice")
def a_user_s_device_is_read(pool, device):
    answer = yield of_alice(pool, DeviceKey=device.key)
    assert answer["Device"]["DeviceKey"] == device.key


@works("ListDevices")
def devices_are_listed(device, token):
    answer = yield {"AccessToken": token}
    assert [each["DeviceKey"] for each in answer["Devices"]] == [device.key]


@works("AdminListDevices")
def a_user_s_devices_are_listed(pool, device):
    answer = yield of_alice(pool)
    assert [each["DeviceKey"] for each in answer["Devices"]] == [device.key]


@works("UpdateDeviceStatus")
def a_device_is_remembered_no_longer(device, token):
    yield {"AccessToken": token, "DeviceKey": device.key, "DeviceRememberedStatus": "not_remembered"}
    assert not Device.objects.get().is_remembered


@works("AdminUpdateDeviceStatus")
def a_user_s_device_is_remembered_no_longer(pool, device):
    yield of_alice(pool, DeviceKey=device.key, DeviceRememberedStatus="not_remembered")
    assert not Device.objects.get().is_remembered


@works("ForgetDevice")
def a_device_is_forgotten(device, token):
    yield {"AccessToken": token, "DeviceKey": device.key}
    assert not Device.objects.exists()


@works("AdminForgetDevice")
def a_user_s_device_is_forgotten(pool, device):
    yield of_alice(pool, DeviceKey=device.key)
    assert not Device.objects.exists()


@spoils(
    [*OWN, *ADMIN],
    "InvalidUserPoolConfigurationException",
    "User pool us-east-1_aB3dE6gH9 is not configured to track devices.",
)
def the_pool_tracks_no_devices(pool):
    pool.device_configuration = {}
    pool.save()
    return {}


@spoils(BY_KEY, "ResourceNotFoundException", "Device does not exist.")
def there_is_no_such_device():
    return {"DeviceKey": "us-east-1_00000000-0000-0000-0000-000000000000"}


@refuses("ConfirmDevice", "DeviceKeyExistsException", "The device is already confirmed.")
def the_device_is_confirmed_already(device, token):
    config = device.verifier_config
    return {"AccessToken": token, "DeviceKey": device.key, "DeviceSecretVerifierConfig": config}
