"""Identity providers of a pool."""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from federation.actions import identity_providers, idp_identifiers
from federation.actions.identity_providers import Settings
from federation.models import IdentityProvider as Row
from pools.rest.call import Call
from pools.rest.fields import answer, body, page_of, settings_of
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

TAG = "Identity providers"
_SETTINGS = ("provider_details", "attribute_mapping", "idp_identifiers", "acr_mapping")
_NAMES = ("provider_name", "provider_type")

NewIdentityProvider = body("NewIdentityProvider", settings_of("CreateIdentityProviderRequest", (*_NAMES, *_SETTINGS)))
IdentityProviderSettings = body("IdentityProviderSettings", settings_of("UpdateIdentityProviderRequest", _SETTINGS))
_SHOWN = {
    "pool_id": serializers.CharField(),
    **settings_of("ProviderDescription", _NAMES, required=True),
    "created_at": serializers.DateTimeField(),
    "modified_at": serializers.DateTimeField(),
}
IdentityProviderName = answer("IdentityProviderName", _SHOWN)
IdentityProvider = answer(
    "IdentityProvider", {**_SHOWN, **settings_of("IdentityProviderType", _SETTINGS, required=True)}
)


@route("pools/<str:pool_id>/identity-providers", tag=TAG)
class IdentityProviders(Resource):
    @operation("ListIdentityProviders", query=PageQuery, answers=page_of(IdentityProviderName))
    def get(self, call: Call) -> dict[str, Any]:
        """List the identity providers of a user pool.

        Details are told of one alone. A page has 50 at most.
        """
        limit, cursor = call.query.get("limit", LARGEST_PAGE), call.query.get("cursor")
        found, token = identity_providers.list_identity_providers(call.pool, limit=limit, token=cursor)
        return call.page([_named(provider) for provider in found], token)

    @operation(
        "CreateIdentityProvider",
        body=NewIdentityProvider,
        answers=IdentityProvider,
        status=HTTPStatus.CREATED,
        can_conflict=True,
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Add an identity provider.

        What its details point to, such as a discovery document, is fetched before it is saved.
        """
        name, kind = call.body["provider_name"], call.body["provider_type"]
        return _described(
            identity_providers.create_identity_provider(call.pool, name, kind, _settings(call), caller=call.caller)
        )


@route("pools/<str:pool_id>/identity-providers/<path:provider_name>", tag=TAG)
class OneIdentityProvider(Resource):
    @operation("DescribeIdentityProvider", answers=IdentityProvider)
    def get(self, call: Call) -> dict[str, Any]:
        """Read an identity provider."""
        return _described(identity_providers.get_identity_provider(call.pool, call.path["provider_name"]))

    @operation("UpdateIdentityProvider", body=IdentityProviderSettings, answers=IdentityProvider)
    def patch(self, call: Call) -> dict[str, Any]:
        """Change an identity provider.

        Each of the fields that is given is replaced as a whole; the others stay.
        """
        return _described(
            identity_providers.update_identity_provider(_changeable(call), _settings(call), caller=call.caller)
        )

    @operation("DeleteIdentityProvider")
    def delete(self, call: Call) -> None:
        """Delete an identity provider.

        Nobody can sign in there any more. Users who came from there stay.
        """
        identity_providers.delete_identity_provider(_changeable(call), caller=call.caller)


@route("pools/<str:pool_id>/identity-provider-identifiers/<path:identifier>", tag=TAG)
class IdentityProviderByIdentifier(Resource):
    @operation("GetIdentityProviderByIdentifier", answers=IdentityProvider)
    def get(self, call: Call) -> dict[str, Any]:
        """Find the identity provider that goes by this identifier."""
        return _described(identity_providers.get_identity_provider_by_identifier(call.pool, call.path["identifier"]))


def _changeable(call: Call) -> Row:
    return identity_providers.get_changeable(call.pool, call.path["provider_name"])


def _settings(call: Call) -> Settings:
    given = call.body
    return Settings(
        details=given.get("provider_details"),
        attribute_mapping=given.get("attribute_mapping"),
        identifiers=given.get("idp_identifiers"),
        acr_mapping=given.get("acr_mapping"),
    )


def _named(provider: Row) -> dict[str, Any]:
    return {
        "pool_id": provider.pool_id,
        "provider_name": provider.name,
        "provider_type": provider.kind,
        "created_at": provider.created_at,
        "modified_at": provider.modified_at,
    }


def _described(provider: Row) -> dict[str, Any]:
    return {
        **_named(provider),
        "provider_details": identity_providers.described_details(provider),
        "attribute_mapping": provider.attribute_mapping,
        "idp_identifiers": idp_identifiers.of(provider),
        "acr_mapping": provider.acr_mapping,
    }
