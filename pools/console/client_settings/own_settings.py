"""What Cognito has no setting for, of an app client."""

import hashlib
import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.actions import client_own_settings
from pools.actions.own_settings import Kind, said
from pools.caller import Caller
from pools.console.settings_pages.own_settings import field_of
from pools.console.settings_pages.slices import NOTHING, ClientSliceByAction, Values, register
from pools.models import AppClient

_DECLARED = client_own_settings.OWN_SETTINGS


@register
class OwnSettings(ClientSliceByAction):
    """A field for each setting that is declared."""

    name = "own-settings"
    title = _("Settings beyond Cognito")
    about = _("What Cognito has no setting for.")

    def prepare(self) -> None:
        self.fields |= {name: field_of(each) for name, each in _DECLARED.items()}

    @classmethod
    def read(cls, client: AppClient) -> Values:
        return client_own_settings.values_of(client)

    def put(self, client: AppClient, *, caller: Caller) -> None:
        now = client_own_settings.values_of(client)
        changed = {name: value for name, value in self.cleaned_data.items() if value != now[name]}
        client_own_settings.set_own_settings(client, caller=caller, **changed)

    def said(self, field: forms.BoundField, value: Any) -> str:
        """Keys by what they are, and by what tells two of one name apart."""
        if _DECLARED[field.name].kind != Kind.KEYS:
            return super().said(field, value)
        return f"{_keys(field.name, value)} ({_digest(value)})" if value is not None else NOTHING


def _keys(name: str, value: Any) -> str:
    try:
        return said(_DECLARED[name], value)
    except (AttributeError, KeyError, TypeError):  # whether it is a key set, the action says
        return NOTHING


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:8]
