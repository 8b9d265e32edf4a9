"""Tokens outside of sign-in, on the wire."""

from typing import Any

from pools.access import presented_tokens
from pools.actions import app_clients, derived_tokens, machine_tokens
from pools.actions.derived_tokens import Presented, Wanted
from pools.actions.signing_keys import TokenUse
from pools.api.call import Call
from pools.api.registry import operation
from pools.errors import InvalidParameterException, NotAuthorizedException
from pools.models import AppClient

_TOKEN_USES = {"ACCESS_TOKEN": TokenUse.ACCESS, "ID_TOKEN": TokenUse.ID}


@operation("GetClientToken")
def get_client_token(call: Call) -> dict[str, Any]:
    issued = machine_tokens.get_client_token(
        call.client,
        call.input["Secret"],
        call.input.get("Scopes", []),
        caller=call.caller,
        client_metadata=call.input.get("ClientMetadata"),
    )
    result = {"AccessToken": issued.access_token, "ExpiresIn": issued.expires_in, "TokenType": "Bearer"}
    return {"ClientAuthenticationResult": result}


@operation("GetDerivedToken")
def get_derived_token(call: Call) -> dict[str, Any]:
    given, client = call.input, call.client
    if not call.caller.arn:
        _check_secret(client, given.get("ClientSecret"))
    derived_tokens.check_allowed(client, is_delegation="ActorToken" in given)
    subject = _presented(call, "Subject")
    actor = _presented(call, "Actor") if "ActorToken" in given else None
    kind = given.get("RequestedTokenType", "ACCESS_TOKEN")
    wanted = Wanted(
        token_use=_TOKEN_USES[kind],
        scopes=tuple(given.get("Scopes", [])),
        audience="".join(given.get("Audiences", [])),  # one at most
        resource="".join(given.get("Resources", [])),
    )
    derived = derived_tokens.derive(client, subject, actor, wanted, caller=call.caller)
    return {
        "IssuedToken": derived.token,
        "IssuedTokenType": kind,
        "TokenType": "Bearer" if kind == "ACCESS_TOKEN" else "N_A",  # RFC 8693 section 2.2.1
        "ExpiresIn": derived.expires_in,
        "Scopes": derived.scopes,
    }


def _check_secret(client: AppClient, given: str | None) -> None:
    if client.has_secret and not app_clients.is_client_secret(client, given or ""):
        raise NotAuthorizedException(f"Unable to verify secret for client {client.client_id}")


def _presented(call: Call, role: str) -> Presented:
    """The subject's or the actor's token: of the pool's own, or of a provider that is named."""
    kind, provider = call.input.get(f"{role}TokenType"), call.input.get(f"{role}TokenProviderName")
    if kind is None:
        raise InvalidParameterException(f"{role}TokenType is required.")
    if provider is not None:
        return derived_tokens.presented_by_provider(call.client, provider, kind, call.input[f"{role}Token"])
    if kind not in _TOKEN_USES:
        raise InvalidParameterException(f"{role}TokenProviderName is required for a SAML assertion.")
    return presented_tokens.verify(call.input[f"{role}Token"], _TOKEN_USES[kind], call.client.pool)
