"""Groups of a pool's users, their members, and what tokens say of them (USR-100 to USR-115)."""

import dataclasses
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from pools.actions import audit, paging, quotas, users
from pools.actions.quotas.resources import GROUPS, GROUPS_OF_A_USER
from pools.caller import Caller
from pools.errors import GroupExistsException, ResourceNotFoundException
from pools.models import Group, GroupMembership, User, UserPool

LARGEST_PAGE = 60
_FREED_AT_ONCE = 1000  # memberships, in one short transaction
_BEST_FIRST = (F("group__precedence").asc(nulls_last=True), "group__name")


@dataclasses.dataclass(frozen=True, slots=True)
class Claims:
    """What the tokens of a user in groups carry."""

    groups: list[str]
    roles: list[str]
    preferred_role: str


def create_group(pool: UserPool, name: str, *, caller: Caller, **settings: Any) -> Group:
    """A new group. `settings` are columns of the model. Raises `GroupExistsException`."""
    group = Group(pool=pool, name=name, **settings)
    try:
        with transaction.atomic():
            quotas.check_room(GROUPS, Group.objects.filter(pool=pool), pool=pool)
            group.save(force_insert=True)
            audit.record(caller, "CreateGroup", pool=pool, group=name)
    except IntegrityError as error:
        raise GroupExistsException from error
    return group


def get_group(pool: UserPool, name: str) -> Group:
    """The group. Raises `ResourceNotFoundException`."""
    return _found(pool, name=name)


def get_group_by_id(pool: UserPool, group_id: int) -> Group:
    """The same, for addresses: names may hold what has a meaning there, such as slashes and dots."""
    return _found(pool, pk=group_id)


def _found(pool: UserPool, **known: str | int) -> Group:
    group = Group.objects.filter(pool=pool, **known).first()
    if group is None:
        raise ResourceNotFoundException("Group not found.")
    group.pool = pool
    return group


def update_group(group: Group, *, caller: Caller, **changes: Any) -> Group:
    """Change what is given; the name stays."""
    for name, value in changes.items():
        setattr(group, name, value)
    with transaction.atomic():
        group.save(update_fields=[*changes, "modified_at"])
        audit.record(caller, "UpdateGroup", pool=group.pool, group=group.name)
    return group


def delete_group(group: Group, *, caller: Caller) -> None:
    """The group and its memberships end; a large one lets go of its members a batch at a time (USR-115)."""
    members = GroupMembership.objects.filter(group=group).order_by("pk")
    while len(batch := list(members.values_list("pk", flat=True)[:_FREED_AT_ONCE])) == _FREED_AT_ONCE:
        GroupMembership.objects.filter(pk__in=batch).delete()
    with transaction.atomic():
        audit.record(caller, "DeleteGroup", pool=group.pool, group=group.name)
        group.delete()


def admin_add_user_to_group(user: User, group: Group, *, caller: Caller) -> None:
    """Make the user a member; who is one already stays one."""
    with transaction.atomic():
        users.lock(user)  # nobody else changes this user's groups meanwhile
        others = GroupMembership.objects.filter(user=user).exclude(group=group)
        quotas.check_room(GROUPS_OF_A_USER, others, pool=user.pool)
        GroupMembership.objects.get_or_create(user=user, group=group)
        User.objects.filter(pk=user.pk).update(has_groups=True)
        audit.record(caller, "AdminAddUserToGroup", user=user, group=group.name)


def admin_remove_user_from_group(user: User, group: Group, *, caller: Caller) -> None:
    """End the membership; for who is no member nothing happens."""
    with transaction.atomic():
        users.lock(user)
        GroupMembership.objects.filter(user=user, group=group).delete()
        left = GroupMembership.objects.filter(user=user).exists()
        User.objects.filter(pk=user.pk).update(has_groups=left)
        audit.record(caller, "AdminRemoveUserFromGroup", user=user, group=group.name)


def list_groups(pool: UserPool, *, limit: int, token: str | None = None) -> tuple[list[Group], str | None]:
    """A page of the pool's groups by name, and the token of the next one, if there is one."""
    return paging.page(
        Group.objects.filter(pool=pool), "name", f"groups of {pool.id}", limit=limit or LARGEST_PAGE, token=token
    )


def list_groups_of(user: User, *, limit: int, token: str | None = None) -> tuple[list[Group], str | None]:
    """The same of the groups that the user is in."""
    joined = Group.objects.filter(memberships__user=user)
    return paging.page(joined, "name", f"groups of {user.pk}", limit=limit or LARGEST_PAGE, token=token)


def list_users_in_group(group: Group, *, limit: int, token: str | None = None) -> tuple[list[User], str | None]:
    """A page of the members, and the token of the next one, if there is one."""
    memberships = GroupMembership.objects.filter(group=group).select_related("user")
    listing = f"members of {group.pk}"
    page, more = paging.page(memberships, "user_id", listing, limit=limit or LARGEST_PAGE, token=token)
    return [membership.user for membership in page], more


def claims_of(user: User) -> Claims | None:
    """What tokens say of the user's groups, the one that weighs most first. No query for who never was in any."""
    if not user.has_groups:
        return None
    found = GroupMembership.objects.filter(user=user).order_by(*_BEST_FIRST)
    groups = list(found.values_list("group__name", "group__role_arn", "group__precedence"))
    if not groups:
        return None
    roles = [(role, precedence) for _, role, precedence in groups if role]
    best = {role for role, precedence in roles if precedence == roles[0][1]}
    return Claims(
        groups=[name for name, _, _ in groups],
        roles=list(dict.fromkeys(role for role, _ in roles)),
        preferred_role=best.pop() if len(best) == 1 else "",  # of several at the top none is (USR-108, USR-109)
    )
