"""Devices on the wire: what a user does about his own, and an administrator about anybody's."""

from typing import Any

from pools import ids
from pools.actions import devices, users
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import as_bearer
from pools.errors import InvalidParameterException
from pools.models import Device, User

_REMEMBERED = "remembered"


@operation("ConfirmDevice")
def confirm_device(call: Call) -> dict[str, Any]:
    secret = call.input.get("DeviceSecretVerifierConfig", {})
    if not (secret.get("PasswordVerifier") and secret.get("Salt")):
        raise InvalidParameterException("Missing required parameter DeviceSecretVerifierConfig")
    user = call.bearer.user
    devices.confirm_device(
        user,
        call.input["DeviceKey"],
        verifier=secret["PasswordVerifier"],
        salt=secret["Salt"],
        name=call.input.get("DeviceName", ""),
        caller=as_bearer(call),
    )
    return {"UserConfirmationNecessary": devices.asks_users(user.pool)}


@operation("GetDevice")
def get_device(call: Call) -> dict[str, Any]:
    return {"Device": _device(devices.get_device(call.bearer.user, call.input["DeviceKey"]))}


@operation("AdminGetDevice")
def admin_get_device(call: Call) -> dict[str, Any]:
    return {"Device": _device(devices.get_device(_user(call), call.input["DeviceKey"]))}


@operation("ListDevices")
def list_devices(call: Call) -> dict[str, Any]:
    return _listed(call, call.bearer.user)


@operation("AdminListDevices")
def admin_list_devices(call: Call) -> dict[str, Any]:
    return _listed(call, _user(call))


@operation("UpdateDeviceStatus")
def update_device_status(call: Call) -> dict[str, Any]:
    key, is_wanted = call.input["DeviceKey"], _is_to_be_remembered(call)
    devices.update_device_status(call.bearer.user, key, remembered=is_wanted, caller=as_bearer(call))
    return {}


@operation("AdminUpdateDeviceStatus")
def admin_update_device_status(call: Call) -> dict[str, Any]:
    key, is_wanted = call.input["DeviceKey"], _is_to_be_remembered(call)
    event = "AdminUpdateDeviceStatus"
    devices.update_device_status(_user(call), key, remembered=is_wanted, caller=call.caller, event=event)
    return {}


@operation("ForgetDevice")
def forget_device(call: Call) -> dict[str, Any]:
    devices.forget_device(call.bearer.user, call.input["DeviceKey"], caller=as_bearer(call))
    return {}


@operation("AdminForgetDevice")
def admin_forget_device(call: Call) -> dict[str, Any]:
    devices.forget_device(_user(call), call.input["DeviceKey"], caller=call.caller, event="AdminForgetDevice")
    return {}


def _user(call: Call) -> User:
    return users.get_user(call.pool, call.input["Username"])


def _is_to_be_remembered(call: Call) -> bool:
    if "DeviceRememberedStatus" not in call.input:
        raise InvalidParameterException("Missing required parameter DeviceRememberedStatus")
    return call.input["DeviceRememberedStatus"] == _REMEMBERED


def _listed(call: Call, user: User) -> dict[str, Any]:
    page = devices.list_devices(user, limit=call.input.get("Limit"), token=call.input.get("PaginationToken"))
    return {"Devices": [_device(device) for device in page.devices], "PaginationToken": page.next_token}


def _device(device: Device) -> dict[str, Any]:
    """`DeviceType`."""
    return {
        "DeviceKey": device.key,
        "DeviceAttributes": [{"Name": name, "Value": value} for name, value in _attributes(device).items() if value],
        "DeviceCreateDate": device.created_at,
        "DeviceLastModifiedDate": device.modified_at,
        "DeviceLastAuthenticatedDate": device.last_authenticated_at,
    }


def _attributes(device: Device) -> dict[str, str]:
    owner = f"{device.user.username}.{device.user.pool_id}"
    return {
        "device_status": "valid",
        "device_name": device.name,
        "dev:device_arn": ids.arn("cognito-idp", f"owner/{owner}/device/{device.key}", device.user.pool.region),
        "dev:device_owner": owner,
        "last_ip_used": device.last_ip_address,
        "dev:device_remembered_status": _REMEMBERED if device.is_remembered else "not_remembered",
    }
