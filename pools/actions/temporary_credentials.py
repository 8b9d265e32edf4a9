"""Credentials that end by themselves: issued to a user, or to the session of a role (identity pools give these)."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications import batches, sealing
from pools import ids
from pools.actions import audit
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import Administrator, TemporaryCredential
from pools.models.principal import unique_id
from pools.policies import document as documents

SHORTEST = datetime.timedelta(minutes=15)
LONGEST = datetime.timedelta(hours=36)
DEFAULT = datetime.timedelta(hours=1)
_TOKEN = "session token"  # noqa: S105  # the purpose it is sealed for


@dataclasses.dataclass(frozen=True, slots=True)
class Issued:
    """What the holder is given, once. The secret and the token are in no listing and no log."""

    access_key_id: str
    expires_at: datetime.datetime
    principal_arn: str
    principal_id: str
    secret_access_key: str = dataclasses.field(repr=False)
    session_token: str = dataclasses.field(repr=False)


def issue(
    *,
    caller: Caller,
    owner: Administrator | None = None,
    role_arn: str = "",
    session_name: str = "",
    policies: Sequence[str] = (),
    session_policies: Sequence[str] | None = None,
    session_tags: Mapping[str, str] | None = None,
    context: Mapping[str, Any] | None = None,
    duration: datetime.timedelta = DEFAULT,
) -> Issued:
    """New credentials of a user (`owner`), or of a session of a role (`role_arn`, `session_name`, its `policies`).

    Documents are JSON texts. `session_policies` bound what the others allow. `context` holds further condition keys of
    the session, such as `aws:MultiFactorAuthPresent`. Raises `MalformedPolicyDocumentException`, and
    `InvalidParameterException` for a duration outside of `SHORTEST` to `LONGEST`.
    """
    if not SHORTEST <= duration <= LONGEST:
        raise InvalidParameterException("The duration of temporary credentials is 15 minutes to 36 hours.")
    for text in (*policies, *(session_policies or ())):
        documents.parse(text)
    credential = TemporaryCredential(
        access_key_id=ids.new_temporary_key_id(),
        owner=owner,
        principal_arn=owner.arn if owner else _session_arn(role_arn, session_name),
        principal_id=owner.unique_id if owner else f"{unique_id('AROA', role_arn)}:{session_name}",
        policies=list(policies),
        session_policies=None if session_policies is None else list(session_policies),
        session_tags=dict(session_tags or {}),
        context=dict(context or {}),
        expires_at=timezone.now() + duration,
    )
    credential.secret = secret = ids.new_secret_access_key()
    with transaction.atomic():
        credential.save(force_insert=True)
        event = "GetSessionToken" if owner else "AssumeRole"
        audit.record(caller, event, arn=credential.principal_arn, access_key_id=credential.access_key_id)
    return Issued(
        credential.access_key_id,
        credential.expires_at,
        credential.principal_arn,
        credential.principal_id,
        secret,
        sealing.seal(_TOKEN, credential.access_key_id.encode()).decode(),
    )


def is_token_of(access_key_id: str, token: str) -> bool:
    """Whether this is the session token that was given with the key. It is sealed, so nobody can make one up."""
    try:
        return sealing.unseal(_TOKEN, token) == access_key_id.encode()
    except sealing.Unsealable:
        return False


def revoke(access_key_id: str, *, caller: Caller) -> None:
    """The credentials end now instead of later."""
    with transaction.atomic():
        TemporaryCredential.objects.filter(pk=access_key_id).delete()
        audit.record(caller, "RevokeSession", access_key_id=access_key_id)


def forget_ended() -> None:
    """Delete those that are past their end by a day, until when their holder is told that they ended."""
    batches.delete(TemporaryCredential.objects.filter(expires_at__lt=timezone.now() - datetime.timedelta(days=1)))


def _session_arn(role_arn: str, session_name: str) -> str:
    """`arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`; a role's path is no part of it."""
    account = role_arn.split(":")[4]
    return f"arn:aws:sts::{account}:assumed-role/{role_arn.rpartition('/')[2]}/{session_name}"
