"""`/account/security` and what hangs on it: second factors, the authenticator app, recovery codes."""

import dataclasses

from django.http import HttpResponse

from hostedui.account import notices
from hostedui.account.forms import AppForm, FactorForm
from hostedui.account.visit import Visit, account_page
from hostedui.pages import qr
from hostedui.pages.forms import PageForm
from hostedui.pages.refusals import errors_on
from pools.actions import mfa_preferences, passkeys, passwords, recovery_codes, second_factors, software_tokens, totp
from pools.actions.mfa_preferences import Preference
from pools.actions.second_factors import Factor
from pools.errors import LimitExceededException, SoftwareTokenMFANotFoundException

_ADDRESSES = {Factor.SMS_MFA: "phone_number", Factor.EMAIL_OTP: "email"}
_PAGES = {Factor.SMS_MFA: "account_phone", Factor.EMAIL_OTP: "account_email"}
_PASSKEYS = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A second factor as the page shows it."""

    factor: Factor
    detail: str
    is_on: bool
    is_preferred: bool
    may_be_turned_off: bool


@account_page("GET", "HEAD")
def security(visit: Visit) -> HttpResponse:
    return _security(visit, PageForm())


@account_page("POST", recent=True, back="account_security")
def choose_factor(visit: Visit) -> HttpResponse:
    """Turn a factor on or off, or have it asked for first."""
    form = FactorForm(visit.request.POST)
    if not form.is_valid():
        return visit.go("account_security")
    factor, wish = Factor(form.cleaned_data["factor"]), form.cleaned_data["wish"]
    attribute = _ADDRESSES.get(factor, "")
    if wish == "on" and attribute and not visit.user.is_verified(attribute):
        return visit.go(_PAGES[factor], "contact_needed")  # else the next sign-in might end at a mistyped address
    with errors_on(form):
        is_first = wish == "on" and not second_factors.active(visit.user)
        wanted = Preference(enabled=wish != "off", preferred=wish == "prefer" or is_first)
        mfa_preferences.set_user_mfa_preference(visit.user, {factor: wanted}, caller=visit.caller)
        notice = {"on": "factor_on", "off": "factor_off", "prefer": "factor_preferred"}[wish]
        return visit.go("account_security", notice)
    visit.user.refresh_from_db()
    visit.user.pool = visit.pool
    return _security(visit, form)


@account_page("POST", recent=True, back="account_security")
def begin_app(visit: Visit) -> HttpResponse:
    """A new secret, on a page of its own that can be loaded again."""
    form = PageForm(visit.request.POST)
    with errors_on(form):
        software_tokens.associate_software_token(visit.user, caller=visit.caller)
        return visit.go("account_app")
    return _security(visit, form)


@account_page("GET", "HEAD", "POST", recent=True)
def app(visit: Visit) -> HttpResponse:
    """Show the secret, take the first code of the app that has scanned it."""
    sealed = visit.user.sealed_new_totp_secret
    if sealed is None:
        return visit.go("account_security")
    form = AppForm(visit.request.POST or None)
    if form.is_valid():
        with errors_on(form):
            return _bind(visit, form)
    secret = totp.unseal(sealed)
    uri = totp.uri(secret, account=visit.shown_name, issuer=visit.pool.name)
    return visit.show("app", form, qr_code=qr.as_image(uri), uri=uri, key=qr.in_groups(secret))


@account_page("POST", recent=True, back="account_security")
def remove_app(visit: Visit) -> HttpResponse:
    form = PageForm(visit.request.POST)
    with errors_on(form):
        software_tokens.delete_software_token(visit.user, caller=visit.caller)
        return visit.go("account_security", "app_removed")
    return _security(visit, form)


@account_page("GET", "HEAD", "POST", recent=True)
def recovery_code_set(visit: Visit) -> HttpResponse:
    """A new set is shown once, by the notice that it leaves."""
    if not second_factors.active(visit.user):
        return visit.go("account_security")
    if visit.request.method == "POST":
        codes = recovery_codes.create_recovery_codes(visit.user, caller=visit.caller)
        return visit.go("account_recovery_codes", "codes_made", codes=codes)
    notice = notices.take(visit.request)
    left = recovery_codes.count_left(visit.user)
    return visit.show("recovery_codes", PageForm(), left=left, codes=notice.codes if notice else [])


def _bind(visit: Visit, form: AppForm) -> HttpResponse:
    code, name, user = form.cleaned_data["code"], form.cleaned_data["device"], visit.user
    try:
        is_right = software_tokens.verify_software_token(user, code, name, caller=visit.caller)
    except SoftwareTokenMFANotFoundException:
        return visit.go("account_security")
    if not is_right:
        raise LimitExceededException
    wanted = Preference(enabled=True, preferred=second_factors.preferred(user) in (None, Factor.SOFTWARE_TOKEN_MFA))
    mfa_preferences.set_user_mfa_preference(user, {Factor.SOFTWARE_TOKEN_MFA: wanted}, caller=visit.caller)
    if recovery_codes.has_any(user):
        return visit.go("account_security", "app_set_up")
    codes = recovery_codes.create_recovery_codes(user, caller=visit.caller)
    return visit.go("account_recovery_codes", "app_set_up", codes=codes)


def _security(visit: Visit, form: PageForm) -> HttpResponse:
    user = visit.user
    return visit.show(
        "security",
        form,
        has_password=passwords.has_password(user),
        password_set_at=user.password_set_at,
        factors=_shown_factors(visit) if visit.is_local else [],
        has_factor=bool(second_factors.active(user)),
        recovery_codes_left=recovery_codes.count_left(user),
        passkeys=passkeys.list_passkeys(user, limit=_PASSKEYS)[0] if visit.has_passkeys else [],
    )


def _shown_factors(visit: Visit) -> list[Shown]:
    """Those that the pool offers, and what the user has from before it did not."""
    user, active = visit.user, second_factors.active(visit.user)
    preferred = second_factors.preferred(user)
    listed = dict.fromkeys([*second_factors.offered(visit.pool), *active])
    return [
        Shown(
            factor,
            detail=_detail(visit, factor),
            is_on=factor in active,
            is_preferred=factor == preferred and len(active) > 1,
            may_be_turned_off=mfa_preferences.may_be_turned_off(user, factor),
        )
        for factor in listed
    ]


def _detail(visit: Visit, factor: Factor) -> str:
    """Where the codes go to, or what the app is called."""
    if factor == Factor.SOFTWARE_TOKEN_MFA:
        return visit.user.totp_device_name
    attribute = _ADDRESSES[factor]
    return visit.user.attributes.get(attribute, "") if visit.client.can_read(attribute) else ""
