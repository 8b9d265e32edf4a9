"""App clients that applications register by themselves, where the pool lets them (API-380, APP-277)."""

import dataclasses
from collections.abc import Sequence

from pools.actions import app_clients, attempts, custom_scopes, identity_providers, limits
from pools.caller import Caller
from pools.errors import InvalidOAuthFlowException, ScopeDoesNotExistException
from pools.models import AppClient, UserPool

_OIDC_SCOPES = ("openid", "email", "phone", "profile")  # for each of them; others only if `AllowedScopes` has them
_MACHINE = "client_credentials"
_DEFAULT_GRANTS = {True: ("code", _MACHINE), False: ("code",)}  # whether a token came with the request
_PERMITTED = {True: "AuthenticatedGrantTypes", False: "OpenDcrGrantTypes"}
# Who needs no token to register could fill up the pool
_OPEN = limits.Limit("open client registration", 20)


@dataclasses.dataclass(frozen=True, slots=True)
class Application:
    """What an application says of itself and asks for. `scopes` is None where it asks for whatever it may have."""

    name: str
    grants: Sequence[str]
    scopes: Sequence[str] | None
    callback_urls: Sequence[str]
    logout_urls: Sequence[str]
    wants_secret: bool


def is_open(pool: UserPool) -> bool:
    """Whether applications need no token to register."""
    return pool.lets_clients_register and pool.dcr_configuration.get("OpenDcrEnabled", False)


def register(pool: UserPool, application: Application, *, is_authenticated: bool, caller: Caller) -> AppClient:
    """A client of the type DCR. It signs people in by the hosted pages alone, by PKCE where it has no secret. Scopes
    that it may not have are left out. Raises what `create_app_client` does, `InvalidOAuthFlowException` for a grant
    that the pool does not permit, `ScopeDoesNotExistException` where no scope is left, and `LimitExceededException`
    for an address that registers one app after the other without a token."""
    if not is_authenticated:
        attempts.count(_OPEN, caller.ip_address)
    permitted = pool.dcr_configuration.get(_PERMITTED[is_authenticated], _DEFAULT_GRANTS[is_authenticated])
    for grant in application.grants:
        if grant not in permitted or grant == "implicit":
            raise InvalidOAuthFlowException(f"The grant {grant} is not permitted.")
    return app_clients.create_app_client(
        pool,
        application.name,
        caller=caller,
        generate_secret=application.wants_secret,
        client_type=AppClient.ClientType.DCR,
        event="RegisterClient_POST",
        explicit_auth_flows=["ALLOW_REFRESH_TOKEN_AUTH"],
        prevent_user_existence_errors=AppClient.ExistenceErrors.ENABLED,
        allowed_o_auth_flows_user_pool_client=True,
        allowed_o_auth_flows=list(application.grants),
        allowed_o_auth_scopes=_granted(pool, application),
        callback_urls=list(application.callback_urls),
        logout_urls=list(application.logout_urls),
        supported_identity_providers=[identity_providers.OF_POOL],
        require_pkce=not application.wants_secret,
    )


def _granted(pool: UserPool, application: Application) -> list[str]:
    listed = [scope for scope in pool.dcr_configuration.get("AllowedScopes", ()) if scope != custom_scopes.REGISTER]
    own = [scope for scope in listed if not custom_scopes.is_custom(scope)]
    active = custom_scopes.active(pool, listed)
    custom = [scope for scope in listed if scope in active]
    permitted = custom if _MACHINE in application.grants else list(dict.fromkeys((*_OIDC_SCOPES, *own, *custom)))
    asked = permitted if application.scopes is None else application.scopes
    granted = [scope for scope in dict.fromkeys(asked) if scope in permitted]
    if not granted:
        raise ScopeDoesNotExistException("None of the scopes can be granted.")
    return granted
