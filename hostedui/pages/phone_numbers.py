"""A phone number as people write it: the country from a list, then the number as it is dialled there. What comes out is
E.164 (CON-32)."""

import re
from collections.abc import Mapping
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hostedui.pages.choosers import Chooser, likely_country

_MARKS = re.compile(r"[\s()./-]")
_LONGEST = 64  # characters that are looked at


class PhoneNumberInput(forms.TextInput):
    """The field's label is the number's; the list before it has one of its own, for screen readers. A whole number,
    with + and country code, goes before what is chosen in the list."""

    input_type = "tel"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        country, number = value if isinstance(value, list) else ("", value)
        listed = {"aria-label": _("Country calling code"), "class": "country", "autocomplete": "off"}
        countries = Chooser("country", listed)
        countries.is_required = True
        chooser = countries.render(_country_of(name), country or likely_country())
        return format_html('<div class="phone">{}{}</div>', chooser, super().render(name, number, attrs, renderer))

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        return [data.get(_country_of(name)) or "", data.get(name) or ""]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data


class PhoneNumberField(forms.Field):
    widget = PhoneNumberInput
    default_error_messages = {"incomplete": gettext_lazy("This is not a complete phone number.")}

    def to_python(self, value: Any) -> str:
        country, number = value if isinstance(value, list) else ("", value or "")
        given = _MARKS.sub("", number[:_LONGEST])
        try:
            read = phonenumbers.parse(given, country.upper() or None)
        except phonenumbers.NumberParseException:
            return given  # no number: the action says so
        if not phonenumbers.is_possible_number(read):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)


def _country_of(name: str) -> str:
    return f"{name}_country"
