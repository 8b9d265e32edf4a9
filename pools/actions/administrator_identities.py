"""Administrators as OpenID providers know them. Found by issuer and subject alone: an address proves nothing, and names
are given anew."""

import re
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from pools.actions import audit, principals, roles
from pools.caller import Caller
from pools.errors import EntityAlreadyExistsException, InvalidParameterException, ResourceNotFoundException
from pools.models import Administrator, AdministratorIdentity
from pools.policies.roles import Role

_NOT_IN_NAMES = re.compile(r"[^\w+=,.@-]+", re.ASCII)
_LONGEST_NAME = 60  # which leaves room for a number
_LONGEST_SUBJECT = 255  # OpenID Connect Core, section 2
_TRIES = 50


def find_administrator(issuer: str, subject: str) -> Administrator | None:
    """Who this is, if somebody is linked to it. Notes that it was used."""
    found = AdministratorIdentity.objects.filter(issuer=issuer, subject=subject).select_related("owner").first()
    if found is None:
        return None
    AdministratorIdentity.objects.filter(pk=found.pk).update(last_used_at=timezone.now())
    return found.owner


def link(administrator: Administrator, issuer: str, subject: str, *, caller: Caller) -> None:
    """Let this identity sign the administrator in. Raises `InvalidParameterException` for one that is somebody's."""
    if not 0 < len(subject) <= _LONGEST_SUBJECT:
        raise InvalidParameterException("The identity provider gave no usable subject.")
    identity = AdministratorIdentity(owner=administrator, issuer=issuer, subject=subject)
    try:
        with transaction.atomic():
            identity.save(force_insert=True)
            audit.record(caller, "LinkIdentity", arn=administrator.arn, issuer=issuer, subject=subject)
    except IntegrityError:
        raise InvalidParameterException("This identity is linked to an administrator already.") from None


def unlink(administrator: Administrator, identity_id: int, *, caller: Caller) -> None:
    """The identity signs nobody in any more. Raises `ResourceNotFoundException`."""
    with transaction.atomic():
        found = AdministratorIdentity.objects.filter(owner=administrator, pk=identity_id)
        if not found.delete()[0]:
            raise ResourceNotFoundException("Identity not found.")
        audit.record(caller, "UnlinkIdentity", arn=administrator.arn)


def create(issuer: str, subject: str, names: Iterable[str], *, email: str = "", caller: Caller) -> Administrator:
    """A new administrator without a password, by the first of these names that has a usable letter; a number is added
    to one that is taken. He may do nothing until a role or a policy says so."""
    wanted = next((name for each in names if (name := _NOT_IN_NAMES.sub("-", each).strip("-")[:_LONGEST_NAME])), "")
    with transaction.atomic():
        administrator = _insert(wanted or "administrator", caller)
        principals.update_principal(administrator, is_staff=True, email=email, caller=caller)
        link(administrator, issuer, subject, caller=caller)
    return administrator


def settle_role(administrator: Administrator, role: Role | None, *, caller: Caller) -> None:
    """Give the role that the provider tells of, or take it away; root stands above roles."""
    if administrator.is_superuser:
        return
    held = roles.roles_of([administrator]).get(administrator.pk)
    if (held.role if held else None) != role or (held and held.pool_ids):
        roles.assign_role(administrator, role, caller=caller)


def _insert(wanted: str, caller: Caller) -> Administrator:
    for number in range(1, _TRIES):
        try:
            return principals.create_principal(wanted if number == 1 else f"{wanted}-{number}", caller=caller)
        except EntityAlreadyExistsException:
            continue
    raise InvalidParameterException(f"Too many administrators are called {wanted}.")
