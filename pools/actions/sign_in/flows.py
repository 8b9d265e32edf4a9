"""The ways to begin: which `AuthFlow` an app client may use, and what each one asks for first (API-58, API-362)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from pools.actions import first_factors
from pools.actions.sign_in import choice, custom_challenge, password, password_verifier, steps
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step, required
from pools.errors import InvalidParameterException
from pools.models import AppClient, UserPool

# An `ExplicitAuthFlows` that holds none of the ALLOW_ values is of the older kind, which left these on (API-365)
_LEGACY_ONLY_CUSTOM = "CUSTOM_AUTH_FLOW_ONLY"
_CUSTOM = "ALLOW_CUSTOM_AUTH"
_REFRESH = "ALLOW_REFRESH_TOKEN_AUTH"
_SRP = "ALLOW_USER_SRP_AUTH"

REFRESH_FLOWS = frozenset({"REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"})


@dataclasses.dataclass(frozen=True, slots=True)
class Flow:
    """`begin` proves what it can at once, and names the challenge to go on with, if any."""

    allowed_by: frozenset[str]
    refusal: str
    begin: Callable[[Attempt, Mapping[str, str]], Step | None]
    parameters: tuple[str, ...]
    is_for_admins: bool = False


def _begin_password(attempt: Attempt, parameters: Mapping[str, str]) -> None:
    password.prove(attempt, parameters["PASSWORD"])


def _begin_custom(attempt: Attempt, parameters: Mapping[str, str]) -> None:
    custom_challenge.begin(attempt, parameters)


def _begin_srp(attempt: Attempt, parameters: Mapping[str, str]) -> Step:
    password_verifier.take_client_value(attempt, parameters["SRP_A"])
    return steps.PASSWORD_VERIFIER


def _begin_choice(attempt: Attempt, parameters: Mapping[str, str]) -> Step | None:
    choice.begin(attempt, parameters)
    return steps.chosen_step(attempt)


_PASSWORD = Flow(
    allowed_by=frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"}),
    refusal="USER_PASSWORD_AUTH flow not enabled for this client",
    begin=_begin_password,
    parameters=("USERNAME", "PASSWORD"),
)
_ADMIN_PASSWORD = Flow(
    allowed_by=frozenset({"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}),
    refusal="Auth flow not enabled for this client",
    begin=_begin_password,
    parameters=("USERNAME", "PASSWORD"),
    is_for_admins=True,
)
FLOWS: dict[str, Flow] = {
    "USER_SRP_AUTH": Flow(
        allowed_by=frozenset({_SRP}),
        refusal="USER_SRP_AUTH is not enabled for the client.",
        begin=_begin_srp,
        parameters=("USERNAME", "SRP_A"),
    ),
    "CUSTOM_AUTH": Flow(
        allowed_by=frozenset({_CUSTOM, _LEGACY_ONLY_CUSTOM}),
        refusal="CUSTOM_AUTH is not enabled for the client.",
        begin=_begin_custom,
        parameters=("USERNAME",),
    ),
    "USER_AUTH": Flow(
        allowed_by=frozenset({"ALLOW_USER_AUTH"}),
        refusal="USER_AUTH is not enabled for the client.",
        begin=_begin_choice,
        parameters=("USERNAME",),
    ),
    "USER_PASSWORD_AUTH": _PASSWORD,
    "ADMIN_USER_PASSWORD_AUTH": _ADMIN_PASSWORD,
    "ADMIN_NO_SRP_AUTH": _ADMIN_PASSWORD,
}


def get_flow(client: AppClient, name: str, parameters: Mapping[str, str], *, admin: bool) -> Flow:
    """The flow, if it exists at this door, the client may use it and its parameters are there. Raises
    `InvalidParameterException`."""
    flow = FLOWS.get(name)
    if flow is None or (flow.is_for_admins and not admin):
        raise InvalidParameterException("Initiate Auth method not supported.")
    if not is_allowed(client, name):
        raise InvalidParameterException(flow.refusal)
    for parameter in flow.parameters:
        required(parameters, parameter)
    return flow


def is_allowed(client: AppClient, name: str) -> bool:
    """Whether the client's settings allow this flow."""
    return not FLOWS[name].allowed_by.isdisjoint(_allowances(client))


def offers_choice(client: AppClient) -> bool:
    """Whether the client's users have a choice of what to begin with: more than a password, in the pool and here."""
    pool = client.pool
    is_allowed_here = pool.user_pool_tier != UserPool.Tier.LITE and is_allowed(client, "USER_AUTH")
    return is_allowed_here and any(factor != first_factors.PASSWORD for factor in first_factors.allowed(pool))


def check_refresh_allowed(client: AppClient) -> None:
    """`REFRESH_TOKEN_AUTH` must be allowed, and serves no client that rotates its refresh tokens (SEC-271)."""
    if _REFRESH not in _allowances(client) or client.rotates_refresh_tokens:
        raise InvalidParameterException("Auth flow not enabled for this client")


def _allowances(client: AppClient) -> set[str]:
    named = set(client.explicit_auth_flows)
    if not any(flow.startswith("ALLOW_") for flow in named):
        named |= {_REFRESH} if _LEGACY_ONLY_CUSTOM in named else {_REFRESH, _SRP, _CUSTOM}
    return named
