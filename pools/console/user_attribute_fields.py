"""A field for an attribute of users, by its type and what is usual for its name.

Nothing that a user may have is lost by a field that could not show it: dates are lines of text."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.models.attribute_schema import FLAGS

_LONGEST = 2048  # characters
_LABELS = {
    "address": _("Address"),
    "birthdate": _("Birthdate"),
    "email": _("Email address"),
    "email_verified": _("Mark email address as verified"),
    "family_name": _("Last name"),
    "gender": _("Gender"),
    "given_name": _("First name"),
    "locale": _("Locale"),
    "middle_name": _("Middle name"),
    "name": _("Name"),
    "nickname": _("Nickname"),
    "phone_number": _("Phone number"),
    "phone_number_verified": _("Mark phone number as verified"),
    "picture": _("Picture"),
    "preferred_username": _("Preferred user name"),
    "profile": _("Profile"),
    "updated_at": _("Updated at"),
    "website": _("Website"),
    "zoneinfo": _("Time zone"),
}
_INPUTS: Mapping[str, dict[str, str]] = {
    "birthdate": {"placeholder": "YYYY-MM-DD", "inputmode": "numeric"},
    "email": {"inputmode": "email", "spellcheck": "false"},
    "locale": {"placeholder": "en-US", "spellcheck": "false"},
    "phone_number": {"inputmode": "tel", "placeholder": "+14325551212"},
    "picture": {"inputmode": "url", "spellcheck": "false"},
    "preferred_username": {"autocapitalize": "none", "spellcheck": "false"},
    "profile": {"inputmode": "url", "spellcheck": "false"},
    "updated_at": {"inputmode": "numeric"},
    "website": {"inputmode": "url", "spellcheck": "false"},
    "zoneinfo": {"placeholder": "Europe/Berlin", "spellcheck": "false"},
}


def field_of(name: str, definition: Mapping[str, Any]) -> forms.Field:
    """The field of this attribute of the pool's schema; its value is text, as the wire has it. None is required:
    administrators may leave out what sign-up asks for (CON-28)."""
    label = _LABELS.get(name, name)
    if name in FLAGS:
        return forms.BooleanField(required=False, label=label)
    kind = definition["AttributeDataType"]
    if kind == "Boolean":
        return forms.ChoiceField(required=False, label=label, choices=[("", "-"), ("true", "true"), ("false", "false")])
    longest = _length(definition)
    attributes = {"autocomplete": "off"} | _INPUTS.get(name, _BY_KIND.get(kind, {}))
    widget = forms.Textarea(attributes | {"rows": "2"}) if name == "address" else forms.TextInput(attributes)
    return forms.CharField(
        required=False, max_length=longest, strip=False, label=label, help_text=_bounds(kind, definition), widget=widget
    )


_BY_KIND: Mapping[str, dict[str, str]] = {
    "Number": {"inputmode": "decimal"},
    "DateTime": {"placeholder": "2026-01-31T12:00:00Z", "spellcheck": "false"},
}


def _length(definition: Mapping[str, Any]) -> int:
    return int(definition.get("StringAttributeConstraints", {}).get("MaxLength") or _LONGEST)


def _bounds(kind: str, definition: Mapping[str, Any]) -> Any:
    """What a custom number has to keep to; the other types tell by themselves."""
    constraints = definition.get("NumberAttributeConstraints", {})
    least, most = constraints.get("MinValue"), constraints.get("MaxValue")
    if kind != "Number" or not (least or most):
        return ""
    if least and most:
        return _("A number from %(least)s to %(most)s.") % {"least": least, "most": most}
    return _("A number of at least %s.") % least if least else _("A number of at most %s.") % most
