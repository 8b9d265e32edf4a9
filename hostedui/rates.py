"""Request rates at the hosted UI and the OAuth endpoints (API-374, API-376)."""

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from hostedui.pages.entry import error_page
from hostedui.pages.failures import start_again
from pools.actions import app_clients
from pools.actions.quotas import categories, rates
from pools.actions.quotas.categories import Category
from pools.actions.quotas.rates import Asker
from pools.errors import TooManyRequestsException

ENDPOINTS = {"token", "user_info", "revoke", "introspect", "par", "device_authorization", "register"}
_GRANTS = {
    "authorization_code": categories.CODE_REDEMPTION,
    "client_credentials": categories.CLIENT_AUTHENTICATION,
    "refresh_token": categories.USER_AUTHENTICATION,
}
# What posting an account page does, as an operation: the page counts as that does. Where Cognito has no rate for the
# very operation, as for ending a session, the nearest one stands for it
ACCOUNT_PAGES = {
    **dict.fromkeys(("account_profile", "account_email", "account_phone"), "UpdateUserAttributes"),
    **dict.fromkeys(("account_email_code", "account_phone_code"), "VerifyUserAttribute"),
    **dict.fromkeys(("account_email_send", "account_phone_send"), "GetUserAttributeVerificationCode"),
    **dict.fromkeys(("account_sessions_end", "account_sessions_end_others"), "GlobalSignOut"),
    **dict.fromkeys(("account_factor", "account_app_remove", "account_recovery_codes"), "SetUserMFAPreference"),
    **dict.fromkeys(("account_passkeys_add", "account_passkeys_rename"), "SetUserMFAPreference"),
    "account_passkeys_delete": "SetUserMFAPreference",
    "account_app_begin": "AssociateSoftwareToken",
    "account_app": "VerifySoftwareToken",
    "account_password": "ChangePassword",
    "account_devices_forget": "ForgetDevice",
    "account_delete": "DeleteUser",
}
# What posting a page counts as; the rest falls under the caps of its domain alone
_PAGES = {
    **{page: categories.category_of(operation) for page, operation in ACCOUNT_PAGES.items()},
    **dict.fromkeys(
        (
            *("login", "mfa", "mfa_option", "recovery_code", "set_up_app", "set_up_phone", "set_up_email"),
            *(
                "choose",
                "choose_again",
                "password",
                "one_time_code",
                "passkey",
                "passkey_login",
                "sign_in_link",
                "send_sign_in_link",
            ),
        ),
        categories.USER_AUTHENTICATION,
    ),
    **dict.fromkeys(("sign_up", "confirm"), categories.USER_CREATION),
    **dict.fromkeys(("resend", "resend_mfa_code", "resend_one_time_code"), categories.USER_RESOURCE_READ),
    **dict.fromkeys(("forgot_password", "confirm_forgot_password", "new_password"), categories.USER_ACCOUNT_RECOVERY),
    **dict.fromkeys(("add_passkey", "start_passkey"), categories.USER_RESOURCE_UPDATE),
    "take_over_feedback": categories.category_of("UpdateAuthEventFeedback"),
    "register": categories.USER_POOL_CLIENT_UPDATE,
    "revoke": categories.USER_TOKEN,
    "introspect": categories.USER_READ,
    **dict.fromkeys(("par", "device_authorization", "account_device"), categories.USER_AUTHENTICATION),
}
_RETRY_AFTER = "1"  # seconds


class RateMiddleware:
    """Answers 429 where a quota is used up, before the view is run. Without request rates it asks nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        return refusal(request)


def refusal(request: HttpRequest) -> HttpResponse | None:
    """The answer to who asks too often; counts a request of the hosted UI that was resolved."""
    match = request.resolver_match
    if not rates.are_on() or match is None or match.app_name != "hostedui" or request.method == "OPTIONS":
        return None
    try:
        _count(request, match.url_name or "")
    except TooManyRequestsException:
        return _refuse(request, is_endpoint=match.url_name in ENDPOINTS)
    return None


def _count(request: HttpRequest, name: str) -> None:
    asker = _asker(request)
    rates.cap(categories.DOMAIN_SOURCE_IP, asker.region, request.META.get("REMOTE_ADDR", ""))
    if asker.client_id:
        rates.cap(categories.DOMAIN_CLIENT, asker.region, asker.client_id)
    rates.cap(categories.DOMAIN, asker.region, request.get_host())
    category = _category(request, name)
    if category:
        rates.count(category, asker)


def _category(request: HttpRequest, name: str) -> Category | None:
    if request.method != "POST":
        return None
    return _GRANTS.get(request.POST.get("grant_type", "")) if name == "token" else _PAGES.get(name)


def _asker(request: HttpRequest) -> Asker:
    """Whatever the request names, before anything of it is believed."""
    client_id = request.GET.get("client_id") or request.POST.get("client_id") or _basic_user(request)
    client = app_clients.find_app_client(client_id) if client_id and "\0" not in client_id else None
    if client:
        return Asker(client.pool.region, client.pool_id, client.client_id)
    pool = request.hosted_pool
    return Asker(pool.region, pool.id) if pool else Asker(settings.REGION)


def _basic_user(request: HttpRequest) -> str:
    kind, _space, credentials = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return unquote(base64.b64decode(credentials).decode().partition(":")[0])
    except (binascii.Error, ValueError):
        return ""


def _refuse(request: HttpRequest, *, is_endpoint: bool) -> HttpResponse:
    response: HttpResponse
    if is_endpoint:
        answer = {"error": "too_many_requests", "error_description": "Rate exceeded"}
        headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
        response = JsonResponse(answer, status=429, headers=headers)
    else:
        response = error_page(
            request,
            title=_("Too many people at once"),
            text=_("Sign-in is busy right now. Wait a few seconds, then go back and try again."),
            status=429,
            again=start_again(request),
        )
    response["Retry-After"] = _RETRY_AFTER
    return response
