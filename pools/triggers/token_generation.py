"""Before tokens are made: a function adds, changes and leaves out claims, groups and scopes (TRG-147 to TRG-166,
TRG-297, TRG-298)."""

import dataclasses
import enum
from collections.abc import Mapping, Sequence
from typing import Any

from pools.errors import InvalidLambdaResponseException
from pools.models import UserPool
from pools.triggers.invoking import (
    Occasion,
    client_metadata,
    invoke,
    is_assigned,
    read,
    read_list,
    user_attributes,
)

PRE_TOKEN_GENERATION = "PreTokenGeneration"  # noqa: S105

_VERSIONS = {"V1_0": "1", "V2_0": "2", "V3_0": "3"}
# What no function changes (TRG-149), and what our own API and RFCs read of access tokens
FIXED_IN_ID_TOKENS = frozenset(
    {
        "acr",
        "amr",
        "at_hash",
        "aud",
        "auth_time",
        "azp",
        "cognito:username",
        "exp",
        "iat",
        "identities",
        "iss",
        "jti",
        "nbf",
        "nonce",
        "origin_jti",
        "sub",
        "token_use",
    }
)
FIXED_IN_ACCESS_TOKENS = FIXED_IN_ID_TOKENS | {
    "act",
    "client_id",
    "cnf",
    "device_key",
    "event_id",
    "username",
    "version",
}
_GROUP_CLAIMS = frozenset({"cognito:groups", "cognito:roles", "cognito:preferred_role"})  # by the groups' own member
_SCOPES = "scope"  # by the scopes' own members
_RESERVED_SCOPES = "aws.cognito"


class Source(enum.StrEnum):
    """What tokens are made for."""

    HOSTED_AUTH = "TokenGeneration_HostedAuth"
    AUTHENTICATION = "TokenGeneration_Authentication"
    NEW_PASSWORD = "TokenGeneration_NewPasswordChallenge"  # noqa: S105
    DEVICE = "TokenGeneration_AuthenticateDevice"
    REFRESH = "TokenGeneration_RefreshTokens"
    CLIENT_CREDENTIALS = "TokenGeneration_ClientCredentials"


@dataclasses.dataclass(frozen=True, slots=True)
class Groups:
    """The groups that tokens name, and the roles that those lend."""

    names: list[str] = dataclasses.field(default_factory=list)
    roles: list[str] = dataclasses.field(default_factory=list)
    preferred_role: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Changes:
    """What a function wants changed in one kind of token."""

    added: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    added_scopes: Sequence[str] = ()
    left_out_scopes: frozenset[str] = frozenset()

    def apply(self, claims: dict[str, Any], fixed: frozenset[str]) -> dict[str, Any]:
        """The claims as they are to be. What is both added and left out is left out (TRG-159)."""
        if self is NO_CHANGES:
            return claims
        changed = claims | {name: value for name, value in self.added.items() if name not in fixed}
        return {name: value for name, value in changed.items() if name in fixed or name not in self.left_out}

    def scopes(self, granted: Sequence[str]) -> list[str]:
        """The scopes as they are to be."""
        if self is NO_CHANGES:
            return list(granted)
        wanted = dict.fromkeys([*granted, *self.added_scopes])
        return [scope for scope in wanted if scope not in self.left_out_scopes]


NO_CHANGES = Changes()


@dataclasses.dataclass(frozen=True, slots=True)
class Overrides:
    """What a function wants of all tokens that are made now. `groups` is None where they stay as they are."""

    id_token: Changes = NO_CHANGES
    access_token: Changes = NO_CHANGES
    groups: Groups | None = None


NO_OVERRIDES = Overrides()


def is_asked(pool: UserPool) -> bool:
    """Whether the pool has a function for this."""
    return is_assigned(pool, PRE_TOKEN_GENERATION)


def overrides(source: Source, occasion: Occasion, groups: Groups, scopes: Sequence[str]) -> Overrides:
    """What the pool's function wants changed in the tokens that are about to be made for a user."""
    version = _version(occasion.pool)
    request: dict[str, Any] = {
        "userAttributes": user_attributes(occasion.user),
        "groupConfiguration": {
            "groupsToOverride": groups.names,
            "iamRolesToOverride": groups.roles,
            "preferredRole": groups.preferred_role or None,
        },
    }
    return _ask(source, occasion, version, request, scopes)


def machine_overrides(occasion: Occasion, scopes: Sequence[str]) -> Overrides:
    """The same for the token of an app client itself, which functions of `V3_0` alone are asked about (TRG-288)."""
    version = _version(occasion.pool)
    if version != "V3_0":
        return NO_OVERRIDES
    request: dict[str, Any] = {"userAttributes": {}, "groupConfiguration": None}
    return _ask(Source.CLIENT_CREDENTIALS, occasion, version, request, scopes)


def _ask(source: Source, occasion: Occasion, version: str, request: dict[str, Any], scopes: Sequence[str]) -> Overrides:
    request = request | client_metadata(occasion)
    if version == "V1_0":
        given = {"claimsOverrideDetails": None}
        response = invoke(PRE_TOKEN_GENERATION, source, occasion, request, given)
        return _read_first(read(response, "claimsOverrideDetails", dict, {}))
    given = {"claimsAndScopeOverrideDetails": None}
    request |= {"scopes": list(scopes)}
    response = invoke(PRE_TOKEN_GENERATION, source, occasion, request, given, version=_VERSIONS[version])
    return _read_later(read(response, "claimsAndScopeOverrideDetails", dict, {}))


def _version(pool: UserPool) -> str:
    return pool.lambda_config.get("PreTokenGenerationConfig", {}).get("LambdaVersion", "V1_0")


def _read_first(details: Mapping[str, Any]) -> Overrides:
    """`V1_0`: texts in the ID token, groups in both (TRG-163, TRG-164)."""
    changes = _changes(details)
    if not all(isinstance(value, str) for value in changes.added.values()):
        raise InvalidLambdaResponseException
    return Overrides(id_token=changes, groups=_read_groups(details))


def _read_later(details: Mapping[str, Any]) -> Overrides:
    """`V2_0` and `V3_0`: any JSON in both kinds of token, and the scopes."""
    id_token = _changes(read(details, "idTokenGeneration", dict, {}))
    generation = read(details, "accessTokenGeneration", dict, {})
    access_token = dataclasses.replace(
        _changes(generation),
        added_scopes=[scope for scope in read_list(generation, "scopesToAdd") if _can_be_added(scope)],
        left_out_scopes=frozenset(read_list(generation, "scopesToSuppress")),
    )
    return Overrides(id_token=id_token, access_token=access_token, groups=_read_groups(details))


def _changes(details: Mapping[str, Any]) -> Changes:
    own = {*_GROUP_CLAIMS, _SCOPES}
    added = read(details, "claimsToAddOrOverride", dict, {})
    return Changes(
        added={name: value for name, value in added.items() if name not in own},
        left_out=frozenset(read_list(details, "claimsToSuppress")) - own,
    )


def _can_be_added(scope: str) -> bool:
    """Scopes are words (RFC 6749 section 3.3); what opens our own API is for clients' settings to give, not for
    functions."""
    is_word = bool(scope) and all("!" <= character <= "~" and character not in '"\\' for character in scope)
    if not is_word:
        raise InvalidLambdaResponseException
    return not scope.startswith(_RESERVED_SCOPES)


def _read_groups(details: Mapping[str, Any]) -> Groups | None:
    """Not mentioned, they stay; null or empty, there are none (TRG-161, TRG-162)."""
    if "groupOverrideDetails" not in details:
        return None
    wanted = read(details, "groupOverrideDetails", dict, {})
    return Groups(
        names=read_list(wanted, "groupsToOverride"),
        roles=read_list(wanted, "iamRolesToOverride"),
        preferred_role=read(wanted, "preferredRole", str, ""),
    )
