"""Getting a logout notice to its app client, whatever happens to the process that does it.

A worker holds a notice by having pushed its `due_at` ahead; if it dies, the notice is due again when that has passed.
An app may so be told twice, which ends nothing more. Who cannot be reached is tried again with longer and longer
pauses, for three hours; then the notice is given up, with a word in the audit trail.
"""

import datetime
import logging
import time
import uuid
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.utils import timezone

from notifications import batches, leases, outgoing
from pools.actions import audit, tokens
from pools.actions.signing_keys import TokenUse
from pools.caller import Caller, Via
from pools.models import LogoutNotice

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5.0
MAX_ANSWER_BYTES = 65_536  # nothing of it is looked at
MAX_ATTEMPTS = 9  # the last one comes three hours after the first
TOKEN_SECONDS = 120  # section 4 of the specification: two minutes at most
KEPT_FOR = datetime.timedelta(days=30)
_LEASE = datetime.timedelta(seconds=60)
_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def deliver(notice_id: str | uuid.UUID) -> bool:
    """Post the notice if it is due and nobody else has it. May be called any number of times. False when the app could
    not be told."""
    notice = _claim(notice_id)
    if notice is None:
        return True
    try:
        _post(notice)
    except outgoing.Forbidden as error:
        _give_up(notice, str(error))
    except outgoing.OutgoingError as error:
        _try_later(notice, str(error))
    else:
        LogoutNotice.objects.filter(pk=notice.pk).update(state=LogoutNotice.State.DELIVERED, last_error="")
        return True
    return False


def deliver_due(*, limit: int, seconds: float) -> None:
    """Second attempts, and what a lost worker, broker or web process left behind. An app that cannot be reached holds
    the others up once."""
    until, unreachable = time.monotonic() + seconds, set()
    due = LogoutNotice.objects.filter(state=LogoutNotice.State.WAITING, due_at__lte=timezone.now()).order_by("due_at")
    for notice_id, client_id in list(due.values_list("id", "client_id")[:limit]):
        if time.monotonic() > until:
            return
        if client_id not in unreachable and not deliver(notice_id):
            unreachable.add(client_id)


def forget_old() -> None:
    """Delete what is neither waiting nor recent, a batch at a time."""
    old = LogoutNotice.objects.exclude(state=LogoutNotice.State.WAITING)
    batches.delete(old.filter(created_at__lt=timezone.now() - KEPT_FOR).order_by("created_at"))


def _claim(notice_id: str | uuid.UUID) -> LogoutNotice | None:
    """The notice, held for the length of the lease; None if it is not due or somebody else has it."""
    if not leases.take(LogoutNotice, notice_id, _LEASE):
        return None
    return LogoutNotice.objects.select_related("client__pool").get(pk=notice_id)


def _post(notice: LogoutNotice) -> None:
    """Raises `OutgoingError` where the app did not say that it has signed the user out (section 2.8)."""
    if not notice.client.backchannel_logout_uri or notice.client.pool.deleted_at:
        raise outgoing.Forbidden("The app client wants no word any more.")
    pool = notice.client.pool
    token = tokens.sign(pool, TokenUse.ID, _claims(notice), media_type="logout+jwt")
    answer = outgoing.post(
        notice.client.backchannel_logout_uri,
        urlencode({"logout_token": token}).encode(),
        {"Content-Type": "application/x-www-form-urlencoded"},
        timeout=TIMEOUT_SECONDS,
        max_bytes=MAX_ANSWER_BYTES,
    )
    if not 200 <= answer.status < 300:
        raise outgoing.OutgoingError(f"The app answered {answer.status}.")


def _claims(notice: LogoutNotice) -> dict[str, Any]:
    """Section 2.4. Each attempt has a token of its own, as apps refuse one that they have seen or that is old."""
    now = int(time.time())
    session = {"sid": notice.sid} if notice.sid else {}
    return session | {
        "iss": notice.client.pool.issuer,
        "aud": notice.client_id,
        "sub": str(notice.sub),
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "jti": str(uuid.uuid4()),
        "events": {_EVENT: {}},
    }


def _try_later(notice: LogoutNotice, why: str) -> None:
    if notice.attempts >= MAX_ATTEMPTS:
        return _give_up(notice, why)
    log.warning("Logout notice %s is to be tried again (attempt %d): %s", notice.pk, notice.attempts, why)
    due_at = timezone.now() + leases.longest_pause_after(notice.attempts)
    leases.held(notice).update(due_at=due_at, last_error=why[:512])
    return None


def _give_up(notice: LogoutNotice, why: str) -> None:
    log.error("Logout notice %s cannot be delivered: %s", notice.pk, why)
    with transaction.atomic():
        if leases.held(notice).update(state=LogoutNotice.State.FAILED, last_error=why[:512]):
            caller = Caller(via=Via.COMMAND)
            audit.record(
                caller, "BackchannelLogout", client=notice.client, error="Undelivered", sub=str(notice.sub), why=why
            )
