"""Form parts that the console's forms share. They check shapes; whether something may happen is the action's to say."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

CARDS = "ph-options--cards"  # options as a row of cards
TWO_COLUMNS = "ph-options--two"


@dataclasses.dataclass(frozen=True)
class Option:
    """The label of a choice with a line that explains it."""

    heading: Any
    hint: Any = ""

    def __str__(self) -> str:
        return str(self.heading)


def choose_one(label: Any, options: dict[str, Option], *, layout: str = "", **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(options.items()), widget=forms.RadioSelect(attrs={"layout": layout}), **kwargs
    )


def choose_many(
    label: Any, options: dict[str, Option], *, layout: str = "", **kwargs: Any
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(options.items()),
        widget=forms.CheckboxSelectMultiple(attrs={"layout": layout}),
        **kwargs,
    )


def number(
    label: Any, least: int, most: int, help_text: Any = "", suffix: Any = "", **kwargs: Any
) -> forms.IntegerField:
    """A whole number within these bounds; `suffix` is its unit."""
    field = forms.IntegerField(min_value=least, max_value=most, label=label, help_text=help_text, **kwargs)
    field.suffix = suffix
    return field


def switch(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(required=False, label=label, help_text=help_text)


def line(label: Any, longest: int, help_text: Any = "", *, pattern: str = "", **kwargs: Any) -> forms.CharField:
    """A text of one line that may be left out, and is all of this pattern. Keywords are attributes of its element."""
    return forms.CharField(
        required=False,
        max_length=longest,
        label=label,
        help_text=help_text,
        validators=[RegexValidator(rf"\A(?:{pattern})\Z", _("This has characters or a form that it cannot have."))]
        if pattern
        else [],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"} | kwargs),
    )


def keep_chosen(field: forms.Field, chosen: Iterable[str]) -> None:
    """Offer also what is chosen already, by the API, so that saving the form does not lose it."""
    known = {value for value, _label in field.choices}  # type: ignore[attr-defined]  # it has choices
    more = [(value, Option(value)) for value in chosen if value not in known]
    field.choices = [*field.choices, *more]  # type: ignore[attr-defined]


class LinesField(forms.CharField):
    """A list of values, one on each line."""

    widget = forms.Textarea

    def __init__(self, *, max_lines: int, max_line_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_lines * (max_line_length + 2), **kwargs)
        self.max_lines = max_lines
        self.max_line_length = max_line_length
        self.widget.attrs |= {"rows": 3, "spellcheck": "false"}

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list is the use of this field
        lines = [line.strip() for line in (super().to_python(value) or "").splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if len(value) > self.max_lines:
            raise ValidationError(_("At most %(limit)d lines."), params={"limit": self.max_lines})
        if any(len(line) > self.max_line_length for line in value):
            raise ValidationError(_("At most %(limit)d characters in a line."), params={"limit": self.max_line_length})

    def run_validators(self, value: list[str]) -> None:
        """The inherited ones measure one string; `validate` measured the lines."""
