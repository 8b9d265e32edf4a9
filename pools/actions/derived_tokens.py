"""`GetDerivedToken`: a token exchanged for another one, for a service further on (RFC 8693, API-368)."""

import dataclasses
import datetime
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from pools.actions import audit, custom_scopes, occasions, resource_servers, token_overrides, tokens
from pools.actions.signing_keys import TokenUse
from pools.caller import Caller
from pools.errors import InvalidParameterException, NotAuthorizedException, ResourceNotFoundException
from pools.models import AppClient, Session, User
from pools.triggers.token_generation import FIXED_IN_ACCESS_TOKENS, FIXED_IN_ID_TOKENS, Overrides, Source

_IMPERSONATION = "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"
_DELEGATION = "ALLOW_TOKEN_EXCHANGE_DELEGATION"


@dataclasses.dataclass(frozen=True, slots=True)
class Presented:
    """A token of the pool's that was found valid. `user` is None for an app client's own."""

    user: User | None
    session: Session | None
    scopes: tuple[str, ...]
    claims: Mapping[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What the new token is to be. No scopes: those of the subject's token."""

    token_use: str = TokenUse.ACCESS
    scopes: tuple[str, ...] = ()
    audience: str = ""
    resource: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Derived:
    token: str
    expires_in: int
    scopes: list[str]


# Who knows the tokens of providers outside: given client, name of the provider, kind and token, what it presents; None
# for a provider that it does not know
of_providers: list[Callable[[AppClient, str, str, str], Presented | None]] = []


def presented_by_provider(client: AppClient, provider: str, kind: str, token: str) -> Presented:
    """A token that an identity provider of the pool's has issued (FED-264). Raises `ResourceNotFoundException` for a
    provider that there is not, `NotAuthorizedException` for a token that says nothing."""
    for of in of_providers:
        if (presented := of(client, provider, kind, token)) is not None:
            return presented
    raise ResourceNotFoundException(f"The provider {provider} does not exist for User Pool {client.pool_id}.")


def derive(
    client: AppClient, subject: Presented, actor: Presented | None, wanted: Wanted, *, caller: Caller
) -> Derived:
    """A token of the subject's for this client: no longer valid than the subject's own, and in the name of an actor
    where there is one."""
    check_allowed(client, is_delegation=actor is not None)
    tokens.check_binding(client, "")  # nothing proves a key here
    if wanted.audience and wanted.resource:
        raise InvalidParameterException("Audiences and Resources cannot be requested together.")
    if wanted.resource and not resource_servers.exists(client.pool, wanted.resource):
        raise ResourceNotFoundException(f"Resource server {wanted.resource} does not exist.")
    if subject.user is None:
        raise NotAuthorizedException("The subject token is not a user's.")
    scopes = _granted(client, subject, wanted)
    overrides = _ask_function(client, subject.user, scopes, caller)
    claims = _claims(client, subject, subject.user, scopes, wanted.token_use, overrides)
    claims |= _actors(subject, actor) | _audience(client, wanted)
    token = tokens.sign(client.pool, wanted.token_use, claims)
    audit.record(caller, "GetDerivedToken", client=client, user=subject.user, actor=_name(actor))
    return Derived(token, claims["exp"] - claims["iat"], scopes)


def check_allowed(client: AppClient, *, is_delegation: bool) -> None:
    """Raise `InvalidParameterException` unless the client may exchange tokens in this way."""
    flow = _DELEGATION if is_delegation else _IMPERSONATION
    if flow not in client.explicit_auth_flows:
        raise InvalidParameterException(f"{flow} is not enabled for the client.")


def _granted(client: AppClient, subject: Presented, wanted: Wanted) -> list[str]:
    if not wanted.scopes:
        return custom_scopes.usable(client, subject.scopes)
    allowed = [scope for scope in wanted.scopes if scope in subject.scopes and scope in client.allowed_o_auth_scopes]
    granted = custom_scopes.usable(client, allowed)
    if not granted:
        raise InvalidParameterException("None of the requested scopes can be granted.")
    return granted


def _ask_function(client: AppClient, user: User, scopes: list[str], caller: Caller) -> Overrides:
    """What the pool's function wants of the token, as of one that is made anew for a session there is."""
    user.pool = client.pool
    return token_overrides.of_user(Source.REFRESH, user, occasions.of_user(user, client, caller), scopes)


def _claims(
    client: AppClient, subject: Presented, user: User, scopes: list[str], token_use: str, overrides: Overrides
) -> dict[str, Any]:
    """The claims that a session of the user's at this client would have; revoking the subject's ends them too."""
    known, now = subject.claims, int(time.time())
    session = Session(
        id=subject.session.id if subject.session else uuid.uuid4(),
        user=user,
        client=client,
        auth_time=datetime.datetime.fromtimestamp(known["auth_time"], datetime.UTC),
        event_id=known["event_id"],
        browser_session_id=subject.session.browser_session_id if subject.session else None,
    )
    memberships = token_overrides.groups_of(overrides, user)
    if token_use == TokenUse.ACCESS:
        changes = overrides.access_token
        claims = tokens.access_claims(session, now, changes.scopes(scopes), memberships)
        claims = changes.apply(claims, FIXED_IN_ACCESS_TOKENS)
    else:
        opened_by = scopes if subject.session and subject.session.scopes else ()
        claims = tokens.id_claims(session, now, opened_by, memberships)
        claims = overrides.id_token.apply(claims, FIXED_IN_ID_TOKENS)
    if subject.session is None:
        claims.pop("origin_jti", None)
    return claims | {"exp": min(claims["exp"], known["exp"])}


def _actors(subject: Presented, actor: Presented | None) -> dict[str, Any]:
    """`act` (RFC 8693 section 4.1): who acts now, and within it who acted before."""
    before = {"act": subject.claims["act"]} if "act" in subject.claims else {}
    if actor is None:
        return before
    who = {name: actor.claims[name] for name in ("sub", "client_id") if name in actor.claims}
    return {"act": who | before}


def _audience(client: AppClient, wanted: Wanted) -> dict[str, str]:
    if named := wanted.audience or wanted.resource:  # RFC 8707: a token that is bound to one resource server
        return {"aud": named}
    return {"aud": client.client_id} if wanted.token_use == TokenUse.ID else {}


def _name(actor: Presented | None) -> str:
    return str(actor.claims["sub"]) if actor else ""
