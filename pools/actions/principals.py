"""Users who administer, people and machines, and the groups that share policies (API-352)."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from pools.actions import audit, paging, policies
from pools.caller import Caller
from pools.errors import (
    EntityAlreadyExistsException,
    InvalidParameterException,
    LimitExceededException,
    NoSuchEntityException,
)
from pools.models import Administrator, PrincipalGroup, PrincipalGroupMembership

GROUPS_PER_USER = 10  # IAM's quotas
TAGS_PER_USER = 50

_NAME = re.compile(r"[\w+=,.@-]+", re.ASCII)
_TAG = re.compile(r"[\w\s.:/=+\-@]*")
_LONGEST_USER_NAME, _LONGEST_GROUP_NAME = 64, 128
_CHANGEABLE = frozenset({"email", "is_active", "is_staff", "is_superuser"})


def create_principal(
    username: str,
    *,
    caller: Caller,
    password: str = "",
    is_superuser: bool = False,
    tags: Mapping[str, str] | None = None,
    boundary_arn: str = "",
    **facts: Any,
) -> Administrator:
    """A user; without a password a machine user, who signs calls and cannot sign in to the console.

    Nothing is allowed to the user until a policy says so, unless it is a superuser. Raises
    `EntityAlreadyExistsException`.
    """
    check_name(username, _LONGEST_USER_NAME)
    user = Administrator(username=username, is_staff=bool(password), is_superuser=is_superuser, **facts)
    user.tags = _checked_tags(tags or {})
    user.set_password(password or None)
    try:
        with transaction.atomic():
            user.boundary_arn, user.boundary = policies.resolve(boundary_arn) if boundary_arn else ("", None)
            user.save(force_insert=True)
            audit.record(caller, "CreateUser", arn=user.arn, is_superuser=is_superuser, boundary=boundary_arn)
    except IntegrityError as error:
        raise EntityAlreadyExistsException(f"User with name {username} already exists.") from error
    return user


def get_principal(username: str) -> Administrator:
    """The user. Raises `NoSuchEntityException`."""
    user = Administrator.objects.filter(username=username).first()
    if user is None:
        raise NoSuchEntityException(f"The user with name {username} cannot be found.")
    return user


def list_principals(*, limit: int, token: str | None = None) -> tuple[list[Administrator], str | None]:
    """A page of the users by name, and the token of the next one, if there is one."""
    return paging.page(Administrator.objects.all(), "username", "principals", limit=limit, token=token)


def update_principal(user: Administrator, *, caller: Caller, **changes: Any) -> None:
    """Change `email`, `is_active`, `is_staff` (may sign in to the console) or `is_superuser`. The last active superuser
    stays one: without any, nobody could mend anything."""
    if unknown := changes.keys() - _CHANGEABLE:
        raise InvalidParameterException(f"Unknown settings of a user: {', '.join(sorted(unknown))}.")
    with transaction.atomic():
        if not (changes.get("is_superuser", True) and changes.get("is_active", True)):
            _check_not_last(user)
        for name, value in changes.items():
            setattr(user, name, value)
        user.save(update_fields=list(changes))
        audit.record(caller, "UpdateUser", arn=user.arn, **changes)


def set_password(user: Administrator, password: str, *, caller: Caller) -> None:
    """Let the user sign in to the console by this password; empty ends that, and a machine user is left."""
    user.set_password(password or None)
    user.is_staff = bool(password)
    with transaction.atomic():
        if not password:
            _check_not_last(user)
        user.save(update_fields=["password", "is_staff"])
        audit.record(caller, "UpdateLoginProfile" if password else "DeleteLoginProfile", arn=user.arn)


def delete_principal(user: Administrator, *, caller: Caller) -> None:
    """The user is gone, with keys, inline policies and memberships."""
    with transaction.atomic():
        _check_not_last(user)
        audit.record(caller, "DeleteUser", arn=user.arn)
        user.delete()


def _check_not_last(user: Administrator) -> None:
    """Within a transaction: of two requests at once that would each leave the other's superuser, one waits."""
    roots = Administrator.objects.select_for_update().filter(is_superuser=True, is_active=True, is_staff=True)
    if {root.pk for root in roots} == {user.pk}:
        raise InvalidParameterException("The last administrator with full access cannot be taken away.")


def tag_principal(user: Administrator, tags: Mapping[str, str], *, caller: Caller) -> None:
    """Set these tags beside those that the user has."""
    _change_tags(user, "TagUser", caller, add=dict(tags))


def untag_principal(user: Administrator, names: list[str], *, caller: Caller) -> None:
    """Take these tags away; one that is not there is no error."""
    _change_tags(user, "UntagUser", caller, remove=names)


def replace_tags(user: Administrator, tags: Mapping[str, str], *, caller: Caller) -> None:
    """The user has these tags and no others."""
    _change_tags(user, "TagUser", caller, add=dict(tags), remove=[name for name in user.tags if name not in tags])


def _change_tags(
    user: Administrator, event: str, caller: Caller, *, add: dict[str, str] | None = None, remove: Iterable[str] = ()
) -> None:
    with transaction.atomic():
        row = Administrator.objects.select_for_update().get(pk=user.pk)
        kept = {name: value for name, value in row.tags.items() if name not in remove}
        user.tags = row.tags = _checked_tags(kept | (add or {}))
        row.save(update_fields=["tags"])
        audit.record(caller, event, arn=user.arn, tags=sorted({*(add or ()), *remove}))


def _checked_tags(tags: Mapping[str, str]) -> dict[str, str]:
    if len(tags) > TAGS_PER_USER:
        raise LimitExceededException(f"Cannot exceed quota for TagsPerUser: {TAGS_PER_USER}")
    if len({name.lower() for name in tags}) < len(tags):
        raise InvalidParameterException("Duplicate tag keys found. Tag keys are case insensitive.")
    for name, value in tags.items():
        if not (0 < len(name) <= 128 and len(value) <= 256 and _TAG.fullmatch(name) and _TAG.fullmatch(value)):
            raise InvalidParameterException(f"The tag {name!r} has characters or a length that a tag must not have.")
        if name.lower().startswith("aws:"):
            raise InvalidParameterException("Tags must not begin with aws:.")
    return dict(tags)


def check_name(name: str, longest: int) -> None:
    """Raise `InvalidParameterException` unless IAM would take the name."""
    if not _NAME.fullmatch(name) or len(name) > longest:
        raise InvalidParameterException(
            f"The name must have 1 to {longest} characters: letters, digits and _ + = , . @ -"
        )


def create_group(name: str, *, caller: Caller) -> PrincipalGroup:
    """An empty group without policies. Raises `EntityAlreadyExistsException`."""
    check_name(name, _LONGEST_GROUP_NAME)
    group = PrincipalGroup(name=name)
    try:
        with transaction.atomic():
            group.save(force_insert=True)
            audit.record(caller, "CreateGroup", arn=group.arn)
    except IntegrityError as error:
        raise EntityAlreadyExistsException(f"Group with name {name} already exists.") from error
    return group


def get_group(name: str) -> PrincipalGroup:
    """The group. Raises `NoSuchEntityException`."""
    group = PrincipalGroup.objects.filter(name=name).first()
    if group is None:
        raise NoSuchEntityException(f"The group with name {name} cannot be found.")
    return group


def delete_group(group: PrincipalGroup, *, caller: Caller) -> None:
    """The group is gone; its members have lost its policies."""
    with transaction.atomic():
        audit.record(caller, "DeleteGroup", arn=group.arn)
        group.delete()


def add_user_to_group(user: Administrator, group: PrincipalGroup, *, caller: Caller) -> None:
    """The group's policies are the user's too, at once."""
    with transaction.atomic():
        Administrator.objects.select_for_update().get(pk=user.pk)  # of two requests at once, one waits
        others = PrincipalGroupMembership.objects.filter(user=user).exclude(group=group)
        if others.count() >= GROUPS_PER_USER:
            raise LimitExceededException(f"Cannot exceed quota for GroupsPerUser: {GROUPS_PER_USER}")
        PrincipalGroupMembership.objects.get_or_create(user=user, group=group)
        audit.record(caller, "AddUserToGroup", arn=user.arn, group=group.arn)


def remove_user_from_group(user: Administrator, group: PrincipalGroup, *, caller: Caller) -> None:
    """End the membership; for who is no member nothing happens."""
    with transaction.atomic():
        PrincipalGroupMembership.objects.filter(user=user, group=group).delete()
        audit.record(caller, "RemoveUserFromGroup", arn=user.arn, group=group.arn)
