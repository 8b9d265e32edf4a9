"""User pools."""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from pools.actions import domains, mfa_config, partial_changes, pool_settings, user_pools
from pools.models import UserPool
from pools.rest.call import Call
from pools.rest.fields import ShapeField, answer, body, page_of, settings_of, text
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

TAG = "User pools"
_KEPT = ("dcr_configuration",)
_UPDATED = (*pool_settings.REPLACEABLE, *_KEPT)
_CREATED = (*pool_settings.FIXED_AT_CREATION, *_UPDATED)
_REGION = r"[a-z]{2}(-[a-z]+)+-\d"


def _name(**options: Any) -> ShapeField:
    return ShapeField(
        "UserPoolNameType", help_text="What people call the pool.", example="people", wire_name="PoolName", **options
    )


def _id(**options: Any) -> ShapeField:
    return ShapeField("UserPoolIdType", example="us-east-1_aB3dE6gH9", **options)


def _region(**options: Any) -> Any:
    return text(32, pattern=_REGION, required=False, example="us-east-1", **options)


NewPool = body(
    "NewPool",
    {
        "name": _name(),
        "id": _id(required=False, help_text="An id of your own choice, `<region>_<letters and digits>`."),
        "region": _region(help_text="The installation's own unless given."),
        **settings_of("CreateUserPoolRequest", _CREATED, required=False),
    },
)
PoolSettings = body(
    "PoolSettings", {"name": _name(required=False), **settings_of("UpdateUserPoolRequest", _UPDATED, required=False)}
)
ListedPool = answer(
    "ListedPool",
    {
        "id": _id(),
        "name": _name(),
        "arn": serializers.CharField(),
        "region": serializers.CharField(),
        "created_at": serializers.DateTimeField(),
        "modified_at": serializers.DateTimeField(),
    },
)
_Attribute = answer(
    "SchemaAttribute",
    {
        "Name": serializers.CharField(),
        "AttributeDataType": serializers.ChoiceField(["String", "Number", "DateTime", "Boolean"]),
        "DeveloperOnlyAttribute": serializers.BooleanField(),
        "Mutable": serializers.BooleanField(),
        "Required": serializers.BooleanField(),
        "NumberAttributeConstraints": ShapeField("NumberAttributeConstraintsType", required=False),
        "StringAttributeConstraints": ShapeField("StringAttributeConstraintsType", required=False),
    },
)
_ADDED = {
    "issuer": serializers.CharField(help_text="The `iss` of the pool's tokens."),
    "prefix_domain": serializers.CharField(allow_null=True),
    "custom_domain": serializers.CharField(allow_null=True),
    "estimated_number_of_users": serializers.IntegerField(help_text="Counted up to 10,000."),
    "schema": _Attribute(many=True, required=False, help_text="Attributes that differ from the standard ones."),
    "schema_attributes": _Attribute(many=True, help_text="Every attribute that users can have."),
}
Pool = type("Pool", (ListedPool,), {**settings_of("CreateUserPoolRequest", _CREATED, required=False), **_ADDED})
_MFA = {
    "mfa_configuration": "mfa_configuration",
    "sms_mfa_configuration": "sms",
    "software_token_mfa_configuration": "software_token",
    "email_mfa_configuration": "email",
    "web_authn_configuration": "web_authn",
}
MfaSettings = body("MfaSettings", settings_of("SetUserPoolMfaConfigRequest", _MFA, required=False))


class PoolQuery(PageQuery):
    name = _name(required=False)
    region = _region(help_text="The installation's own unless given.")


@route("pools", tag=TAG)
class Pools(Resource):
    @operation("ListUserPools", query=PoolQuery, answers=page_of(ListedPool))
    def get(self, call: Call) -> dict[str, Any]:
        """List the user pools of a region."""
        pools, token = user_pools.list_user_pools(
            call.region,
            limit=call.query.get("limit", LARGEST_PAGE),
            token=call.query.get("cursor"),
            name=call.query.get("name"),
        )
        return call.page([_listed(pool) for pool in pools], token)

    @operation("CreateUserPool", body=NewPool, answers=Pool, status=HTTPStatus.CREATED, can_conflict=True)
    def post(self, call: Call) -> dict[str, Any]:
        """Create a user pool."""
        given = {name: value for name, value in call.body.items() if name not in ("name", "id", "region")}
        pool = user_pools.create_user_pool(
            call.body["name"], region=call.region, pool_id=call.body.get("id"), caller=call.caller, **given
        )
        return _described(pool)


@route("pools/<str:pool_id>", tag=TAG)
class OnePool(Resource):
    @operation("DescribeUserPool", answers=Pool)
    def get(self, call: Call) -> dict[str, Any]:
        """Read a user pool.

        What is not set is left out.
        """
        return _described(call.pool)

    @operation("UpdateUserPool", body=PoolSettings, answers=Pool)
    def put(self, call: Call) -> dict[str, Any]:
        """Replace the settings of a user pool.

        What is left out returns to its default, except for the name.
        """
        return _described(user_pools.update_user_pool(call.pool, caller=call.caller, **call.body))

    @operation("PatchUserPool", body=PoolSettings, answers=Pool, action="cognito-idp:UpdateUserPool")
    def patch(self, call: Call) -> dict[str, Any]:
        """Change settings of a user pool.

        What is left out stays as it is.
        """
        return _described(partial_changes.change_user_pool(call.pool, caller=call.caller, **call.body))

    @operation("DeleteUserPool")
    def delete(self, call: Call) -> None:
        """Delete a user pool."""
        user_pools.delete_user_pool(call.pool, caller=call.caller)


@route("pools/<str:pool_id>/mfa", tag=TAG)
class PoolMfa(Resource):
    @operation("GetUserPoolMfaConfig", answers=MfaSettings)
    def get(self, call: Call) -> dict[str, Any]:
        """Read the second factors of a user pool."""
        return _mfa(call.pool)

    @operation("SetUserPoolMfaConfig", body=MfaSettings, answers=MfaSettings)
    def put(self, call: Call) -> dict[str, Any]:
        """Replace the second factors of a user pool.

        A factor that is left out is off.
        """
        given = {_MFA[name]: value for name, value in call.body.items()}
        mfa_config.set_user_pool_mfa_config(call.pool, caller=call.caller, **given)
        return _mfa(call.pool)


def _listed(pool: UserPool) -> dict[str, Any]:
    return {
        "id": pool.id,
        "name": pool.name,
        "arn": pool.arn,
        "region": pool.region,
        "created_at": pool.created_at,
        "modified_at": pool.modified_at,
    }


def _described(pool: UserPool) -> dict[str, Any]:
    prefix, custom = domains.names_of(pool)
    settings = {name: value for name, value in pool_settings.effective(pool).items() if value not in (None, "", [], {})}
    return (
        settings
        | _listed(pool)
        | {
            "issuer": pool.issuer,
            "prefix_domain": prefix,
            "custom_domain": custom,
            "estimated_number_of_users": user_pools.estimate_users(pool),
            "schema_attributes": list(pool.attribute_schema.values()),
        }
    )


def _mfa(pool: UserPool) -> dict[str, Any]:
    shown = {
        "sms_mfa_configuration": mfa_config.sms_of(pool),
        "software_token_mfa_configuration": pool.software_token_mfa_configuration,
        "email_mfa_configuration": pool.email_mfa_configuration,
        "web_authn_configuration": pool.web_authn_configuration,
    }
    return {name: value for name, value in shown.items() if value} | {"mfa_configuration": pool.mfa_configuration}
