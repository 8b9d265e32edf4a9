"""Who is asking, with the policies that have a say on it. They are read when they are first needed: not for root."""

import dataclasses
import functools
from typing import Any

from django.conf import settings
from django.db.models import Q

from pools.models import Administrator, InlinePolicy, ManagedPolicy, PolicyAttachment, TemporaryCredential
from pools.policies import document, managed
from pools.policies.decision import Bounds, Policy


@dataclasses.dataclass(frozen=True)
class Principal:
    """A user, or what temporary credentials speak for. `is_superuser` may do everything."""

    arn: str
    access_key_id: str
    is_superuser: bool
    region: str
    user: Administrator | None = None
    credential: TemporaryCredential | None = None

    @property
    def id(self) -> str:
        """What `aws:userid` says, and GetCallerIdentity."""
        if self.credential:
            return self.credential.principal_id
        return self.user.unique_id if self.user else ""

    @property
    def tags(self) -> dict[str, str]:
        """Those of the user, and of the session above them."""
        own = self.user.tags if self.user else {}
        return own | (self.credential.session_tags if self.credential else {})

    def condition_keys(self) -> dict[str, Any]:
        """What conditions may ask of the principal."""
        values: dict[str, Any] = {
            "aws:PrincipalAccount": settings.ACCOUNT_ID,
            "aws:PrincipalArn": self.arn,
            "aws:PrincipalIsAWSService": "false",
            "aws:PrincipalType": "User" if self.user else "AssumedRole",
            "aws:userid": self.id,
        }
        if self.user:
            values["aws:username"] = self.user.username
        if self.credential:
            values["aws:MultiFactorAuthPresent"] = "false"
            values["aws:TokenIssueTime"] = self.credential.created_at.isoformat()
            values |= self.credential.context
        return values | {f"aws:PrincipalTag/{name}": value for name, value in self.tags.items()}

    @functools.cached_property
    def bounds(self) -> Bounds:
        """All policies that apply, in at most three queries."""
        session = None
        if self.credential and self.credential.session_policies is not None:
            session = _parsed("session policy", self.credential.session_policies)
        if self.user is None:
            return Bounds(_parsed("role policy", self.credential.policies if self.credential else []), session=session)
        if self.user.is_superuser:
            return Bounds((_managed(managed.BUILT_IN[0].arn, None),), session=session)
        return Bounds(_identity_of(self.user), _boundary_of(self.user), session)


def of_user(user: Administrator, region: str = "") -> Principal:
    """The user itself, as in the console, where no key signs."""
    return Principal(user.arn, "", user.is_superuser, region or settings.REGION, user)


def _parsed(name: str, texts: list[str]) -> tuple[Policy, ...]:
    return tuple(Policy(name, document.parse(text)) for text in texts)


def _identity_of(user: Administrator) -> tuple[Policy, ...]:
    """Attached and inline policies of the user and of the groups that it is in."""
    reach = Q(user_id=user.pk) | Q(group__memberships__user_id=user.pk)
    attached = PolicyAttachment.objects.filter(reach).select_related("managed")
    inline = InlinePolicy.objects.filter(reach)
    return (
        *(_managed(attachment.policy_arn, attachment.managed) for attachment in attached),
        *(Policy(policy.name, document.parse(policy.document)) for policy in inline),
    )


def _boundary_of(user: Administrator) -> tuple[Policy, ...] | None:
    if not user.boundary_arn:
        return None
    row = ManagedPolicy.objects.filter(pk=user.boundary_id).first() if user.boundary_id else None
    return (_managed(user.boundary_arn, row),)


def _managed(arn: str, row: ManagedPolicy | None) -> Policy:
    known = row or managed.find(arn)
    assert known, arn  # rows are protected while they are attached
    return Policy(arn, document.parse(known.document))
