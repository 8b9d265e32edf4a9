"""The columns of the list of users: those that everybody has seen so far, and each attribute of the pool."""

import dataclasses
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pools.models import User, UserPool
from pools.models.attribute_schema import FLAGS

DEFAULT = ("email", "phone_number", "status", "created")
_STATE = {
    "status": _("Confirmation status"),
    "enabled": _("Enabled"),
    "mfa": _("MFA"),
    "created": _("Created"),
    "updated": _("Updated"),
    "sub": _("User ID (Sub)"),
}
_ATTRIBUTES = {
    "email": _("Email address"),
    "phone_number": _("Phone number"),
    "email_verified": _("Email verified"),
    "phone_number_verified": _("Phone number verified"),
    "name": _("Name"),
    "given_name": _("First name"),
    "family_name": _("Last name"),
    "preferred_username": _("Preferred user name"),
}
_ADDRESSES = ("email", "phone_number")
_SESSION = "columns of users"


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: Any

    @property
    def kind(self) -> str:
        """Which part of the template shows it."""
        if self.name in _STATE:
            return self.name
        return "address" if self.name in _ADDRESSES else "flag" if self.name in FLAGS else "text"


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    column: Column
    value: Any
    is_verified: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    person: User
    cells: list[Cell]


def all_of(pool: UserPool) -> list[Column]:
    """What can be chosen."""
    attributes = {name: _ATTRIBUTES.get(name, name) for name in [*_ATTRIBUTES, *pool.attribute_schema] if name != "sub"}
    return [Column(name, label) for name, label in (_STATE | attributes).items()]


def chosen(request: HttpRequest, pool: UserPool) -> list[Column]:
    """What the address asks for, which is remembered for the session; else what was asked for last."""
    known = {column.name: column for column in all_of(pool)}
    asked = [name for name in request.GET.getlist("columns") if name in known]
    if asked and request.session.get(_SESSION) != asked:
        request.session[_SESSION] = asked
    names = asked or request.session.get(_SESSION) or DEFAULT
    return [known[name] for name in names if name in known]


def rows_of(users: list[User], columns: list[Column]) -> list[Row]:
    return [Row(user, [_cell(user, column) for column in columns]) for user in users]


def _cell(user: User, column: Column) -> Cell:
    match column.kind:
        case "address":
            return Cell(column, user.attributes.get(column.name, ""), user.is_verified(column.name))
        case "mfa":
            return Cell(column, _has_mfa(user))
        case "created":
            return Cell(column, user.created_at)
        case "updated":
            return Cell(column, user.modified_at)
        case "status" | "enabled" | "sub":
            return Cell(column, getattr(user, column.name))
        case _:
            return Cell(column, user.attributes.get(column.name, ""))


def _has_mfa(user: User) -> bool:
    flags = (user.sms_mfa_enabled, user.email_mfa_enabled, user.software_token_mfa_enabled, user.web_authn_mfa_enabled)
    return any(flags)
