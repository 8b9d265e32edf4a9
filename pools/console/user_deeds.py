"""What is done to one thing of a user by a button beside it: a device is forgotten, a session ends, a group is left."""

import dataclasses
import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import (
    auth_events,
    devices,
    groups,
    mfa_preferences,
    passkeys,
    provider_links,
    sent_messages,
    software_tokens,
    user_sessions,
)
from pools.actions.mfa_preferences import Preference
from pools.actions.provider_links import Identity
from pools.caller import Caller
from pools.console import permissions
from pools.console.layout import told
from pools.console.registry import page
from pools.console.user_changes import load_user
from pools.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import EventFeedback, ProviderLink, User


@dataclasses.dataclass(frozen=True, slots=True)
class Deed:
    """`page` is where it is asked for; `run` gets what the form says."""

    page: str
    permission: str
    done: Any
    run: Callable[[User, Any, Caller], Any]


def _set_factors(user: User, given: Any, caller: Caller) -> None:
    """Turn on what is ticked, of the factors that were shown, and turn off the rest."""
    shown = [User.Factor(name) for name in given.getlist("shown") if name in User.Factor.values]
    wanted, preferred = given.getlist("enabled"), given.get("preferred", "")
    preferences = {factor: Preference(factor in wanted, factor == preferred) for factor in shown}
    mfa_preferences.set_user_mfa_preference(user, preferences, caller=caller, event="AdminSetUserMFAPreference")


def _add_to_group(user: User, given: Any, caller: Caller) -> None:
    groups.admin_add_user_to_group(user, groups.get_group(user.pool, given.get("group", "").strip()), caller=caller)


def _remove_from_group(user: User, given: Any, caller: Caller) -> None:
    groups.admin_remove_user_from_group(user, groups.get_group(user.pool, given.get("group", "")), caller=caller)


def _link(user: User, given: Any, caller: Caller) -> None:
    source = Identity(*(given.get(name, "").strip() for name in ("provider", "attribute", "value")))
    destination = Identity("Cognito", "", user.username)
    provider_links.admin_link_provider_for_user(user.pool, destination, source, caller=caller)


def _unlink(user: User, given: Any, caller: Caller) -> None:
    key = given.get("link", "")
    link = ProviderLink.objects.filter(user=user, pk=int(key)).first() if key.isdecimal() and len(key) < 19 else None
    if link is None:
        raise ResourceNotFoundException("Identity not found.")
    identity = Identity(link.provider_name, link.attribute_name, link.attribute_value)
    provider_links.admin_disable_provider_for_user(user.pool, identity, caller=caller)


def _retry(user: User, given: Any, caller: Caller) -> None:
    message = sent_messages.get_message(_uuid(given.get("message", "")))
    if message.reference != user.pool_id:
        raise ResourceNotFoundException("Message not found.")
    sent_messages.retry_message(message, caller=caller)


def _judge(user: User, given: Any, caller: Caller) -> None:
    value = given.get("value", "")
    if value not in EventFeedback.Value.values:
        raise InvalidParameterException("The feedback is Valid or Invalid.")
    auth_events.admin_update_auth_event_feedback(user, given.get("event", ""), value, caller=caller)


def _end_session(user: User, given: Any, caller: Caller) -> None:
    session_id = given.get("session", "")
    if not (session_id[:3] in ("tkn", "sso") and session_id.isascii() and session_id[3:].isalnum()):
        raise ResourceNotFoundException("Session does not exist.")
    user_sessions.revoke_user_session(
        user,
        session_id[:40],
        caller=caller,
        linked=True,
        event="AdminRevokeUserSession",
        needs_tracking=False,
    )


DEEDS = {
    "set-factors": Deed(
        "user_factors", "cognito-idp:AdminSetUserMFAPreference", _("The factors are saved."), _set_factors
    ),
    "reset-mfa": Deed(
        "user_factors",
        "cognito-idp:AdminSetUserMFAPreference",
        _("The second factors are reset."),
        lambda user, given, caller: mfa_preferences.admin_reset_mfa(user, caller=caller),
    ),
    "remove-authenticator": Deed(
        "user_factors",
        "cognito-idp:AdminDeleteSoftwareToken",
        _("The authenticator app is removed."),
        lambda user, given, caller: software_tokens.admin_delete_software_token(user, caller=caller),
    ),
    # There is no operation of Cognito's for it: who may take the one factor off may take off the other
    "remove-passkey": Deed(
        "user_factors",
        "cognito-idp:AdminDeleteSoftwareToken",
        _("The passkey is removed."),
        lambda user, given, caller: passkeys.delete_passkey(
            user, given.get("passkey", ""), caller=caller, event="AdminDeleteWebAuthnCredential"
        ),
    ),
    "add-to-group": Deed(
        "user_groups",
        "cognito-idp:AdminAddUserToGroup",
        _("The user is a member of the group."),
        _add_to_group,
    ),
    "remove-from-group": Deed(
        "user_groups",
        "cognito-idp:AdminRemoveUserFromGroup",
        _("The user is no member of the group any more."),
        _remove_from_group,
    ),
    "forget-device": Deed(
        "user_devices",
        "cognito-idp:AdminForgetDevice",
        _("The device is forgotten."),
        lambda user, given, caller: devices.forget_device(
            user, given.get("device", ""), caller=caller, event="AdminForgetDevice"
        ),
    ),
    "remember-device": Deed(
        "user_devices",
        "cognito-idp:AdminUpdateDeviceStatus",
        _("The device is changed."),
        lambda user, given, caller: devices.update_device_status(
            user,
            given.get("device", ""),
            remembered=given.get("remembered") == "true",
            caller=caller,
            event="AdminUpdateDeviceStatus",
        ),
    ),
    "end-session": Deed(
        "user_sessions", "cognito-idp:AdminRevokeUserSession", _("The session is ended."), _end_session
    ),
    "link": Deed("user_identities", "cognito-idp:AdminLinkProviderForUser", _("The identity is linked."), _link),
    "unlink": Deed(
        "user_identities", "cognito-idp:AdminDisableProviderForUser", _("The identity is unlinked."), _unlink
    ),
    "retry-message": Deed("user_messages", "poolhouse:RetryMessage", _("The message is on its way again."), _retry),
    "judge-event": Deed(
        "user_sign_ins", "cognito-idp:AdminUpdateAuthEventFeedback", _("The feedback is saved."), _judge
    ),
}


@page("user-pools/<str:pool_id>/users/<uuid:sub>/deed/<str:verb>/", "user_deed", permission="cognito-idp:AdminGetUser")
@require_POST
def do(request: HttpRequest, pool_id: str, sub: uuid.UUID, verb: str) -> HttpResponse:
    deed = DEEDS.get(verb)
    if deed is None:
        raise Http404
    permissions.require(request, deed.permission, {"pool_id": pool_id})
    user = load_user(pool_id, sub)
    with told(request, deed.done):
        deed.run(user, request.POST, request.caller)
    return redirect(f"admin:{deed.page}", pool_id, sub)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise ResourceNotFoundException("Message not found.") from error
