"""Which attributes of its users an app client reads and writes (CON-76 to CON-86)."""

import dataclasses
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.actions import attributes
from pools.console.fields import Option, choose_many
from pools.console.settings_pages.slices import ClientSlice, Fact, Values, register
from pools.models import AppClient, UserPool
from pools.models.attribute_schema import FLAGS, STANDARD

_READ_ONLY = ("sub", *FLAGS)
KINDS = ("read_attributes", "write_attributes")
# What a client may read and write that nobody has chosen for
DEFAULTS = {
    "read_attributes": list(STANDARD),
    "write_attributes": [name for name in STANDARD if name not in _READ_ONLY],
}
_PROFILE = ("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture")
SCOPES = {  # sets of attributes, as OpenID Connect groups them (CON-79)
    "address": (_("Address"), ("address",)),
    "email": (_("Email"), ("email", "email_verified")),
    "phone": (_("Phone"), ("phone_number", "phone_number_verified")),
    "profile": (_("Profile"), (*_PROFILE, "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at")),
}
_SCOPE_FIELDS = {"read_attributes": "read_scopes", "write_attributes": "write_scopes"}


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """An attribute, or a scope that stands for several, as a row of the table."""

    value: str
    label: Any
    may_write: bool
    reads: bool
    writes: bool
    is_locked: bool = False  # required attributes stay writable
    names: str = ""  # of a scope: its attributes


def _scopes(label: Any) -> forms.MultipleChoiceField:
    return choose_many(label, {name: Option(said) for name, (said, _names) in SCOPES.items()}, required=False)


@register
class AttributePermissions(ClientSlice):
    """A scope that is ticked or unticked alone brings or takes its attributes; else each attribute counts."""

    name = "attribute-permissions"
    title = _("Attribute read and write permissions")
    about = _("Which of its users' attributes the app learns of and may change. What the pool requires stays writable.")
    original_title = _("Set attribute read and write permissions")
    original_submit = _("Save app client changes")
    template = "console/client_settings/attribute_permissions.html"

    read_attributes = choose_many(_("Readable attributes"), {}, required=False)
    write_attributes = choose_many(_("Writable attributes"), {}, required=False)
    read_scopes = _scopes(_("Readable scopes"))
    write_scopes = _scopes(_("Writable scopes"))

    def prepare(self) -> None:
        for kind, names in attributes_of(self.pool).items():
            self.fields[kind].choices = [(name, Option(name)) for name in names]

    def clean(self) -> Values:
        """Let changed scopes have their say, and lock what the pool requires (CON-83)."""
        given = super().clean() or self.cleaned_data
        for kind, scopes in _SCOPE_FIELDS.items():
            chosen = set(given.get(kind, ()))
            for scope in set(self.initial[scopes]) ^ set(given.get(scopes, ())):
                names = set(SCOPES[scope][1])
                if chosen & names == set(self.initial[kind]) & names:  # else they were chosen one by one
                    chosen = chosen - names if scope in self.initial[scopes] else chosen | names
            if kind == "write_attributes":
                chosen |= set(attributes.required(self.pool))
            given[kind] = [name for name, _option in self.fields[kind].choices if name in chosen]  # type: ignore[attr-defined]  # it has choices
        return given

    @classmethod
    def read(cls, client: AppClient) -> Values:
        offered = attributes_of(client.pool)
        values: Values = {}
        for kind, scopes in _SCOPE_FIELDS.items():
            chosen = getattr(client, kind)
            values[kind] = [name for name in offered[kind] if name in (DEFAULTS[kind] if chosen is None else chosen)]
            values[scopes] = _whole_scopes(values[kind], offered[kind])
        return values

    def columns(self, client: AppClient) -> Values:
        chosen = {kind: self.cleaned_data[kind] for kind in KINDS}
        return {kind: None if set(names) == set(DEFAULTS[kind]) else names for kind, names in chosen.items()}

    def visible_fields(self) -> list[forms.BoundField]:
        """The scopes are no setting of their own: nothing is told of them."""
        return [self[kind] for kind in KINDS]

    def _facts(self, values: Any) -> list[Fact]:
        return [Fact(self[kind].label, self.said(self[kind], values.get(kind))) for kind in KINDS]

    def tables(self) -> list[tuple[Any, list[Row], str, str]]:
        """Heading, rows and the names of both columns' fields, of each table of the form."""
        return [
            (_("Scope"), self.scope_rows(), self.add_prefix("read_scopes"), self.add_prefix("write_scopes")),
            (_("Attribute"), self.rows(), self.add_prefix("read_attributes"), self.add_prefix("write_attributes")),
        ]

    def rows(self) -> list[Row]:
        """A row for each attribute of the pool."""
        required, writable = set(attributes.required(self.pool)), attributes_of(self.pool)["write_attributes"]
        reads, writes = (set(self[kind].value() or ()) for kind in KINDS)
        return [
            Row(name, name, name in writable, name in reads, name in writes | required, name in required)
            for name, _option in self.fields["read_attributes"].choices  # type: ignore[attr-defined]  # it has choices
        ]

    def scope_rows(self) -> list[Row]:
        """A row for each scope."""
        reads, writes = (set(self[scopes].value() or ()) for scopes in _SCOPE_FIELDS.values())
        return [
            Row(scope, label, True, scope in reads, scope in writes, names=" ".join(names))
            for scope, (label, names) in SCOPES.items()
        ]


def attributes_of(pool: UserPool) -> dict[str, list[str]]:
    """What may be read and written by app clients: the standard attributes, then the pool's own."""
    known = [name for name, each in pool.attribute_schema.items() if not each["DeveloperOnlyAttribute"]]
    return {"read_attributes": known, "write_attributes": [name for name in known if name not in _READ_ONLY]}


def _whole_scopes(chosen: list[str], offered: list[str]) -> list[str]:
    """The scopes of which the client has every attribute that may be had."""
    return [scope for scope, (_label, names) in SCOPES.items() if set(names) & set(offered) <= set(chosen)]
