"""Debug a sign-in: what happened, step by step, with what each refusal means."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from pools.actions import sign_in_timeline, trigger_trail, user_pools, users
from pools.actions.list_users import list_users
from pools.actions.sign_in_timeline import Moment
from pools.console import permissions
from pools.console.layout import Crumb, render_in_pool
from pools.console.registry import page
from pools.console.tools import refusal_meanings
from pools.models import AuditEvent, User, UserPool

_MESSAGES = "poolhouse:ListMessages"


@page("user-pools/<str:pool_id>/sign-ins/", "sign_in_debugger", permission="cloudtrail:LookupEvents")
def sign_ins(request: HttpRequest, pool_id: str) -> HttpResponse:
    """The newest sign-ins of the pool, or of the user `user`: by name, alias or sub."""
    pool = user_pools.get_user_pool(pool_id)
    asked = request.GET.get("user", "").strip()[:256]
    may_find = permissions.is_allowed(request, "cognito-idp:AdminGetUser", pool=pool)
    user = _find(pool, asked) if asked and may_find else None
    is_unknown = bool(asked) and user is None
    return render_in_pool(
        request,
        pool,
        "console/tools/sign_ins.html",
        Crumb(gettext("Debug a sign-in")),
        tab="pool_events",
        asked=asked,
        user_shown=user,
        is_unknown=is_unknown,
        may_find=may_find,
        clients=pool.app_clients.order_by("client_name")[:10],
        events=[] if is_unknown else [_worded(event) for event in sign_in_timeline.recent_sign_ins(pool, user)],
    )


@page("user-pools/<str:pool_id>/sign-ins/<uuid:event_id>/", "sign_in_timeline", permission="cloudtrail:LookupEvents")
def timeline(request: HttpRequest, pool_id: str, event_id: uuid.UUID) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    event = sign_in_timeline.find_event(pool, event_id)
    if event is None:
        raise Http404
    user = users.find_user_by_sub(pool, uuid.UUID(event.sub)) if event.sub else None
    is_known = user is not None and permissions.is_allowed(request, "cognito-idp:AdminGetUser", pool=pool)
    writes = user if permissions.is_allowed(request, _MESSAGES, pool=pool) else None
    moments = sign_in_timeline.around(pool, event, writes)
    return render_in_pool(
        request,
        pool,
        "console/tools/timeline.html",
        Crumb(gettext("Debug a sign-in"), reverse("admin:sign_in_debugger", args=[pool.id])),
        Crumb(f"{event.created_at:%Y-%m-%d %H:%M:%S}"),
        tab="pool_events",
        event=_worded(event),
        user_shown=user if is_known else None,
        lines=[_line(moment, event) for moment in moments],
    )


def _find(pool: UserPool, asked: str) -> User | None:
    try:
        return users.find_user_by_sub(pool, uuid.UUID(asked))
    except ValueError:
        return _find_by_name(pool, asked) if asked.isprintable() else None


def _find_by_name(pool: UserPool, asked: str) -> User | None:
    """By what the user signs in with, else by the e-mail address, which need not be an alias."""
    value = asked.replace("\\", "\\\\").replace('"', '\\"')
    return users.find_user(pool, asked) or next(
        iter(list_users(pool, filter_text=f'email = "{value}"', limit=1).users), None
    )


def _line(moment: Moment, chosen: AuditEvent) -> dict[str, Any]:
    milliseconds = round(moment.since_before.total_seconds() * 1000)
    line = {"at": moment.at, "since": _duration(milliseconds) if milliseconds else "", "message": moment.message}
    if moment.event is None:
        return line
    return line | {"event": _worded(moment.event), "is_chosen": moment.event.id == chosen.id}


def _worded(event: AuditEvent) -> dict[str, Any]:
    """The event with what it means."""
    is_call = event.source == trigger_trail.SOURCE
    step = event.detail.get("step", "")
    return {
        "row": event,
        "title": event.detail.get("triggerSource", event.name) if is_call else event.name,
        "is_call": is_call,
        "duration": _duration(event.detail["ms"]) if "ms" in event.detail else "",
        "outcome": event.detail.get("outcome", "") if is_call and event.error else "",
        "step": step,
        "step_meaning": refusal_meanings.STEPS.get(step, ""),
        "proven": _proven(event.detail),
        "reason": event.detail.get("reason", ""),
        "meaning": refusal_meanings.MEANINGS.get(event.error, "") if event.error else "",
    }


def _proven(detail: dict[str, Any]) -> str:
    """By what the user has shown who they are, as far as the event tells."""
    used = detail.get("used")
    return ", ".join(map(str, used)) if isinstance(used, list) else str(used or "")


def _duration(milliseconds: int) -> str:
    if milliseconds < 1_000:
        return gettext("%d ms") % milliseconds
    seconds = milliseconds / 1_000
    return gettext("%.1f s") % seconds if seconds < 60 else gettext("%d min") % round(seconds / 60)
