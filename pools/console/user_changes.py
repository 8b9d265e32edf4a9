"""What an administrator may do to a user by one press of a button, and confirming it."""

import dataclasses
import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import attribute_changes, sessions, sign_up, user_pools, users
from pools.caller import Caller
from pools.console import permissions
from pools.console.layout import told
from pools.console.registry import page
from pools.errors import UserNotFoundException
from pools.models import User


@dataclasses.dataclass(frozen=True)
class Change:
    """One entry of the user page's menu, with the words of its dialog."""

    label: Any
    icon: str
    question: Any
    consequence: Any
    done: Any
    is_offered: Callable[[User], bool]
    run: Callable[[User, Caller], Any]
    action: str
    is_dangerous: bool = False


def _resend_invitation(user: User, caller: Caller) -> None:
    """By e-mail where there is an address, else by SMS; it names the user as the user signs in."""
    names = [user.attributes[name] for name in user.pool.username_attributes if user.attributes.get(name)]
    media = [medium for medium, attribute in users.MEDIA.items() if user.attributes.get(attribute)]
    users.admin_create_user(
        user.pool,
        names[0] if names else user.username,
        message_action=users.MessageAction.RESEND,
        desired_delivery_mediums=["EMAIL"] if "EMAIL" in media else media,
        caller=caller,
    )


def _verify(attribute: str) -> Callable[[User, Caller], Any]:
    flag = {f"{attribute}_verified": "true"}
    return lambda user, caller: attribute_changes.admin_update_user_attributes(user, flag, caller=caller)


def _is_unverified(attribute: str) -> Callable[[User], bool]:
    return lambda user: bool(user.attributes.get(attribute)) and not user.is_verified(attribute)


CHANGES = {
    "resend-invitation": Change(
        _("Resend invitation"),
        "forward_to_inbox",
        _("Resend the invitation?"),
        _("The user is sent a new temporary password, and its time begins anew. The old one stops working."),
        _("The invitation is on its way."),
        lambda user: user.status == User.Status.FORCE_CHANGE_PASSWORD,
        _resend_invitation,
        "cognito-idp:AdminCreateUser",
    ),
    "verify-email": Change(
        _("Mark email as verified"),
        "mark_email_read",
        _("Mark the email address as verified?"),
        _("It counts as the user's own from now on: codes to reset the password go there."),
        _("The email address is marked as verified."),
        _is_unverified("email"),
        _verify("email"),
        "cognito-idp:AdminUpdateUserAttributes",
    ),
    "verify-phone": Change(
        _("Mark phone number as verified"),
        "phone_enabled",
        _("Mark the phone number as verified?"),
        _("It counts as the user's own from now on: codes to reset the password go there."),
        _("The phone number is marked as verified."),
        _is_unverified("phone_number"),
        _verify("phone_number"),
        "cognito-idp:AdminUpdateUserAttributes",
    ),
    "confirm": Change(
        _("Confirm account"),
        "verified",
        _("Confirm this account?"),
        _("The user can sign in without answering a code. E-mail address and phone number stay unverified."),
        _("The account is confirmed."),
        lambda user: user.status == User.Status.UNCONFIRMED,
        lambda user, caller: sign_up.admin_confirm_sign_up(user, caller=caller),
        "cognito-idp:AdminConfirmSignUp",
    ),
    "reset-password": Change(
        _("Reset password"),
        "lock_reset",
        _("Reset this password?"),
        _("The password stops working at once, and the user is sent a code to set a new one."),
        _("The password is reset, and a code is on its way."),
        lambda user: user.status == User.Status.CONFIRMED,
        lambda user, caller: users.admin_reset_user_password(user, caller=caller),
        "cognito-idp:AdminResetUserPassword",
    ),
    "sign-out": Change(
        _("Sign out everywhere"),
        "logout",
        _("Sign this user out everywhere?"),
        _("Every session of the user ends, on all devices and in all apps."),
        _("The user is signed out everywhere."),
        lambda user: user.status != User.Status.UNCONFIRMED,
        lambda user, caller: sessions.global_sign_out(user, caller=caller, event="AdminUserGlobalSignOut"),
        "cognito-idp:AdminUserGlobalSignOut",
    ),
    "disable": Change(
        _("Disable user access"),
        "block",
        _("Disable this user?"),
        _("The user cannot sign in until enabled again, and every session ends now."),
        _("The user is disabled."),
        lambda user: user.enabled,
        lambda user, caller: users.admin_disable_user(user, caller=caller),
        "cognito-idp:AdminDisableUser",
        is_dangerous=True,
    ),
    "enable": Change(
        _("Enable user access"),
        "check_circle",
        _("Enable this user?"),
        _("The user can sign in again."),
        _("The user is enabled."),
        lambda user: not user.enabled,
        lambda user, caller: users.admin_enable_user(user, caller=caller),
        "cognito-idp:AdminEnableUser",
    ),
    "delete": Change(
        _("Delete user"),
        "delete",
        _("Delete this user?"),
        _("The profile and everything that belongs to it is deleted. This cannot be undone."),
        _("The user is deleted."),
        lambda user: True,
        lambda user, caller: users.admin_delete_user(user, caller=caller),
        "cognito-idp:AdminDeleteUser",
        is_dangerous=True,
    ),
}


def offered_changes(request: HttpRequest, user: User) -> dict[str, Change]:
    """What whoever is signed in may do to the user as it is now."""
    return {
        verb: change
        for verb, change in CHANGES.items()
        if change.is_offered(user) and permissions.is_allowed(request, change.action, pool=user.pool)
    }


def load_user(pool_id: str, sub: uuid.UUID) -> User:
    """The user with its pool. Raises `UserNotFoundException`."""
    pool = user_pools.get_user_pool(pool_id)
    user = User.objects.filter(pool=pool, sub=sub).first()
    if user is None:
        raise UserNotFoundException
    user.pool = pool
    return user


@page("user-pools/<str:pool_id>/users/<uuid:sub>/do/<str:verb>/", "user_change", permission="cognito-idp:AdminGetUser")
@require_POST
def change_user(request: HttpRequest, pool_id: str, sub: uuid.UUID, verb: str) -> HttpResponse:
    change = CHANGES.get(verb)
    if change is None:
        raise Http404
    permissions.require(request, change.action, {"pool_id": pool_id})
    user = load_user(pool_id, sub)
    with told(request, change.done):
        change.run(user, request.caller)
    return redirect("admin:users", pool_id) if verb == "delete" else redirect("admin:user", pool_id, sub)
