"""Which of the scopes that were asked for are granted (API-264 to API-267)."""

import re

from pools.actions import custom_scopes, machine_tokens
from pools.actions.scopes import ATTRIBUTES
from pools.models import AppClient

_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,513}")  # RFC 6749 section 3.3
_MOST = 50  # API-212
_STANDARD = frozenset({"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"})
_NEED_OPENID = frozenset({"email", "phone", "profile"})


def granted(client: AppClient, asked: list[str]) -> list[str] | None:
    """The enabled ones of what was asked for, each once; None when the request is wrong (API-279).

    Known scopes that the client is not enabled for are dropped (API-266), and so are custom ones that their resource
    server does not have any more (FED-69). E-mail, phone and profile say what an ID token holds, so without `openid`
    they ask for nothing that can be given (API-267).
    """
    kept = _enabled_of(client, asked)
    if not kept or (_NEED_OPENID.intersection(kept) and "openid" not in kept):
        return None
    return kept


def granted_to_itself(client: AppClient, asked: list[str]) -> list[str] | None:
    """The same for a token of the client's own: custom scopes alone, all of them if none is asked for (API-295)."""
    if not asked:
        return machine_tokens.scopes_of(client) or None
    return [scope for scope in _enabled_of(client, asked) if custom_scopes.is_custom(scope)] or None


def _enabled_of(client: AppClient, asked: list[str]) -> list[str]:
    """Empty if one of the scopes is malformed, or nobody knows it, or they are more than a client can have."""
    if len(asked) > _MOST:
        return []
    enabled = client.allowed_o_auth_scopes
    active = custom_scopes.active(client.pool, asked)
    known = _STANDARD | active | set(enabled)
    if not all(_SCOPE.fullmatch(scope) and scope in known for scope in asked):
        return []
    usable = _STANDARD | active
    return [scope for scope in dict.fromkeys(asked) if scope in enabled and scope in usable]


def are_readable(client: AppClient, scopes: list[str]) -> bool:
    """Whether the client may read everything that these scopes promise (API-308)."""
    return all(client.can_read(attribute) for scope in scopes for attribute in ATTRIBUTES.get(scope, ()))
