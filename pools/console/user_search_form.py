"""The search of a pool's users: a form that is the address of what it finds, so that it can be kept and passed on."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import user_search
from pools.actions.user_search import UserQuery
from pools.models import Group, User, UserPool

_LABELS = {
    "username": _("User name"),
    "email": _("Email"),
    "phone_number": _("Phone number"),
    "name": _("Name"),
    "given_name": _("First name"),
    "family_name": _("Last name"),
    "preferred_username": _("Preferred user name"),
    "cognito:user_status": _("Status"),
    "status": _("Enabled"),
    "sub": _("User ID (Sub)"),
}
_SWITCH = {"true": True, "false": False}
_OFFERED_GROUPS = 50
_NOT_SEARCHED = ("after", "columns")  # what an address of the list may say beside


class UserSearchForm(forms.Form):
    attribute = forms.ChoiceField(required=False, label=_("Search by"))
    value = forms.CharField(
        required=False,
        max_length=2048,
        strip=False,
        label=_("Starts with"),
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("starts with…"), "autocomplete": "off"}),
    )
    status = forms.ChoiceField(
        required=False, label=_("Confirmation status"), choices=[("", _("Any")), *User.Status.choices]
    )
    enabled = forms.ChoiceField(
        required=False,
        label=_("Account status"),
        choices=[("", _("Any")), ("true", _("Enabled")), ("false", _("Disabled"))],
    )
    mfa = forms.ChoiceField(
        required=False,
        label=_("MFA"),
        choices=[("", _("Any")), ("true", _("Turned on")), ("false", _("Not turned on"))],
    )
    since = forms.DateField(
        required=False, label=_("Created since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    group = forms.CharField(
        required=False,
        max_length=128,
        label=_("Group"),
        widget=forms.TextInput(attrs={"list": "user-groups", "autocomplete": "off"}),
    )

    def __init__(self, pool: UserPool, given: QueryDict) -> None:
        super().__init__(given)
        self.pool = pool
        choices = [(name, _LABELS[name]) for name in user_search.ATTRIBUTES]
        self.fields["attribute"].choices = choices + [  # type: ignore[attr-defined]
            (name, name) for name in pool.searched_attributes
        ]

    @property
    def query(self) -> UserQuery:
        """What is looked for. Ask when the form is valid."""
        given = self.cleaned_data
        return UserQuery(
            attribute=given["attribute"] or "username",
            value=given["value"],
            status=given["status"],
            enabled=_SWITCH.get(given["enabled"]),
            mfa=_SWITCH.get(given["mfa"]),
            group=given["group"],
            since=_midnight(given["since"]),
        )

    @property
    def filters(self) -> list[Any]:
        """The fields beside the search box."""
        return [self[name] for name in ("status", "enabled", "mfa", "since", "group")]

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """The filters that are set, in words."""
        if not self.is_valid():
            return []
        return [(str(field.label), self._said(field.name)) for field in self.filters if self.cleaned_data[field.name]]

    def group_names(self) -> list[str]:
        """The first groups, to choose from."""
        named = Group.objects.filter(pool=self.pool).order_by("name")
        return list(named.values_list("name", flat=True)[:_OFFERED_GROUPS])

    def _said(self, name: str) -> str:
        value = self.cleaned_data[name]
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, value))


def asked(given: QueryDict) -> str:
    """A search as an address says it, without the page and the columns, nor what is blank."""
    return _encoded(given, _NOT_SEARCHED)


def kept(given: QueryDict) -> str:
    """The same with the columns: what a saved view keeps."""
    return _encoded(given, ("after",))


def described(form: UserSearchForm) -> str:
    """A search in words."""
    if not form.is_valid():
        return ""
    words = [f"{label}: {said}" for label, said in form.conditions]
    if form.cleaned_data["value"]:
        label = dict(form.fields["attribute"].choices)[form.query.attribute]  # type: ignore[attr-defined]
        words.insert(0, gettext("%(label)s starts with “%(value)s”") % {"label": label, "value": form.query.value})
    return "; ".join(words)


def _encoded(given: QueryDict, without: tuple[str, ...]) -> str:
    wanted = QueryDict(mutable=True)
    for name in ("attribute", "value", "status", "enabled", "mfa", "since", "group", "columns"):
        if name not in without:
            wanted.setlist(name, [value for value in given.getlist(name) if value][:60])
    if not wanted.get("value"):
        wanted.pop("attribute", None)
    return wanted.urlencode()


def _midnight(day: datetime.date | None) -> datetime.datetime | None:
    return datetime.datetime.combine(day, datetime.time(), timezone.get_current_timezone()) if day else None
