"""The paths of the account pages. A page's name is what a sign-in comes back to."""

from django.urls import path

from hostedui.account import deletion, overview, passkeys, password, profile, second_factors, sessions

urlpatterns = [
    path("account", overview.overview, name="account"),
    path("account/activity", overview.activity, name="account_activity"),
    path("account/profile", profile.profile, name="account_profile"),
    path("account/email", profile.email, name="account_email"),
    path("account/email/code", profile.verify_email, name="account_email_code"),
    path("account/email/send", profile.send_email_code, name="account_email_send"),
    path("account/phone", profile.phone, name="account_phone"),
    path("account/phone/code", profile.verify_phone, name="account_phone_code"),
    path("account/phone/send", profile.send_phone_code, name="account_phone_send"),
    path("account/security", second_factors.security, name="account_security"),
    path("account/password", password.password, name="account_password"),
    path("account/factor", second_factors.choose_factor, name="account_factor"),
    path("account/app", second_factors.app, name="account_app"),
    path("account/app/begin", second_factors.begin_app, name="account_app_begin"),
    path("account/app/remove", second_factors.remove_app, name="account_app_remove"),
    path("account/recovery-codes", second_factors.recovery_code_set, name="account_recovery_codes"),
    path("account/passkeys", passkeys.passkeys, name="account_passkeys"),
    path("account/passkeys/add", passkeys.add, name="account_passkeys_add"),
    path("account/passkeys/rename", passkeys.rename, name="account_passkeys_rename"),
    path("account/passkeys/delete", passkeys.delete, name="account_passkeys_delete"),
    path("account/sessions", sessions.sessions, name="account_sessions"),
    path("account/sessions/end", sessions.end, name="account_sessions_end"),
    path("account/sessions/end-others", sessions.end_others, name="account_sessions_end_others"),
    path("account/devices/forget", sessions.forget_device, name="account_devices_forget"),
    path("account/delete", deletion.delete, name="account_delete"),
]
