"""`/account/sessions`: where one is signed in, and the devices that the pool remembers."""

import dataclasses
import datetime

from django.http import HttpResponse

from hostedui.account.forms import DeviceForm, SessionForm
from hostedui.account.visit import Visit, account_page
from hostedui.pages.forms import PageForm
from hostedui.pages.refusals import errors_on
from pools.actions import devices, user_sessions
from pools.actions.user_sessions import Listed, browser_session_id
from pools.models import AppClient


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A browser or app that somebody is signed in with, and the apps that it was used for."""

    id: str
    device: str
    ip_address: str
    last_active_at: datetime.datetime
    apps: list[str]
    is_current: bool


@account_page("GET", "HEAD")
def sessions(visit: Visit) -> HttpResponse:
    return _show(visit, PageForm())


@account_page("POST", back="account_sessions")
def end(visit: Visit) -> HttpResponse:
    """End a session with all that came through it. The one of this browser is ended by signing out."""
    form = SessionForm(visit.request.POST)
    session_id = form.cleaned_data["session"] if form.is_valid() else ""
    if not session_id or session_id == browser_session_id(visit.session.pk):
        return visit.go("account_sessions")
    with errors_on(form):
        user_sessions.revoke_user_session(
            visit.user, session_id, linked=True, needs_tracking=False, caller=visit.caller
        )
        return visit.go("account_sessions", "session_ended")
    return _show(visit, form)


@account_page("POST", back="account_sessions")
def end_others(visit: Visit) -> HttpResponse:
    user_sessions.end_other_sessions(visit.user, visit.session.pk, caller=visit.caller)
    return visit.go("account_sessions", "others_ended")


@account_page("POST", back="account_sessions")
def forget_device(visit: Visit) -> HttpResponse:
    form = DeviceForm(visit.request.POST)
    if form.is_valid():
        with errors_on(form):
            devices.forget_device(visit.user, form.cleaned_data["device"], caller=visit.caller)
            return visit.go("account_sessions", "device_forgotten")
    return _show(visit, form)


def sessions_of(visit: Visit) -> list[Shown]:
    """One entry for each sign-in, that of this browser first, then the last used ones: an app's session stands with
    that of the browser that it came through."""
    listed = user_sessions.live_sessions(visit.user)
    browsers = {each.id for each in listed if not each.is_token_session}
    heads = [each for each in listed if each.origin_id not in browsers]
    names = _names(visit, listed)
    shown = [_shown(visit, head, listed, names) for head in heads]
    return sorted(shown, key=lambda each: (each.is_current, each.last_active_at), reverse=True)


def _show(visit: Visit, form: PageForm) -> HttpResponse:
    shown = sessions_of(visit)
    page = devices.list_devices(visit.user) if visit.pool.tracks_devices else None
    more = {"devices": page.devices if page else [], "tracks_devices": page is not None}
    has_others = any(not each.is_current for each in shown)
    return visit.show("sessions", form, sessions=shown, has_others=has_others, **more)


def _shown(visit: Visit, head: Listed, listed: list[Listed], names: dict[str, str]) -> Shown:
    members = [head, *(each for each in listed if each.origin_id == head.id)]
    apps = [names[each.client_id] for each in members if each.client_id in names]
    return Shown(
        head.id,
        device=user_sessions.device_type(head.user_agent) if head.user_agent else "",
        ip_address=head.ip_address,
        last_active_at=max(each.last_active_at for each in members),
        apps=list(dict.fromkeys(apps)),
        is_current=head.id == browser_session_id(visit.session.pk),
    )


def _names(visit: Visit, listed: list[Listed]) -> dict[str, str]:
    """What the app clients of these sessions are called."""
    ids = {each.client_id for each in listed if each.client_id}
    found = AppClient.objects.filter(pool=visit.pool, client_id__in=ids)
    return dict(found.values_list("client_id", "client_name"))
