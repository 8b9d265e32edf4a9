"""Tokens of identity providers that an app client exchanges for the pool's own (FED-264)."""

import uuid

from federation.models import IdentityProvider
from federation.protocols import FederationFailed, saml_response
from federation.protocols.saml import saml
from pools.actions import derived_tokens, domains, provider_links
from pools.actions.derived_tokens import Presented
from pools.errors import InvalidParameterException, NotAuthorizedException
from pools.models import AppClient

SAML2 = "SAML2"


def present(client: AppClient, name: str, kind: str, token: str) -> Presented | None:
    """Whom a SAML assertion of this provider's is about: a user who has signed in by it before. None where the client
    has no such provider. The new token ends with the assertion at the latest, and may have any scope of the client's,
    as the assertion has none."""
    provider = IdentityProvider.objects.filter(pool_id=client.pool_id, name=name).first()
    if provider is None or name not in client.supported_identity_providers:
        return None
    if provider.kind != IdentityProvider.Kind.SAML or kind != SAML2:
        raise InvalidParameterException(f"Tokens of the type {kind} are not exchanged for the provider {name}.")
    provider.pool = client.pool
    try:
        shown = saml.read_assertion(provider, saml_response.in_response(token), domains.hosted_ui_url(client.pool))
    except FederationFailed as failure:
        raise NotAuthorizedException(str(failure)) from failure
    user = provider_links.find_linked(client.pool, provider.name, shown.identity.subject, {})
    if user is None or not user.enabled:
        raise NotAuthorizedException("The subject of the token is not a user.")
    claims = {
        "sub": str(user.sub),
        "auth_time": int(shown.authenticated_at.timestamp()),
        "event_id": str(uuid.uuid4()),
        "exp": int(shown.ends_at.timestamp()),
    }
    return Presented(user, None, tuple(client.allowed_o_auth_scopes), claims)


def tell_pools() -> None:
    """Have the floor below ask here."""
    derived_tokens.of_providers.append(present)
