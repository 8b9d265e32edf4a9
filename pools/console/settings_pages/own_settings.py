"""What Cognito has no setting for, of user pools and of app clients, as slices."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pools.actions import pool_own_settings
from pools.actions.own_settings import Kind, OwnSetting
from pools.caller import Caller
from pools.console.fields import Option, choose_one, line, switch
from pools.console.settings_pages.slices import Slice, SliceByAction, Values, register
from pools.models import UserPool

_TITLE, _ABOUT = _("Settings beyond Cognito"), _("What Cognito has no setting for.")


class WithOwnSettings(Slice):
    """Columns, and beside them settings that Cognito does not have: subclasses say by `own` which."""

    def own(self) -> Values:
        """Of `OWN_SETTINGS`, what the valid form says."""
        raise NotImplementedError

    def apply(self, owner: UserPool, *, caller: Caller, seen: str = "") -> None:
        with transaction.atomic():
            super().apply(owner, caller=caller, seen=seen)
            self.after_creation(owner, caller=caller)

    def after_creation(self, owner: UserPool, *, caller: Caller) -> None:
        set_changed(owner, self.own(), caller=caller)


def set_changed(pool: UserPool, own: Values, *, caller: Caller) -> None:
    """Set those of the pool's own settings that are not so already."""
    now = pool_own_settings.values_of(pool)
    changed = {name: value for name, value in own.items() if value != now[name]}
    if changed:
        pool_own_settings.set_own_settings(pool, caller=caller, **changed)


class KeysField(forms.JSONField):
    """A set of public keys, as JSON; nothing is none."""

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else super().prepare_value(value)


def field_of(setting: OwnSetting) -> forms.Field:
    """The field that holds such a setting."""
    return _KINDS[setting.kind](setting)


def _number(setting: OwnSetting) -> forms.IntegerField:
    field = forms.IntegerField(min_value=0, max_value=setting.most, label=setting.title, help_text=setting.sentence)
    field.suffix = setting.unit
    return field


_KINDS: Mapping[Kind, Callable[[OwnSetting], forms.Field]] = {
    Kind.SWITCH: lambda each: switch(each.title, each.sentence),
    Kind.URL: lambda each: line(each.title, each.longest, each.sentence, inputmode="url", placeholder="https://"),
    Kind.LINE: lambda each: line(each.title, each.longest, each.sentence),
    Kind.TEXT: lambda each: forms.CharField(
        required=False,
        max_length=each.longest,
        label=each.title,
        help_text=each.sentence,
        widget=forms.Textarea(attrs={"rows": 5}),
    ),
    Kind.CHOICE: lambda each: choose_one(
        each.title, {value: Option(meaning) for value, meaning in each.choices.items()}, help_text=each.sentence
    ),
    Kind.NUMBER: _number,
    Kind.KEYS: lambda each: KeysField(
        required=False,
        label=each.title,
        help_text=each.sentence,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "placeholder": '{"keys": [...]}'}),
    ),
}

# What stands beside Cognito's settings of the same thing
_ELSEWHERE = (pool_own_settings.ISSUER, "signing_key_days")
_OF_POOL = {name: each for name, each in pool_own_settings.OWN_SETTINGS.items() if name not in _ELSEWHERE}


@register
class OwnSettings(SliceByAction):
    """Of a user pool."""

    name = "own-settings"
    title = _TITLE
    about = _ABOUT

    def prepare(self) -> None:
        self.fields |= {name: field_of(each) for name, each in _OF_POOL.items()}

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {name: value for name, value in pool_own_settings.values_of(pool).items() if name in _OF_POOL}

    def put(self, pool: UserPool, *, caller: Caller) -> None:
        set_changed(pool, self.cleaned_data, caller=caller)
