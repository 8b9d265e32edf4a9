"""What Cognito has no setting for, of user pools and of app clients."""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework import serializers

from pools.actions import client_own_settings, pool_own_settings
from pools.actions.own_settings import Kind, OwnSetting
from pools.rest.call import Call
from pools.rest.fields import answer, body, flag, text, whole_number
from pools.rest.operations import Resource, operation
from pools.rest.routes import route
from pools.rest.views import clients, pools


def _field(setting: OwnSetting) -> serializers.Field:
    return _KINDS[setting.kind](setting, required=False, help_text=setting.sentence)


def _text(setting: OwnSetting, **options: Any) -> serializers.Field:
    return text(setting.longest, least=0, **options)


_KINDS: Mapping[Kind, Callable[..., serializers.Field]] = {
    Kind.SWITCH: lambda _setting, **options: flag(**options),
    Kind.URL: _text,
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.CHOICE: lambda setting, **options: text(64, values=setting.choices, **options),
    Kind.NUMBER: lambda setting, **options: whole_number(0, setting.most, **options),
    Kind.KEYS: lambda _setting, **options: serializers.DictField(allow_null=True, **options),
}


def _fields(settings: Mapping[str, OwnSetting]) -> dict[str, serializers.Field]:
    return {name: _field(setting) for name, setting in settings.items()}


PoolOwnSettings = body("PoolOwnSettings", _fields(pool_own_settings.OWN_SETTINGS))
PoolOwnSettingsAnswer = answer("CurrentPoolOwnSettings", _fields(pool_own_settings.OWN_SETTINGS))
ClientOwnSettings = body("ClientOwnSettings", _fields(client_own_settings.OWN_SETTINGS))
ClientOwnSettingsAnswer = answer("CurrentClientOwnSettings", _fields(client_own_settings.OWN_SETTINGS))


@route("pools/<str:pool_id>/own-settings", tag=pools.TAG)
class OfPool(Resource):
    @operation("GetPoolOwnSettings", answers=PoolOwnSettingsAnswer, action="cognito-idp:DescribeUserPool")
    def get(self, call: Call) -> dict[str, Any]:
        """Read what Cognito has no setting for, of a user pool."""
        return pool_own_settings.values_of(call.pool)

    @operation(
        "PatchPoolOwnSettings", body=PoolOwnSettings, answers=PoolOwnSettingsAnswer, action="cognito-idp:UpdateUserPool"
    )
    def patch(self, call: Call) -> dict[str, Any]:
        """Change what Cognito has no setting for, of a user pool.

        What is left out stays as it is.
        """
        pool_own_settings.set_own_settings(call.pool, caller=call.caller, **call.body)
        return pool_own_settings.values_of(call.pool)


@route("pools/<str:pool_id>/clients/<str:client_id>/own-settings", tag=clients.TAG)
class OfClient(Resource):
    @operation("GetClientOwnSettings", answers=ClientOwnSettingsAnswer, action="cognito-idp:DescribeUserPoolClient")
    def get(self, call: Call) -> dict[str, Any]:
        """Read what Cognito has no setting for, of an app client."""
        return client_own_settings.values_of(call.client)

    @operation(
        "PatchClientOwnSettings",
        body=ClientOwnSettings,
        answers=ClientOwnSettingsAnswer,
        action="cognito-idp:UpdateUserPoolClient",
    )
    def patch(self, call: Call) -> dict[str, Any]:
        """Change what Cognito has no setting for, of an app client.

        What is left out stays as it is.
        """
        client_own_settings.set_own_settings(call.client, caller=call.caller, **call.body)
        return client_own_settings.values_of(call.client)
