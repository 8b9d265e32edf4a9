"""What a pool does about each risk: read, set, put back (SEC-160, SEC-179, SEC-289 to SEC-299)."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from pools.actions import audit
from pools.actions.threats import modes, networks
from pools.caller import Caller
from pools.errors import CodeDeliveryFailureException, InvalidParameterException
from pools.models import AppClient, RiskConfiguration, UserPool

Given = Mapping[str, Any]


class Level(enum.StrEnum):
    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"


class Response(enum.StrEnum):
    """What follows from a risk, the mildest first."""

    NO_ACTION = "NO_ACTION"
    MFA_IF_CONFIGURED = "MFA_IF_CONFIGURED"
    MFA_REQUIRED = "MFA_REQUIRED"
    BLOCK = "BLOCK"


class Filter(enum.StrEnum):
    """When a password is looked at."""

    SIGN_IN = "SIGN_IN"
    PASSWORD_CHANGE = "PASSWORD_CHANGE"  # noqa: S105
    SIGN_UP = "SIGN_UP"


_MEMBERS = {
    "CompromisedCredentialsRiskConfiguration": "compromised_credentials",
    "AccountTakeoverRiskConfiguration": "account_takeover",
    "RiskExceptionConfiguration": "risk_exceptions",
}
_SEVERITY = list(Response)


@dataclasses.dataclass(frozen=True, slots=True)
class Rules:
    """What holds for an app client. A section that nobody has set has Cognito's defaults: compromised passwords are
    blocked wherever they are given (SEC-175), risky sign-ins at every level (SEC-177), and no address is an exception.
    """

    compromised_credentials: Given | None = None
    account_takeover: Given | None = None
    risk_exceptions: Given | None = None

    def looks_at_passwords(self, occasion: Filter) -> bool:
        events = (self.compromised_credentials or {}).get("EventFilter")
        return occasion in (events or list(Filter))

    @property
    def blocks_compromised(self) -> bool:
        given = self.compromised_credentials
        return given is None or given["Actions"]["EventAction"] == Response.BLOCK

    def response(self, level: Level) -> Response:
        """What follows from a sign-in of this level; nothing from one that the actions leave out."""
        if self.account_takeover is None:
            return Response.BLOCK
        return Response(self._action(level).get("EventAction", Response.NO_ACTION))

    def notifies(self, level: Level) -> bool:
        return bool(self._action(level).get("Notify"))

    @property
    def notification(self) -> Given:
        """`NotifyConfiguration`, empty where there is none."""
        return (self.account_takeover or {}).get("NotifyConfiguration") or {}

    def blocks(self, address: str) -> bool:
        return networks.is_within(address, (self.risk_exceptions or {}).get("BlockedIPRangeList") or ())

    def skips(self, address: str) -> bool:
        return networks.is_within(address, (self.risk_exceptions or {}).get("SkippedIPRangeList") or ())

    def _action(self, level: Level) -> Given:
        return ((self.account_takeover or {}).get("Actions") or {}).get(f"{level}Action") or {}


def rules_of(client: AppClient) -> Rules:
    """What holds for sign-ins at this client; one query. Its own configuration takes the place of the pool's."""
    whole_pool = Q(pool_id=client.pool_id, client=None)
    found = list(RiskConfiguration.objects.filter(whole_pool | Q(client_id=client.pk)))
    return _rules(max(found, key=lambda each: each.client_id is not None, default=None))


def rules_of_pool(pool: UserPool) -> Rules:
    """What holds where no app client is known; one query."""
    return _rules(find(pool, None))


def find(pool: UserPool, client: AppClient | None) -> RiskConfiguration | None:
    """The configuration of exactly this pool or client, if it has one."""
    return RiskConfiguration.objects.filter(pool=pool, client=client).first()


def customized(clients: Iterable[AppClient]) -> set[str]:
    """The ids of those of the clients that have a configuration of their own."""
    found = RiskConfiguration.objects.filter(client__in=[client.pk for client in clients])
    return set(found.values_list("client_id", flat=True))


def describe_risk_configuration(pool: UserPool, client: AppClient | None = None) -> RiskConfiguration | None:
    """The same, where threat protection is on. Raises `UserPoolAddOnNotEnabledException`."""
    modes.check_enabled(pool)
    return find(pool, client)


def set_risk_configuration(
    pool: UserPool, client: AppClient | None, given: Given, *, caller: Caller
) -> RiskConfiguration | None:
    """Replace the pool's configuration, or that of the client. Without any section the pool has the defaults again and
    the client what the pool has (SEC-291); then there is None."""
    modes.check_enabled(pool)
    sections = {column: given[member] for member, column in _MEMBERS.items() if member in given}
    check(given)
    with transaction.atomic():
        audit.record(caller, "SetRiskConfiguration", pool=pool, client=client, sections=sorted(sections))
        if not sections:
            RiskConfiguration.objects.filter(pool=pool, client=client).delete()
            return None
        return _put(pool, client, dict.fromkeys(_MEMBERS.values()) | sections | {"modified_at": timezone.now()})


def check(given: Given) -> None:
    """Raise `InvalidParameterException` for what contradicts itself, and `CodeDeliveryFailureException` for a sender
    that no message could leave in the name of."""
    takeover = given.get("AccountTakeoverRiskConfiguration") or {}
    _check_order(takeover.get("Actions") or {})
    _check_notification(takeover.get("NotifyConfiguration") or {})
    for member, ranges in (given.get("RiskExceptionConfiguration") or {}).items():
        for each in ranges:
            if networks.read_range(each) is None:
                raise InvalidParameterException(f"{member}: {each} is not a range of IP addresses in CIDR notation.")


def shape(pool: UserPool, client: AppClient | None, found: RiskConfiguration | None) -> dict[str, Any]:
    """`RiskConfigurationType`: what was set, without what has its default."""
    told: dict[str, Any] = {"UserPoolId": pool.id, "ClientId": client.client_id if client else None}
    if found is not None:
        told |= {member: getattr(found, column) for member, column in _MEMBERS.items()}
        told["LastModifiedDate"] = found.modified_at
    return {member: value for member, value in told.items() if value is not None}


def _rules(found: RiskConfiguration | None) -> Rules:
    return Rules(**{column: getattr(found, column) for column in _MEMBERS.values()}) if found else Rules()


def _put(pool: UserPool, client: AppClient | None, values: dict[str, Any]) -> RiskConfiguration:
    rows = RiskConfiguration.objects.filter(pool=pool, client=client)
    if not rows.update(**values):
        try:
            with transaction.atomic():
                return RiskConfiguration.objects.create(pool=pool, client=client, **values)
        except IntegrityError:  # another request was quicker; the later one counts
            rows.update(**values)
    return rows.get()


def _check_order(actions: Given) -> None:
    """What is more dangerous is not treated more mildly (SEC-179)."""
    mildest = 0
    for level in Level:
        severity = _SEVERITY.index(actions.get(f"{level}Action", {}).get("EventAction", _SEVERITY[mildest]))
        if severity < mildest:
            raise InvalidParameterException(
                f"{level}Action: the action must not be less restrictive than that of a lower risk."
            )
        mildest = severity


def _check_notification(notification: Given) -> None:
    for member in ("From", "ReplyTo"):
        if not notification.get(member, "").isprintable():
            raise CodeDeliveryFailureException(reason=f"{member} would break out of its header")
    for member in ("BlockEmail", "NoActionEmail", "MfaEmail"):
        template = notification.get(member)
        if template is not None and not ("HtmlBody" in template or "TextBody" in template):
            raise InvalidParameterException(f"{member} must have an HtmlBody or a TextBody.")
