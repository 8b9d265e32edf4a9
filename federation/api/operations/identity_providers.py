"""CreateIdentityProvider and its siblings."""

from typing import Any

from federation.actions import identity_providers, idp_identifiers
from federation.actions.identity_providers import Settings
from federation.models import IdentityProvider
from pools.api.call import Call
from pools.api.registry import operation


@operation("CreateIdentityProvider")
def create_identity_provider(call: Call) -> dict[str, Any]:
    given = call.input
    provider = identity_providers.create_identity_provider(
        call.pool, given["ProviderName"], given["ProviderType"], _settings(call), caller=call.caller
    )
    return {"IdentityProvider": _shape(provider)}


@operation("DescribeIdentityProvider")
def describe_identity_provider(call: Call) -> dict[str, Any]:
    return {"IdentityProvider": _shape(identity_providers.get_identity_provider(call.pool, call.input["ProviderName"]))}


@operation("GetIdentityProviderByIdentifier")
def get_identity_provider_by_identifier(call: Call) -> dict[str, Any]:
    identifier = call.input["IdpIdentifier"]
    return {"IdentityProvider": _shape(identity_providers.get_identity_provider_by_identifier(call.pool, identifier))}


@operation("UpdateIdentityProvider")
def update_identity_provider(call: Call) -> dict[str, Any]:
    provider = identity_providers.update_identity_provider(_changeable(call), _settings(call), caller=call.caller)
    return {"IdentityProvider": _shape(provider)}


@operation("DeleteIdentityProvider")
def delete_identity_provider(call: Call) -> dict[str, Any]:
    identity_providers.delete_identity_provider(_changeable(call), caller=call.caller)
    return {}


@operation("ListIdentityProviders")
def list_identity_providers(call: Call) -> dict[str, Any]:
    page, more = identity_providers.list_identity_providers(
        call.pool, limit=call.input.get("MaxResults", 0), token=call.input.get("NextToken")
    )
    return {"Providers": [_described(provider) for provider in page], "NextToken": more}


def _changeable(call: Call) -> IdentityProvider:
    return identity_providers.get_changeable(call.pool, call.input["ProviderName"])


def _settings(call: Call) -> Settings:
    given = call.input
    return Settings(
        details=given.get("ProviderDetails"),
        attribute_mapping=given.get("AttributeMapping"),
        identifiers=given.get("IdpIdentifiers"),
        acr_mapping=given.get("AcrMapping"),
    )


def _described(provider: IdentityProvider) -> dict[str, Any]:
    """`ProviderDescription`."""
    return {
        "ProviderName": provider.name,
        "ProviderType": provider.kind,
        "LastModifiedDate": provider.modified_at,
        "CreationDate": provider.created_at,
    }


def _shape(provider: IdentityProvider) -> dict[str, Any]:
    """`IdentityProviderType` (FED-250)."""
    return {
        "UserPoolId": provider.pool_id,
        "ProviderDetails": identity_providers.described_details(provider),
        "AttributeMapping": provider.attribute_mapping,
        "IdpIdentifiers": idp_identifiers.of(provider),
        **({"AcrMapping": provider.acr_mapping} if provider.acr_mapping else {}),
        **_described(provider),
    }
