"""Roles of administrators: each is a managed policy, so that it means the same in the console and on the wire."""

import contextlib
import dataclasses
import hashlib
import json
from collections.abc import Iterable, Sequence

from django.db import transaction

from pools.actions import policies
from pools.caller import Caller
from pools.errors import (
    DeleteConflictException,
    EntityAlreadyExistsException,
    InvalidParameterException,
    LimitExceededException,
)
from pools.models import Administrator, ManagedPolicy, PolicyAttachment, UserPool
from pools.policies import managed, roles
from pools.policies.roles import Role

MOST_POOLS = 50  # that one role is about: their ARNs have to fit into a policy
_BUILT_IN = {policy.arn: Role(policy.name) for policy in managed.BUILT_IN if policy.name in set(Role)}


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody has: over these user pools, or over all of them where none is named."""

    role: Role
    pool_ids: tuple[str, ...] = ()


def assign_role(
    user: Administrator, role: Role | None, pools: Sequence[UserPool] | None = None, *, caller: Caller
) -> None:
    """Give the user this role in the place of any other; `None` takes it away. `pools` are those that it is over, all
    of them unless given. Policies that are no roles stay attached.

    Raises `InvalidParameterException` for an owner of some pools, or of no pool at all.
    """
    _check(role, pools)
    with transaction.atomic():
        wanted = _policy_arn(role, pools, caller) if role else ""
        for attachment in user.attachments.select_related("managed"):
            if find_role(attachment) and attachment.policy_arn != wanted:
                policies.detach_policy(user, attachment.policy_arn, caller=caller)
                _forget_unused(attachment.managed, caller)
        if wanted and not user.attachments.filter(policy_arn=wanted).exists():
            policies.attach_policy(user, wanted, caller=caller)


def find_role(attachment: PolicyAttachment) -> Held | None:
    """The role that this attached policy is. One whose document somebody has changed is a role no longer."""
    if built_in := _BUILT_IN.get(attachment.policy_arn):
        return Held(built_in)
    policy = attachment.managed
    role = next((role for role in roles.FOR_CHOSEN_POOLS if policy and policy.name.startswith(f"{role}-")), None)
    if role is None or policy is None:
        return None
    arns = _arns_in(policy.document)
    is_as_made = arns and policy.name == _name(role, policy.document)  # perhaps by a version that had other words
    return Held(role, tuple(arn.rpartition("/")[2] for arn in arns)) if is_as_made else None


def roles_of(users: Iterable[Administrator]) -> dict[int, Held]:
    """The roles that these users have by themselves, by their keys, in one query."""
    attached = PolicyAttachment.objects.filter(user__in=list(users)).select_related("managed").order_by("pk")
    return {row.user_id: held for row in attached if row.user_id and (held := find_role(row))}


def policy_of(role: Role, pools: Sequence[UserPool]) -> tuple[str, str]:
    """Name and document of the policy that this role over these pools is."""
    document = roles.document(role, [pool.arn for pool in pools])
    return _name(role, document), document


def _name(role: Role, document: str) -> str:
    return f"{role}-{hashlib.sha256(document.encode()).hexdigest()[:12]}"


def _check(role: Role | None, pools: Sequence[UserPool] | None) -> None:
    if role is None or pools is None:
        return
    if role not in roles.FOR_CHOSEN_POOLS:
        raise InvalidParameterException("An owner rules over all user pools.")
    if not pools:
        raise InvalidParameterException("Choose at least one user pool.")
    if len(pools) > MOST_POOLS:
        raise LimitExceededException(f"A role is over at most {MOST_POOLS} user pools, or over all of them.")


def _policy_arn(role: Role, pools: Sequence[UserPool] | None, caller: Caller) -> str:
    """The policy that says it; made where there is none yet. Alike for all who have the role over the same pools."""
    if pools is None:
        return next(arn for arn, known in _BUILT_IN.items() if known == role)
    name, document = policy_of(role, pools)
    description = f"{roles.DESCRIPTIONS[role]} In {', '.join(sorted(pool.id for pool in pools))}."[:1000]
    with contextlib.suppress(EntityAlreadyExistsException):
        policies.create_policy(name, document, description=description, caller=caller)
    policy = ManagedPolicy.objects.get(name=name)
    if policy.document != document:  # somebody wrote another one under its name
        policies.update_policy(policy, document, caller=caller)
    return policy.arn


def _forget_unused(policy: ManagedPolicy | None, caller: Caller) -> None:
    if policy:
        with contextlib.suppress(DeleteConflictException):
            policies.delete_policy(policy, caller=caller)


def _arns_in(document: str) -> list[str]:
    """The pools of the first statement, which a role of chosen pools begins with."""
    try:
        resources = json.loads(document)["Statement"][0]["Resource"]
    except (ValueError, LookupError, TypeError):
        return []
    return [str(arn) for arn in resources] if isinstance(resources, list) else []
