"""What else an administrator does to a user: password, state, second factors, groups, sessions."""

from typing import Any

from rest_framework import serializers

from pools.actions import groups, mfa_preferences, sessions, sign_up, software_tokens, user_sessions, users
from pools.actions.mfa_preferences import Preference
from pools.models import User as UserRow
from pools.rest.call import Call
from pools.rest.fields import answer, body, page_of, settings_of
from pools.rest.operations import PageQuery, Resource, operation
from pools.rest.routes import route
from pools.rest.user_answers import User, described_user
from pools.rest.views.groups import GroupPage, described_group, page_asked_for
from pools.rest.views.users import TAG

_USER = "pools/<str:pool_id>/users/<str:user>"
_FACTORS = {
    "sms_mfa_settings": UserRow.Factor.SMS_MFA,
    "email_mfa_settings": UserRow.Factor.EMAIL_OTP,
    "software_token_mfa_settings": UserRow.Factor.SOFTWARE_TOKEN_MFA,
    "web_authn_mfa_settings": UserRow.Factor.WEB_AUTHN,
}

NewPassword = body("NewPassword", settings_of("AdminSetUserPasswordRequest", ("password", "permanent")))
MfaPreferences = body("MfaPreferences", settings_of("AdminSetUserMFAPreferenceRequest", _FACTORS, required=False))
Session = answer(
    "Session",
    {
        "id": serializers.CharField(),
        "kind": serializers.ChoiceField([("TOKEN", "of an application"), ("SSO", "of a browser")]),
        "client_id": serializers.CharField(allow_null=True),
        "created_at": serializers.DateTimeField(),
        "last_active_at": serializers.DateTimeField(),
        "device": serializers.CharField(),
        "ip_address": serializers.CharField(),
    },
)


@route(f"{_USER}/password", tag=TAG)
class Password(Resource):
    @operation("AdminSetUserPassword", body=NewPassword)
    def put(self, call: Call) -> None:
        """Set a user's password."""
        users.admin_set_user_password(
            call.user, call.body["password"], permanent=call.body.get("permanent", False), caller=call.caller
        )


@route(f"{_USER}/reset-password", tag=TAG)
class PasswordReset(Resource):
    @operation("AdminResetUserPassword", can_conflict=True)
    def post(self, call: Call) -> None:
        """Void a user's password.

        A code to set a new one is sent at once.
        """
        users.admin_reset_user_password(call.user, caller=call.caller)


@route(f"{_USER}/confirm", tag=TAG)
class Confirmation(Resource):
    @operation("AdminConfirmSignUp", can_conflict=True)
    def post(self, call: Call) -> None:
        """Confirm a user who signed up, without a code."""
        sign_up.admin_confirm_sign_up(call.user, caller=call.caller)


@route(f"{_USER}/enable", tag=TAG)
class Enabling(Resource):
    @operation("AdminEnableUser")
    def post(self, call: Call) -> None:
        """Let a user sign in again."""
        users.admin_enable_user(call.user, caller=call.caller)


@route(f"{_USER}/disable", tag=TAG)
class Disabling(Resource):
    @operation("AdminDisableUser")
    def post(self, call: Call) -> None:
        """Let a user sign in no more, and end every session."""
        users.admin_disable_user(call.user, caller=call.caller)


@route(f"{_USER}/sign-out", tag=TAG)
class SigningOut(Resource):
    @operation("AdminUserGlobalSignOut")
    def post(self, call: Call) -> None:
        """Sign a user out everywhere."""
        sessions.global_sign_out(call.user, caller=call.caller, event="AdminUserGlobalSignOut")


@route(f"{_USER}/mfa", tag=TAG)
class Mfa(Resource):
    @operation("AdminSetUserMFAPreference", body=MfaPreferences, answers=User)
    def put(self, call: Call) -> dict[str, Any]:
        """Turn a user's second factors on and off, and prefer one.

        What is left out stays as it is.
        """
        wanted = {
            _FACTORS[name]: Preference(given.get("Enabled", False), given.get("PreferredMfa", False))
            for name, given in call.body.items()
        }
        mfa_preferences.set_user_mfa_preference(
            call.user, wanted, caller=call.caller, event="AdminSetUserMFAPreference"
        )
        return described_user(call.user)


@route(f"{_USER}/software-token", tag=TAG)
class SoftwareToken(Resource):
    @operation("AdminDeleteSoftwareToken")
    def delete(self, call: Call) -> None:
        """Forget a user's authenticator app."""
        software_tokens.admin_delete_software_token(call.user, caller=call.caller)


@route(f"{_USER}/groups", tag=TAG)
class GroupsOfUser(Resource):
    @operation("AdminListGroupsForUser", query=PageQuery, answers=GroupPage)
    def get(self, call: Call) -> dict[str, Any]:
        """List the groups that a user is in."""
        found, token = groups.list_groups_of(call.user, **page_asked_for(call))
        return call.page([described_group(group) for group in found], token)


@route(f"{_USER}/groups/<path:group_name>", tag=TAG)
class Membership(Resource):
    @operation("AdminAddUserToGroup", can_conflict=True)
    def put(self, call: Call) -> None:
        """Add a user to a group."""
        groups.admin_add_user_to_group(call.user, call.group, caller=call.caller)

    @operation("AdminRemoveUserFromGroup")
    def delete(self, call: Call) -> None:
        """Take a user out of a group."""
        groups.admin_remove_user_from_group(call.user, call.group, caller=call.caller)


@route(f"{_USER}/sessions", tag=TAG)
class Sessions(Resource):
    @operation("AdminListUserSessions", answers=page_of(Session))
    def get(self, call: Call) -> dict[str, Any]:
        """List a user's live sessions, where the pool tracks them."""
        found = user_sessions.list_user_sessions(call.user)
        return call.page([_session(each) for each in found], None)


@route(f"{_USER}/sessions/<str:session_id>", tag=TAG)
class OneSession(Resource):
    @operation("AdminRevokeUserSession")
    def delete(self, call: Call) -> None:
        """End one of a user's sessions."""
        user_sessions.revoke_user_session(
            call.user, call.path["session_id"], caller=call.caller, event="AdminRevokeUserSession"
        )


def _session(listed: user_sessions.Listed) -> dict[str, Any]:
    return {
        "id": listed.id,
        "kind": "TOKEN" if listed.is_token_session else "SSO",
        "client_id": listed.client_id,
        "created_at": listed.created_at,
        "last_active_at": listed.last_active_at,
        "device": user_sessions.device_type(listed.user_agent),
        "ip_address": listed.ip_address,
    }
