"""Policies: managed ones, inline ones, where they are attached, and permission boundaries.

A document is checked on save (API-22), by the same code that reads it when a call is decided.
"""

import dataclasses
import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from pools.actions import audit
from pools.caller import Caller
from pools.errors import (
    DeleteConflictException,
    EntityAlreadyExistsException,
    InvalidParameterException,
    LimitExceededException,
    NoSuchEntityException,
)
from pools.models import Administrator, InlinePolicy, ManagedPolicy, PolicyAttachment, PrincipalGroup
from pools.policies import document as documents
from pools.policies import managed as built_in

Holder = Administrator | PrincipalGroup

# IAM's quotas. Sizes are in characters without white space
ATTACHED_PER_HOLDER = 10
LARGEST_MANAGED = 6_144
LARGEST_INLINE_OF_USER = 2_048
LARGEST_INLINE_OF_GROUP = 5_120
_NAME = re.compile(r"[\w+=,.@-]{1,128}", re.ASCII)


@dataclasses.dataclass(frozen=True, slots=True)
class Described:
    """A managed policy, the operator's own or a built-in one."""

    arn: str
    name: str
    description: str
    document: str
    is_built_in: bool


def create_policy(name: str, document: str, *, caller: Caller, description: str = "") -> ManagedPolicy:
    """A managed policy, attached to nobody yet. Raises `MalformedPolicyDocumentException`,
    `EntityAlreadyExistsException`."""
    _check_name(name)
    _check_document(document, LARGEST_MANAGED)
    policy = ManagedPolicy(name=name, description=description, document=document)
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
            audit.record(caller, "CreatePolicy", arn=policy.arn)
    except IntegrityError as error:
        raise EntityAlreadyExistsException(f"A policy called {name} already exists.") from error
    return policy


def update_policy(policy: ManagedPolicy, document: str, *, caller: Caller) -> None:
    """Replace the document, for everybody whom it reaches and at once."""
    _check_document(document, LARGEST_MANAGED)
    policy.document = document
    with transaction.atomic():
        policy.save(update_fields=["document", "modified_at"])
        audit.record(caller, "CreatePolicyVersion", arn=policy.arn)


def delete_policy(policy: ManagedPolicy, *, caller: Caller) -> None:
    """Raises `DeleteConflictException` while it is attached or somebody's boundary."""
    try:
        with transaction.atomic():
            audit.record(caller, "DeletePolicy", arn=policy.arn)
            policy.delete()
    except (ProtectedError, IntegrityError) as error:
        raise DeleteConflictException from error


def get_policy(arn: str) -> Described:
    """The managed policy of this ARN. Raises `NoSuchEntityException`."""
    if known := built_in.find(arn):
        return Described(arn, known.name, known.description, known.document, is_built_in=True)
    policy = get_own_policy(arn)
    return Described(arn, policy.name, policy.description, policy.document, is_built_in=False)


def get_own_policy(arn: str) -> ManagedPolicy:
    """The row of an operator's own policy. Raises `NoSuchEntityException`; for a built-in one
    `InvalidParameterException`, as it is read-only."""
    if built_in.find(arn):
        raise InvalidParameterException(f"Policy {arn} is read-only.")
    policy = ManagedPolicy.objects.filter(name=arn.rpartition("/")[2]).first()
    if policy is None or policy.arn != arn:
        raise NoSuchEntityException(f"Policy {arn} does not exist or is not attachable.")
    return policy


def resolve(arn: str) -> tuple[str, ManagedPolicy | None]:
    """The ARN with the row that it names, if it is not a built-in policy. Raises `NoSuchEntityException`."""
    return (arn, None) if built_in.find(arn) else (arn, get_own_policy(arn))


def attach_policy(holder: Holder, arn: str, *, caller: Caller) -> None:
    """The policy is the holder's too, at once. One that is attached already stays so."""
    with transaction.atomic():
        type(holder)._default_manager.select_for_update().get(pk=holder.pk)  # of two requests at once, one waits
        arn, row = resolve(arn)
        attached = PolicyAttachment.objects.filter(**_of(holder)).exclude(policy_arn=arn)
        if attached.count() >= ATTACHED_PER_HOLDER:
            raise LimitExceededException(f"Cannot exceed quota for PoliciesPerHolder: {ATTACHED_PER_HOLDER}")
        PolicyAttachment.objects.get_or_create(**_of(holder), policy_arn=arn, defaults={"managed": row})
        audit.record(caller, f"Attach{_kind(holder)}Policy", arn=holder.arn, policy=arn)


def detach_policy(holder: Holder, arn: str, *, caller: Caller) -> None:
    """Raises `NoSuchEntityException` where it is not attached."""
    with transaction.atomic():
        found, _ = PolicyAttachment.objects.filter(**_of(holder), policy_arn=arn).delete()
        if not found:
            raise NoSuchEntityException(f"Policy {arn} was not found.")
        audit.record(caller, f"Detach{_kind(holder)}Policy", arn=holder.arn, policy=arn)


def put_inline_policy(holder: Holder, name: str, document: str, *, caller: Caller) -> InlinePolicy:
    """Make or replace the holder's inline policy of this name. Raises `MalformedPolicyDocumentException`."""
    _check_name(name)
    is_user = isinstance(holder, Administrator)
    largest = LARGEST_INLINE_OF_USER if is_user else LARGEST_INLINE_OF_GROUP
    with transaction.atomic():
        type(holder)._default_manager.select_for_update().get(pk=holder.pk)
        others = InlinePolicy.objects.filter(**_of(holder)).exclude(name=name)
        _check_document(document, largest - sum(_size(other.document) for other in others))
        policy, _ = InlinePolicy.objects.update_or_create(**_of(holder), name=name, defaults={"document": document})
        audit.record(caller, f"Put{_kind(holder)}Policy", arn=holder.arn, policy=name)
    return policy


def delete_inline_policy(holder: Holder, name: str, *, caller: Caller) -> None:
    """Raises `NoSuchEntityException` where there is none of this name."""
    with transaction.atomic():
        found, _ = InlinePolicy.objects.filter(**_of(holder), name=name).delete()
        if not found:
            raise NoSuchEntityException(f"The policy with name {name} cannot be found.")
        audit.record(caller, f"Delete{_kind(holder)}Policy", arn=holder.arn, policy=name)


def set_boundary(user: Administrator, arn: str, *, caller: Caller) -> None:
    """Bound what the user's policies can allow by this managed policy (API-10); an empty ARN takes the bound away."""
    with transaction.atomic():
        user.boundary_arn, user.boundary = resolve(arn) if arn else ("", None)
        user.save(update_fields=["boundary_arn", "boundary"])
        event = "PutUserPermissionsBoundary" if arn else "DeleteUserPermissionsBoundary"
        audit.record(caller, event, arn=user.arn, policy=arn)


def _of(holder: Holder) -> dict[str, Any]:
    return {"user" if isinstance(holder, Administrator) else "group": holder}


def _kind(holder: Holder) -> str:
    return "User" if isinstance(holder, Administrator) else "Group"


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise InvalidParameterException(
            "The name of a policy has 1 to 128 characters: letters, digits and _ + = , . @ -"
        )


def _check_document(document: str, largest: int) -> None:
    if _size(document) > largest:
        raise LimitExceededException(f"Maximum policy size of {max(largest, 0)} bytes exceeded.")
    documents.parse(document)


def _size(document: str) -> int:
    return len("".join(document.split()))
