"""Users of a shop, each made for one story."""

import dataclasses
import datetime
import itertools
from typing import Any

import pyotp

from tests.conftest import PASSWORD

NEW_PASSWORD = "Battery-Staple-2"
_numbers = itertools.count(1)


@dataclasses.dataclass(frozen=True)
class Person:
    username: str
    email: str
    phone: str
    password: str = PASSWORD


def make_person(idp: Any, pool_id: str, *, is_new: bool = False, has_phone: bool = True) -> Person:
    """Address and phone are verified; who is new has a temporary password."""
    number = next(_numbers)
    person = Person(f"person{number}", f"person{number}@example.com", f"+1555{number:07}")
    names = {"UserPoolId": pool_id, "Username": person.username}
    attributes = {"email": person.email, "email_verified": "true"}
    if has_phone:
        attributes |= {"phone_number": person.phone, "phone_number_verified": "true"}
    idp.admin_create_user(
        **names,
        TemporaryPassword=person.password,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        MessageAction="SUPPRESS",
    )
    if not is_new:
        idp.admin_set_user_password(**names, Password=person.password, Permanent=True)
    return person


def shown_by_app(secret: str, *, steps_ahead: int = 0) -> str:
    """What an authenticator app shows. A step is answered once, so who just set up the app is a step ahead."""
    return pyotp.TOTP(secret).at(datetime.datetime.now(datetime.UTC), counter_offset=steps_ahead)
