"""How a user, and a message to one, is put into words for the wire."""

import dataclasses
from collections.abc import Callable
from typing import Any

from pools.actions import second_factors
from pools.actions.contacts import Contact
from pools.api.call import Call
from pools.caller import Caller
from pools.models import User


def attribute_list(user: User, is_wanted: Callable[[str], bool] = lambda name: True) -> list[dict[str, str]]:
    """`AttributeListType`, `sub` first."""
    attributes = {"sub": str(user.sub), **user.attributes}
    return [{"Name": name, "Value": value} for name, value in attributes.items() if is_wanted(name)]


def user_type(user: User, is_wanted: Callable[[str], bool] = lambda name: True) -> dict[str, Any]:
    """`UserType`, as lists and `AdminCreateUser` have it."""
    return {"Attributes": attribute_list(user, is_wanted), **_common(user)}


def described_user(user: User) -> dict[str, Any]:
    """The answer of `AdminGetUser`, where the attributes go by another name."""
    return {"UserAttributes": attribute_list(user), **_common(user), **mfa_members(user)}


def mfa_members(user: User) -> dict[str, Any]:
    """What `GetUser` and `AdminGetUser` tell of second factors (SEC-284); `MFAOptions` is the older word for SMS."""
    active = second_factors.active(user)
    shown: dict[str, Any] = {"UserMFASettingList": active} if active else {}
    if preferred := second_factors.preferred(user):
        shown["PreferredMfaSetting"] = preferred
    if second_factors.Factor.SMS_MFA in active:
        shown["MFAOptions"] = [{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]
    return shown


def delivery_details(contact: Contact) -> dict[str, str]:
    """`CodeDeliveryDetailsType`: the address is masked."""
    return {
        "Destination": contact.masked,
        "DeliveryMedium": contact.medium,
        "AttributeName": contact.attribute,
    }


def given_attributes(call: Call) -> dict[str, str]:
    """The `UserAttributes` of the input by name. An attribute without a value is a blank one."""
    return {each["Name"]: each.get("Value", "") for each in call.input.get("UserAttributes", [])}


def validation_data(call: Call) -> dict[str, str] | None:
    """`ValidationData` of the input by name, for the pool's functions alone (TRG-73)."""
    given = call.input.get("ValidationData")
    return {each["Name"]: each.get("Value", "") for each in given} if given else None


def as_bearer(call: Call) -> Caller:
    """The caller of a call that comes with an access token: the user it speaks for."""
    return dataclasses.replace(call.caller, sub=str(call.bearer.user.sub))


def _common(user: User) -> dict[str, Any]:
    return {
        "Username": user.username,
        "UserCreateDate": user.created_at,
        "UserLastModifiedDate": user.modified_at,
        "Enabled": user.enabled,
        "UserStatus": user.status,
    }
