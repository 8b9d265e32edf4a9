"""Which of the scopes that were asked for are granted (API-264 to API-267)."""

import re

from pools.actions.scopes import ATTRIBUTES
from pools.models import AppClient

_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,513}")  # RFC 6749 section 3.3
_STANDARD = frozenset({"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"})
_NEED_OPENID = frozenset({"email", "phone", "profile"})


def granted(client: AppClient, asked: list[str]) -> list[str] | None:
    """The enabled ones of what was asked for, each once; None when the request is wrong (API-279).

    Known scopes that the client is not enabled for are dropped (API-266). E-mail, phone and profile say what an ID
    token holds, so without `openid` they ask for nothing that can be given (API-267).
    """
    enabled = client.allowed_o_auth_scopes
    if not all(_is_known(scope, enabled) for scope in asked):
        return None
    kept = [scope for scope in dict.fromkeys(asked) if scope in enabled]
    if not kept or (_NEED_OPENID.intersection(kept) and "openid" not in kept):
        return None
    return kept


def are_readable(client: AppClient, scopes: list[str]) -> bool:
    """Whether the client may read everything that these scopes promise (API-308)."""
    return all(client.can_read(attribute) for scope in scopes for attribute in ATTRIBUTES.get(scope, ()))


def _is_known(scope: str, enabled: list[str]) -> bool:
    return bool(_SCOPE.fullmatch(scope)) and (scope in _STANDARD or scope in enabled)
