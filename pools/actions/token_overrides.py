"""What the pool's function wants of the tokens that are about to be made."""

from collections.abc import Mapping, Sequence

from pools.actions import groups
from pools.caller import Caller
from pools.models import AppClient, User
from pools.triggers import token_generation
from pools.triggers.invoking import Occasion
from pools.triggers.token_generation import NO_OVERRIDES, Groups, Overrides, Source


def of_user(source: Source, user: User, occasion: Occasion, scopes: Sequence[str]) -> Overrides:
    """For tokens of this user with these scopes. No query where there is no function. Outside of any transaction."""
    if not token_generation.is_asked(occasion.pool):
        return NO_OVERRIDES
    memberships = groups.claims_of(user)
    known = Groups(memberships.groups, memberships.roles, memberships.preferred_role) if memberships else Groups()
    return token_generation.overrides(source, occasion, known, scopes)


def of_client(
    client: AppClient, scopes: Sequence[str], caller: Caller, client_metadata: Mapping[str, str] | None = None
) -> Overrides:
    """For a token of the app client itself."""
    if not token_generation.is_asked(client.pool):
        return NO_OVERRIDES
    occasion = Occasion(client.pool, client, client.client_id, None, client_metadata or {}, caller.user_agent)
    return token_generation.machine_overrides(occasion, scopes)


def groups_of(overrides: Overrides, user: User) -> groups.Claims | None:
    """The groups that the tokens name."""
    if overrides.groups is None:
        return groups.claims_of(user)
    wanted = overrides.groups
    return groups.Claims(wanted.names, wanted.roles, wanted.preferred_role) if wanted.names else None
