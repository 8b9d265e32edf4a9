"""Telling apps that a user's session has ended (OpenID Connect Back-Channel Logout 1.0): taking the notices in.

To whom: each app client that has an address for it and a live session which goes, or whose user's browser session goes
that it came through. A notice is a row in the transaction that ends the session; `logout_delivery.py` posts it.
"""

import functools

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from notifications import announcing
from pools.models import LogoutNotice, Session

_TASK = "pools.tasks.deliver_logout_notice"


def tell(ended: QuerySet[Session], *, wholly: bool = False) -> None:
    """Have the apps of these sessions told, by one query if none wants it. Call it within the transaction that ends
    them, and before it does. `wholly` says that these are all the user's: one word for all of them will do for an app
    that does not insist on having each named."""
    rows = ended.exclude(client__backchannel_logout_uri="").select_related("client").order_by()
    now, notices = timezone.now(), {}
    for session in rows:
        is_for_all = wholly and not session.client.backchannel_logout_session_required
        sid = "" if is_for_all else session.sid
        notices[session.client_id, sid] = LogoutNotice(
            client=session.client, sub=session.user_id, sid=sid, created_at=now, due_at=now
        )
    LogoutNotice.objects.bulk_create(notices.values())
    for notice in notices.values():
        transaction.on_commit(functools.partial(_wake_a_worker, str(notice.id)))


def _wake_a_worker(notice_id: str) -> None:
    # By its name: tasks are on a layer above
    announcing.announce(functools.partial(current_app.send_task, _TASK, (notice_id,)), f"logout notice {notice_id}")
