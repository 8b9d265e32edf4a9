"""What threat protection has to say of a sign-in: whether it may begin from here, what its password is worth, and how
risky it is once a first factor is proven (SEC-161 to SEC-165, SEC-187 to SEC-198).

What was found travels in `attempt.kept`, and goes into the event that ends the sign-in. Where a pool has threat
protection off, none of this asks the database anything.
"""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import transaction
from django.utils import timezone

from pools import metrics
from pools.actions import audit, second_factors
from pools.actions.sign_in import custom_flow, devices
from pools.actions.sign_in.attempt import Attempt
from pools.actions.threats import configuration, history, notices, seen, signals
from pools.actions.threats import passwords as known_passwords
from pools.actions.threats.configuration import Filter, Response, Rules
from pools.actions.threats.modes import Mode, custom_mode_of, mode_of
from pools.actions.threats.passwords import BLOCKED, COMPROMISED
from pools.actions.threats.signals import Assessment
from pools.caller import Caller
from pools.errors import NotAuthorizedException, PasswordResetRequiredException
from pools.models import AuditEvent, User, UserPool

RISK = "risk"  # in `Attempt.kept` and in an event's `detail`
_ASKS_MFA = "asks_mfa"
_TOLD = "told"
_RESET = "Password reset required for user due to security reasons"


def check_address(attempt: Attempt) -> None:
    """Raise `NotAuthorizedException` for an address that is always blocked, whoever asks (SEC-164)."""
    if _mode(attempt) is not Mode.ENFORCED:
        return
    if _rules(attempt).blocks(seen.by(attempt.caller).address):
        attempt.kept[RISK] = {"decision": "Block"}
        metrics.count_risk("SignIn", attempt.client.pool_id, is_blocked=True)
        raise NotAuthorizedException(BLOCKED, reason="address on the always-block list")


def look_at_password(attempt: Attempt, password: str) -> None:
    """Whether others know the right password that was just given. Where that is blocked, the user needs a new one, and
    `PasswordResetRequiredException` is raised. Who must choose one anyway is not looked at."""
    user, mode = attempt.user, mode_of(attempt.client.pool)
    if mode is Mode.OFF or user is None or user.status != User.Status.CONFIRMED:
        return
    rules = _rules(attempt)
    if not known_passwords.is_compromised(rules, Filter.SIGN_IN, password):
        return
    attempt.kept[COMPROMISED] = True
    if mode is Mode.ENFORCED and rules.blocks_compromised:
        metrics.count_risk("SignIn", attempt.client.pool_id, is_compromised=True)
        User.objects.filter(pk=user.pk, status=User.Status.CONFIRMED).update(
            status=User.Status.RESET_REQUIRED, modified_at=timezone.now()
        )
        raise PasswordResetRequiredException(_RESET, reason="compromised credentials")


def look_at_new_password(attempt: Attempt, password: str) -> None:
    """The same of one that is chosen on the way in; raises `InvalidPasswordException`."""
    client = attempt.client
    known = known_passwords.check(client.pool, client, Filter.PASSWORD_CHANGE, password, caller=attempt.caller)
    if known:
        attempt.kept[COMPROMISED] = True


def judge(attempt: Attempt) -> bool:
    """Judge a sign-in that has proven a first factor, once; False if it must not go on. Only reads: may be called in a
    transaction. Who may not go on is then refused by `refuse`."""
    mode = _mode(attempt)
    if mode is Mode.OFF or attempt.user is None or not attempt.factors_proven or RISK in attempt.kept:
        return True
    rules = _rules(attempt)
    found = _assess(attempt, rules)
    response = _response(attempt, rules, found) if mode is Mode.ENFORCED else Response.NO_ACTION
    attempt.kept[RISK] = _told(found, response) if found.level else {}
    metrics.count_risk(
        "SignIn",
        attempt.client.pool_id,
        level=found.level or "",
        is_compromised=COMPROMISED in attempt.kept,
        is_blocked=response is Response.BLOCK,
    )
    return response is not Response.BLOCK


def refuse() -> None:
    """Raise what a user is told whose sign-in is blocked."""
    raise NotAuthorizedException(BLOCKED, reason="blocked as risky")


def asks_second_factor(attempt: Attempt) -> bool:
    """Whether the risk alone is reason to ask for one (SEC-193 to SEC-196)."""
    return bool(attempt.kept.get(RISK, {}).get(_ASKS_MFA))


def usable_factors(attempt: Attempt) -> list[second_factors.Factor]:
    """By what the user can answer, turned on for him or not: a risk asks him all the same (SEC-196)."""
    user = attempt.user
    if user is None:
        return []
    offered = [factor for factor in second_factors.offered(user.pool) if second_factors.has(user, factor)]
    return second_factors.active(user) or offered


def detail(attempt: Attempt) -> dict[str, Any]:
    """What the event of this sign-in tells beside the rest."""
    if _mode(attempt) is Mode.OFF:
        return {}
    told = seen.by(attempt.caller).detail()
    if found := attempt.kept.get(RISK):
        told[RISK] = {name: value for name, value in found.items() if name not in (_ASKS_MFA, _TOLD)}
    return told | ({COMPROMISED: True} if COMPROMISED in attempt.kept else {})


def note_challenge(attempt: Attempt, event: str, challenge: str, caller: Caller) -> None:
    """A risky sign-in is asked for a second factor: an event of its own says that it is in progress (SEC-213), and the
    user is told of it, once."""
    found = attempt.kept.get(RISK, {})
    if not found.get(_ASKS_MFA) or found.get(_TOLD):
        return
    found[_TOLD] = True
    noted = audit.record(
        caller,
        event,
        client=attempt.client,
        user=attempt.user,
        step=challenge,
        proven=attempt.factors_proven,
        **detail(attempt),
    )
    tell(attempt, noted)


def together(attempt: Attempt) -> AbstractContextManager[None]:
    """A transaction, if the event that is about to be recorded may have a message to go with it."""
    return transaction.atomic() if attempt.kept.get(RISK) else nullcontext()


def tell(attempt: Attempt, event: AuditEvent) -> None:
    """Have the user told of the risk, if the pool wants it and has not done so for this sign-in."""
    found = attempt.kept.get(RISK, {})
    response = found.get("response")
    if response is None or _mode(attempt) is not Mode.ENFORCED or attempt.user is None:
        return
    if found.get(_TOLD) and not event.detail.get("step"):
        return
    rules = _rules(attempt)
    if rules.notifies(configuration.Level(found["level"])):
        notices.send(attempt.occasion(), event, seen.by(attempt.caller), Response(response), rules)


def _mode(attempt: Attempt) -> Mode:
    pool = attempt.client.pool
    return custom_mode_of(pool) if custom_flow.is_custom(attempt) else mode_of(pool)


def _rules(attempt: Attempt) -> Rules:
    if attempt.rules is None:
        attempt.rules = configuration.rules_of(attempt.client)
    return attempt.rules


def _assess(attempt: Attempt, rules: Rules) -> Assessment:
    """Nothing is looked for at an address that is always allowed (SEC-165, SEC-292)."""
    now = seen.by(attempt.caller)
    if attempt.user is None or (_mode(attempt) is Mode.ENFORCED and rules.skips(now.address)):
        return Assessment(None)
    is_known = devices.has_proven(attempt)
    past = history.of_user(attempt.user)
    return signals.assess(now, past, timezone.now(), is_known_device=is_known)


def _response(attempt: Attempt, rules: Rules, found: Assessment) -> Response:
    """What really follows: without a factor to answer by, one that is required becomes a refusal and one that is
    optional nothing (SEC-295). Who has proven two already is asked for no third."""
    wanted = rules.response(found.level) if found.level else Response.NO_ACTION
    if wanted not in (Response.MFA_IF_CONFIGURED, Response.MFA_REQUIRED) or attempt.factors_proven > 1:
        return wanted if wanted is Response.BLOCK else Response.NO_ACTION
    if _can_ask(attempt):
        return wanted
    return Response.BLOCK if wanted is Response.MFA_REQUIRED else Response.NO_ACTION


def _can_ask(attempt: Attempt) -> bool:
    """Challenges of a pool's own functions know no second factor."""
    is_off = attempt.client.pool.mfa_configuration == UserPool.Mfa.OFF
    return not (is_off or custom_flow.stands_alone(attempt)) and bool(usable_factors(attempt))


def _told(found: Assessment, response: Response) -> dict[str, Any]:
    return {
        "decision": "Block" if response is Response.BLOCK else "AccountTakeover",
        "level": found.level,
        "signals": list(found.signals),
        "response": response,
        _ASKS_MFA: response in (Response.MFA_IF_CONFIGURED, Response.MFA_REQUIRED),
    }
