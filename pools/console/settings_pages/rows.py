"""A slice that is a list: a row of fields for each of its things. Rows are added and removed without a script too."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from pools.console.settings_pages.slices import NOTHING, Difference, Fact, Slice, Values

Row = dict[str, Any]


class _Rows(BaseFormSet):
    """Every row may be left empty, and is none then, whatever stood there before."""

    def initial_form_count(self) -> int:
        return 0


class RowsSlice(Slice):
    """Subclasses have a form for a row; `read` gives what the rows begin with, as `rows`, and `cleaned_data` what they
    hold."""

    row: ClassVar[type[forms.Form]]
    most: ClassVar[int]  # rows
    rows_label: ClassVar[Any]
    add_label: ClassVar[Any]
    template = "console/settings/rows.html"

    def prepare(self) -> None:
        data = self.data if self.is_bound else None
        begin = self.initial["rows"]
        prefix = self.add_prefix("rows")
        self.more_name = self.add_prefix("more")
        self.wants_more = data is not None and self.more_name in data
        if data is not None and self.wants_more:
            total = f"{prefix}-TOTAL_FORMS"
            data = data.copy()
            data[total] = str(min(_number(data.get(total)) + 1, self.most))
        rows = formset_factory(
            self.row,
            formset=_Rows,
            extra=len(begin) + 1,
            can_delete=True,
            max_num=self.most,
            absolute_max=self.most + 10,
            validate_max=True,
        )
        self.rows = rows(data, initial=None if data is not None else begin, prefix=prefix)

    def is_valid(self) -> bool:
        """Not while another row is asked for: the form comes back with it."""
        return not self.wants_more and super().is_valid()

    def clean(self) -> Values:
        if not self.rows.is_valid():
            raise forms.ValidationError([*self.rows.non_form_errors(), _("Some of the rows cannot be saved.")][0])
        self.cleaned_data["rows"] = [
            {name: value for name, value in each.cleaned_data.items() if name != "DELETE"}
            for each in self.rows.forms
            if each.cleaned_data and not each.cleaned_data.get("DELETE")
        ]
        self.check_rows(self.cleaned_data["rows"])
        return self.cleaned_data

    def check_rows(self, rows: Sequence[Row]) -> None:
        """Raise `ValidationError` where rows do not go together."""

    def fact(self, row: Row) -> Fact:
        """A row in words."""
        raise NotImplementedError

    def _facts(self, values: Mapping[str, Any]) -> list[Fact]:
        return [self.fact(row) for row in values["rows"]] or [Fact(self.rows_label, NOTHING)]

    def differences(self) -> list[Difference]:
        before, after = self._said(self.initial["rows"]), self._said(self.cleaned_data["rows"])
        return [] if before == after else [Difference(self.rows_label, before, after)]

    def _said(self, rows: Sequence[Row]) -> str:
        return "\n".join(f"{fact.label}: {fact.said}" for fact in map(self.fact, rows)) or NOTHING


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0
