"""The table of an attribute mapping: rows of a pool's attribute and the provider's (CON-218 to CON-224)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from federation.actions import attribute_mapping
from federation.console import kinds
from federation.console.kinds import About
from pools.actions import attributes
from pools.models import UserPool
from pools.models.attribute_schema import STANDARD

PREFIX = "rows"  # settings.js looks for it
_MOST = 100
_LISTED = "provider-attributes"  # the id of the suggestions
# How the social providers call what the pool's standard attributes are
_NAMED_OTHERWISE = {
    kinds.FACEBOOK.kind: {"given_name": "first_name", "family_name": "last_name", "birthdate": "birthday"},
    kinds.GOOGLE.kind: {"phone_number": "phoneNumbers", "birthdate": "birthdays", "gender": "genders"},
    kinds.AMAZON.kind: {},
    kinds.APPLE.kind: {"given_name": "firstName", "family_name": "lastName"},
    kinds.SAML.kind: dict(
        zip(("email", "name", "given_name", "family_name", "preferred_username"), kinds.SAML.known, strict=True)
    ),
}


class Row(forms.Form):
    """One attribute. In the original console it counts while `capture` is ticked (CON-221, FED-204)."""

    capture = forms.BooleanField(required=False, label=_("Capture"))
    pool_attribute = forms.ChoiceField(required=False, label=_("User pool attribute"))
    source = forms.CharField(
        required=False,
        max_length=2048,
        widget=forms.TextInput(
            attrs={"list": _LISTED, "autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )

    def __init__(self, *args: Any, about: About, choices: Sequence[Any], is_original: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pool_attribute"].choices = [("", _("Choose an attribute")), *choices]
        self.fields["source"].label = about.attribute
        if is_original:
            self.order_fields(["capture", "source", "pool_attribute"])
        else:
            del self.fields["capture"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        wants = given.get("capture", True)
        if wants and given.get("source") and not given.get("pool_attribute") and not self.errors:
            self.add_error("pool_attribute", _("Choose what it fills."))
        return given

    @property
    def pair(self) -> tuple[str, str] | None:
        """What the row maps: a row that is empty, or not captured, is none."""
        given = self.cleaned_data
        wants = given.get("capture", True) and given.get("source") and given.get("pool_attribute")
        return (given["pool_attribute"], given["source"]) if wants else None


class Rows(BaseFormSet):
    """The whole table."""

    most = _MOST
    listed = _LISTED

    def clean(self) -> None:
        if any(self.errors):
            return
        names = [pair[0] for form in self.forms if (pair := form.pair)]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise forms.ValidationError(_("%(name)s is filled by two rows."), params={"name": twice})

    def mapping(self) -> dict[str, str]:
        return dict(pair for form in self.forms if (pair := form.pair))


def table(
    request: HttpRequest, pool: UserPool, about: About, mapping: Mapping[str, str] | None, *, is_original: bool
) -> Rows:
    """The rows of this mapping; of a new provider, where there is none yet, of what is usual. One row is empty."""
    begin = _begin(pool, about, mapping, is_original)
    rows = formset_factory(
        Row, formset=Rows, extra=len(begin) + 1, max_num=_MOST, absolute_max=_MOST, validate_max=True
    )
    options = {"about": about, "choices": _choices(pool), "is_original": is_original, "use_required_attribute": False}
    posted = _with_more(request.POST) if request.method == "POST" else None
    found = rows(posted, prefix=PREFIX, form_kwargs=options)
    assert isinstance(found, Rows)
    if posted is None:  # they count as extra ones, so that what is emptied is gone
        for form, values in zip(found.forms, begin, strict=False):
            form.initial = dict(values)
    return found


def _with_more(posted: QueryDict) -> QueryDict:
    """What was posted, with one row more if that is asked for."""
    if "more" not in posted:
        return posted
    data = posted.copy()
    total = data.get(f"{PREFIX}-TOTAL_FORMS", "")
    number = int(total) if total.isascii() and total.isdigit() and len(total) < 4 else 0
    data[f"{PREFIX}-TOTAL_FORMS"] = str(min(number + 1, _MOST))
    return data


def _begin(pool: UserPool, about: About, mapping: Mapping[str, str] | None, is_original: bool) -> list[dict[str, Any]]:
    usual = {name: _usual(about, name) for name in attribute_mapping.mappable(pool)}
    if mapping is None:
        wanted = dict.fromkeys([*attribute_mapping.default(about.kind), *attributes.required(pool), "email"])
        mapping = {name: usual.get(name) or "" for name in wanted}
    mapped = [{"capture": True, "pool_attribute": name, "source": source} for name, source in mapping.items()]
    if not is_original:
        return mapped
    sources = set(mapping.values())
    offered = {source: name for name, source in usual.items() if source and name not in mapping}
    more = [
        {"capture": False, "pool_attribute": offered.get(source, ""), "source": source}
        for source in about.known
        if source not in sources
    ]
    return [*mapped, *more]


def _usual(about: About, name: str) -> str:
    """What the provider most likely calls this attribute of the pool, if it has it."""
    if name == attribute_mapping.USERNAME:
        return attribute_mapping.default(about.kind).get(name, "")
    named = _NAMED_OTHERWISE.get(about.kind, {}).get(name, name)
    return named if named in about.known else ""


def _choices(pool: UserPool) -> list[Any]:
    names = attribute_mapping.mappable(pool)
    standard = [(name, name) for name in names if name in STANDARD or name == attribute_mapping.USERNAME]
    custom = [(name, name) for name in names if name not in STANDARD and name != attribute_mapping.USERNAME]
    groups: list[Any] = [(_("Standard attributes"), standard)]
    return [*groups, (_("Custom attributes"), custom)] if custom else groups
