"""A field for each attribute of a user: the fitting input, its keyboard, and what a password manager may fill in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hostedui.pages.choosers import Chooser
from hostedui.pages.phone_numbers import PhoneNumberField, PhoneNumberInput
from pools.models.attribute_schema import STANDARD

# Label, `autocomplete` token (HTML, autofill) and what else the input of a standard attribute has
_ATTRIBUTES: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "address": (gettext_lazy("Address"), "street-address", {"rows": 3}),
    "birthdate": (gettext_lazy("Birth date"), "bday", {"type": "date"}),
    "email": (
        gettext_lazy("Email"),
        "email",
        {"type": "email", "inputmode": "email", "placeholder": "name@host.com"},  # FED-44
    ),
    "family_name": (gettext_lazy("Family name"), "family-name", {}),
    "gender": (gettext_lazy("Gender"), "sex", {}),
    "given_name": (gettext_lazy("Given name"), "given-name", {}),
    "locale": (gettext_lazy("Language"), "language", {}),
    "middle_name": (gettext_lazy("Middle name"), "additional-name", {}),
    "name": (gettext_lazy("Name"), "name", {}),
    "nickname": (gettext_lazy("Nickname"), "nickname", {}),
    "phone_number": (gettext_lazy("Phone number"), "tel", {"inputmode": "tel"}),
    "picture": (gettext_lazy("Picture address"), "photo", {"type": "url", "inputmode": "url"}),
    "preferred_username": (
        gettext_lazy("Preferred user name"),
        "nickname",
        {"autocapitalize": "none", "spellcheck": "false"},
    ),
    "profile": (gettext_lazy("Profile page"), "url", {"type": "url", "inputmode": "url"}),
    "website": (gettext_lazy("Website"), "url", {"type": "url", "inputmode": "url"}),
    "zoneinfo": (gettext_lazy("Time zone"), "off", {}),
}
_LONGEST = 2048


def attribute(name: str, schema: Mapping[str, Any] | None = None) -> forms.Field:
    """The field of this attribute. `schema` is the pool's: it has the bounds, and the types of custom attributes."""
    label, autocomplete, more = _ATTRIBUTES.get(name, (_bare(name), "off", {}))
    attrs: dict[str, Any] = {"autocomplete": autocomplete} | more
    definition = (schema or STANDARD).get(name, {})
    kind = definition.get("AttributeDataType", "String")
    if name == "phone_number":
        return PhoneNumberField(label=label, widget=PhoneNumberInput(attrs))
    widget = _STANDARD[name](attrs) if name in _STANDARD else _KINDS[kind](attrs, definition)
    longest = int(definition.get("StringAttributeConstraints", {}).get("MaxLength") or _LONGEST)
    return forms.CharField(label=label, max_length=longest, widget=widget)


class _Gender(forms.TextInput):
    """Free to write, with what most people write to choose from."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        id_ = f"{(attrs or {}).get('id', name)}_list"
        suggested = format_html_join("", '<option value="{}">', ((word,) for word in (_("Female"), _("Male"))))
        box = super().render(name, value, (attrs or {}) | {"list": id_}, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', box, id_, suggested)


class _BirthDate(forms.TextInput):
    input_type = "date"

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"max": timezone.localdate().isoformat()}


def _text(attrs: dict[str, Any], definition: Mapping[str, Any]) -> forms.Widget:
    return _input(attrs)


def _number(attrs: dict[str, Any], definition: Mapping[str, Any]) -> forms.Widget:
    bounds = definition.get("NumberAttributeConstraints", {})
    least, most = bounds.get("MinValue"), bounds.get("MaxValue")
    limits = {name: value for name, value in (("min", least), ("max", most)) if value}
    return _input(attrs | {"type": "number", "inputmode": "decimal", "step": "any"} | limits)


def _moment(attrs: dict[str, Any], definition: Mapping[str, Any]) -> forms.Widget:
    return _input(attrs | {"type": "date"})


def _flag(attrs: dict[str, Any], definition: Mapping[str, Any]) -> forms.Widget:
    choices = [("", ""), ("true", "✓"), ("false", "✗")]
    return forms.Select(attrs, choices=choices)


def _input(attrs: dict[str, Any]) -> forms.TextInput:
    widget = forms.TextInput({name: value for name, value in attrs.items() if name != "type"})
    widget.input_type = attrs.get("type", "text")
    return widget


def _bare(name: str) -> str:
    return name.removeprefix("custom:")


_STANDARD: dict[str, Any] = {
    "address": forms.Textarea,
    "birthdate": _BirthDate,
    "gender": _Gender,
    "locale": lambda attrs: Chooser("language", attrs),
    "zoneinfo": lambda attrs: Chooser("time zone", attrs),
}
_KINDS = {"String": _text, "Number": _number, "DateTime": _moment, "Boolean": _flag}
