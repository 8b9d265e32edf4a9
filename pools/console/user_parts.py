"""The pages of one user beside the attributes: factors, groups, devices, sessions, identities, and what happened."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from notifications.models import Message
from notifications.models.message import ADDRESS_START
from pools.actions import (
    auth_events,
    devices,
    first_factors,
    groups,
    identity_providers,
    mfa_preferences,
    passkeys,
    provider_links,
    recovery_codes,
    second_factors,
    user_sessions,
)
from pools.actions.threats import seen
from pools.actions.threats.signals import Signal
from pools.console.keyset import PAGE_SIZE, Page, newest_first
from pools.console.registry import page
from pools.console.user_changes import load_user
from pools.console.user_frame import render_part_of_user
from pools.errors import InvalidParameterException, UserPoolAddOnNotEnabledException
from pools.models import AppClient, AuditEvent, EventFeedback, Group, ProviderLink, User

_ADDRESS = "user-pools/<str:pool_id>/users/<uuid:sub>"
_OFFERED = 100  # groups to choose from
_LINKS = 50
_FACTORS = {
    User.Factor.SOFTWARE_TOKEN_MFA: (_("Authenticator app"), "phonelink_lock", "software_token_mfa_enabled"),
    User.Factor.SMS_MFA: (_("SMS message"), "sms", "sms_mfa_enabled"),
    User.Factor.EMAIL_OTP: (_("Email message"), "mail", "email_mfa_enabled"),
    User.Factor.WEB_AUTHN: (_("Passkey"), "passkey", "web_authn_mfa_enabled"),
}
_SIGNALS: dict[str, Any] = {
    Signal.NEW_ADDRESS: _("new address"),
    Signal.NEW_NETWORK: _("new network"),
    Signal.NEW_DEVICE: _("new device"),
    Signal.NEW_COUNTRY: _("new country"),
    Signal.IMPOSSIBLE_TRAVEL: _("too far from the last sign-in"),
    Signal.SOME_FAILURES: _("some wrong answers before"),
    Signal.MANY_FAILURES: _("many wrong answers before"),
    Signal.MARKED_INVALID: _("like one that was marked invalid"),
}


@page(f"{_ADDRESS}/factors/", "user_factors", permission="cognito-idp:AdminGetUser")
def factors(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    keys, _more = passkeys.list_passkeys(user, limit=0)
    return render_part_of_user(
        request,
        user,
        "user_factors",
        "console/users/factors.html",
        has_password=first_factors.has_password(user),
        first_factors=first_factors.available(user),
        factors=_factors(user),
        has_preferred=second_factors.preferred(user) is not None,
        has_any=bool(second_factors.active(user)) or user.sealed_totp_secret is not None,
        passkeys=keys,
        codes_left=recovery_codes.count_left(user),
    )


@page(f"{_ADDRESS}/groups/", "user_groups", permission="cognito-idp:AdminListGroupsForUser")
def groups_of(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    found, refusal = _paged(lambda token: groups.list_groups_of(user, limit=PAGE_SIZE, token=token), request)
    others = Group.objects.filter(pool=user.pool).exclude(memberships__user=user).order_by("name")
    return render_part_of_user(
        request,
        user,
        "user_groups",
        "console/users/groups.html",
        page=found,
        refusal=refusal,
        others=list(others.values_list("name", flat=True)[:_OFFERED]),
    )


@page(f"{_ADDRESS}/devices/", "user_devices", permission="cognito-idp:AdminListDevices")
def devices_of(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    found, refusal = Page([]), ""
    if user.pool.tracks_devices:
        found, refusal = _paged(lambda token: _devices(user, token), request)
    return render_part_of_user(request, user, "user_devices", "console/users/devices.html", page=found, refusal=refusal)


@page(f"{_ADDRESS}/sessions/", "user_sessions", permission="cognito-idp:AdminListUserSessions")
def sessions_of(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    live = user_sessions.live_sessions(user)
    names = dict(
        AppClient.objects.filter(client_id__in={each.client_id for each in live}).values_list("pk", "client_name")
    )
    shown = [(each, names.get(each.client_id or "", ""), user_sessions.device_type(each.user_agent)) for each in live]
    return render_part_of_user(request, user, "user_sessions", "console/users/sessions.html", sessions=shown)


@page(f"{_ADDRESS}/identities/", "user_identities", permission="cognito-idp:AdminGetUser")
def identities(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    known = {provider.name for listing in identity_providers.listings for provider in listing(user.pool)}
    return render_part_of_user(
        request,
        user,
        "user_identities",
        "console/users/identities.html",
        links=list(ProviderLink.objects.filter(user=user).order_by("pk")[:_LINKS]),
        providers=sorted(known | set(identity_providers.SOCIAL)),
        subject=provider_links.SUBJECT,
    )


@page(f"{_ADDRESS}/messages/", "user_messages", permission="poolhouse:ListMessages")
def messages_of(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    found = newest_first(_messages(user), request.GET.get("after", ""))
    return render_part_of_user(request, user, "user_messages", "console/users/messages.html", page=found)


@page(f"{_ADDRESS}/sign-ins/", "user_sign_ins", permission="cognito-idp:AdminListUserAuthEvents")
def sign_ins(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    try:
        found, refusal = _paged(
            lambda token: auth_events.list_user_auth_events(user, limit=PAGE_SIZE, token=token), request
        )
        has_feedback = True
    except UserPoolAddOnNotEnabledException:  # feedback and older ones are of the add-on
        recent = auth_events.recent_events(user, limit=PAGE_SIZE)
        found, refusal, has_feedback = Page([(event, None) for event in recent]), "", False
    shown = [_event_shown(event, feedback) for event, feedback in found.items]
    return render_part_of_user(
        request,
        user,
        "user_sign_ins",
        "console/users/sign_ins.html",
        page=Page(shown, found.next, found.is_first),
        refusal=refusal,
        has_feedback=has_feedback,
    )


@page(f"{_ADDRESS}/trail/", "user_trail", permission="cloudtrail:LookupEvents")
def trail(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    """What changed the user, the newest first."""
    user = load_user(pool_id, sub)
    events = AuditEvent.objects.filter(sub=str(user.sub), read_only=False)
    found = newest_first(events, request.GET.get("after", ""))
    return render_part_of_user(request, user, "user_trail", "console/users/trail.html", page=found)


def _event_shown(event: AuditEvent, feedback: EventFeedback | None) -> dict[str, Any]:
    """A line of the history, in Cognito's columns (SEC-212)."""
    risk, at = auth_events.risk_of(event), seen.at(event)
    return {
        "event": event,
        "kind": auth_events.TYPES[event.name],
        "result": auth_events.result_of(event),
        "risk": risk,
        "signals": [_SIGNALS[signal] for signal in risk.signals if signal in _SIGNALS],
        "challenges": auth_events.challenges_of(event),
        "address": at.address,
        "device": at.device,
        "place": ", ".join(filter(None, map(event.detail.get(seen.CONTEXT, {}).get, ("city", "country")))),
        "feedback": feedback,
    }


def _factors(user: User) -> list[dict[str, Any]]:
    """The second factors with what the user has of each and whether it can be changed."""
    offered, active, preferred = (
        second_factors.offered(user.pool),
        second_factors.active(user),
        second_factors.preferred(user),
    )
    return [
        {
            "name": factor.value,
            "label": label,
            "icon": icon,
            "is_held": second_factors.has(user, factor) if factor != User.Factor.WEB_AUTHN else None,
            "is_offered": factor in offered,
            "is_on": factor in active or getattr(user, flag),
            "is_preferred": factor == preferred,
            "is_fixed": not mfa_preferences.may_be_turned_off(user, factor),
        }
        for factor, (label, icon, flag) in _FACTORS.items()
    ]


def _devices(user: User, token: str | None) -> tuple[list[Any], str | None]:
    found = devices.list_devices(user, limit=PAGE_SIZE, token=token)
    return found.devices, found.next_token


def _messages(user: User) -> QuerySet[Message]:
    """Those to the addresses that the user has, as the pool sent them."""
    addresses = [user.attributes[name] for name in ("email", "phone_number") if user.attributes.get(name)]
    starts = [address[:ADDRESS_START] for address in addresses]
    sent = Message.objects.filter(reference=user.pool_id, address_start__in=starts, address__in=addresses)
    return sent if addresses else Message.objects.none()


def _paged(listing: Any, request: HttpRequest) -> tuple[Page, str]:
    """A page of what an action lists, or why there is none."""
    after = request.GET.get("after", "")
    try:
        found, more = listing(after or None)
    except InvalidParameterException as error:
        return Page([], is_first=not after), error.message
    return Page(list(found), more or "", is_first=not after), ""
