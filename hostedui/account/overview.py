"""`/account`: who one is here, and what one should look at; `/account/activity`: what the account was used for."""

from django.http import HttpResponse

from hostedui.account.sessions import sessions_of
from hostedui.account.visit import Visit, account_page
from pools.actions import auth_events, passkeys, recovery_codes, second_factors
from pools.actions.user_sessions import device_type

_EVENTS_SHOWN = 50
_PASSKEYS = 20  # more than this nobody has


@account_page("GET", "HEAD")
def overview(visit: Visit) -> HttpResponse:
    user = visit.user
    return visit.show(
        "overview",
        factors=second_factors.active(user),
        offers_factors=bool(second_factors.offered(visit.pool)),
        recovery_codes_left=recovery_codes.count_left(user),
        passkeys=passkeys.list_passkeys(user, limit=_PASSKEYS)[0] if visit.has_passkeys else [],
        session_count=len(sessions_of(visit)),
    )


@account_page("GET", "HEAD")
def activity(visit: Visit) -> HttpResponse:
    events = auth_events.recent_events(visit.user, limit=_EVENTS_SHOWN)
    shown = [
        {
            "type": auth_events.TYPES[event.name],
            "failed": bool(event.error),
            "at": event.created_at,
            "ip_address": event.ip_address,
            "device": device_type(event.user_agent) if event.user_agent else "",
        }
        for event in events
    ]
    return visit.show("activity", events=shown)
