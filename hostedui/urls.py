"""The paths of the hosted UI: at the root of a pool's domain and of the base host alike."""

from django.urls import path, re_path

from hostedui.account.urls import urlpatterns as account_urls
from hostedui.oauth import endpoints
from hostedui.pages import (
    authorize,
    brand_files,
    choosing,
    confirm,
    device,
    forgot_password,
    login,
    logout,
    mfa,
    mfa_setup,
    new_password,
    passkeys,
    sign_in_link,
    sign_up,
)

app_name = "hostedui"

urlpatterns = [
    path("oauth2/authorize", authorize.authorize, name="authorize"),
    path("authorize", authorize.authorize),
    path("oauth2/token", endpoints.token, name="token"),
    path("oauth2/userInfo", endpoints.user_info, name="user_info"),
    path("oauth2/revoke", endpoints.revoke, name="revoke"),
    path("oauth2/introspect", endpoints.introspect, name="introspect"),
    path("oauth2/par", endpoints.pushed_authorization, name="par"),
    path("oauth2/device_authorization", endpoints.device_authorization, name="device_authorization"),
    path("device", device.device, name="account_device"),  # named as what a sign-in comes back to
    path("login", login.login, name="login"),
    path("oauth2/login", login.login),
    path("chooseFactor", choosing.choose, name="choose"),
    path("chooseAnotherFactor", choosing.choose_again, name="choose_again"),
    path("password", choosing.password, name="password"),
    path("oneTimeCode", choosing.one_time_code, name="one_time_code"),
    path("resendOneTimeCode", choosing.resend, name="resend_one_time_code"),
    path("passkey", choosing.passkey, name="passkey"),
    path("passkeys/options", passkeys.options, name="passkey_options"),
    path("passkeys/login", passkeys.login, name="passkey_login"),
    path("passkeys/add", passkeys.add, name="add_passkey"),
    path("passkeys/start", passkeys.start, name="start_passkey"),
    path("sendSignInLink", sign_in_link.send, name="send_sign_in_link"),
    path("signInLinkSent", sign_in_link.sent, name="sign_in_link_sent"),
    path("signInLink", sign_in_link.sign_in_link, name="sign_in_link"),
    path("signup", sign_up.sign_up, name="sign_up"),
    path("confirm", confirm.confirm, name="confirm"),
    path("confirmUser", confirm.confirm_by_link, name="confirm_by_link"),
    path("resendcode", confirm.resend, name="resend"),
    path("forgotPassword", forgot_password.forgot_password, name="forgot_password"),
    path("confirmForgotPassword", forgot_password.confirm_forgot_password, name="confirm_forgot_password"),
    path("newPassword", new_password.new_password, name="new_password"),
    path("mfa", mfa.mfa, name="mfa"),
    path("mfaOption", mfa_setup.mfa_option, name="mfa_option"),
    path("mfaRecoveryCode", mfa.recovery_code, name="recovery_code"),
    path("resendMfaCode", mfa.resend_code, name="resend_mfa_code"),
    path("mfaAnotherWay", mfa.another_way, name="another_way"),
    path("setUpAuthenticatorApp", mfa_setup.set_up_app, name="set_up_app"),
    path("setUpPhone", mfa_setup.set_up_phone, name="set_up_phone"),
    path("setUpEmail", mfa_setup.set_up_email, name="set_up_email"),
    path("recoveryCodes", mfa_setup.show_recovery_codes, name="recovery_codes"),
    path("logout", logout.logout, name="logout"),
    path("oauth2/logout", logout.logout),
    path("confirmLogout", logout.confirm_logout, name="confirm_logout"),
    re_path(r"^branding/(?P<sha256>[0-9a-f]{64})\.(?P<extension>[a-z]{3})$", brand_files.brand_file, name="brand_file"),
    *account_urls,
]
