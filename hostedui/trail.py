"""The hosted UI's requests in the audit trail, named and worded as CloudTrail does (API-101 to API-119, API-123 to
API-135); and in the metrics."""

import functools
import json
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone

from hostedui import page_metrics
from hostedui.callers import caller_of
from pools.actions import audit
from pools.actions.audit_buffer import BUFFER
from pools.caller import Asked
from pools.contract.redaction import HIDDEN

# How an event is named after the last part of its path; most end in the method
_METHODS = ("GET", "POST")
_EVENTS: dict[str, dict[str, str]] = {
    name: {method: f"{event}_{method}" for method in _METHODS}
    for name, event in {
        "authorize": "OAuth2_Authorize",
        "token": "Token",
        "userInfo": "UserInfo",
        "introspect": "IntrospectToken",
        "par": "PushedAuthorizationRequest",
        "device_authorization": "DeviceAuthorization",
        "register": "RegisterClient",
        "consent": "Consent",
        "device": "Device",
        "signup": "Signup",
        "confirm": "Confirm",
        "confirmUser": "Confirm_With_Link",
        "resendcode": "ResendCode",
        "forgotPassword": "ForgotPassword",
        "confirmForgotPassword": "ConfirmForgotPassword",
        "newPassword": "ResetPassword",
        "mfa": "Mfa",
        "mfaOption": "MfaOption",
        # Pages that Cognito has not, or has within others
        "mfaRecoveryCode": "Mfa",
        "resendMfaCode": "Mfa_ResendCode",
        "mfaAnotherWay": "MfaOption",
        "setUpAuthenticatorApp": "MfaSetup",
        "setUpPhone": "MfaSetup",
        "setUpEmail": "MfaSetup",
        "recoveryCodes": "RecoveryCodes",
        "chooseFactor": "ChooseFactor",
        "chooseAnotherFactor": "ChooseFactor",
        "password": "Password",
        "oneTimeCode": "OneTimeCode",
        "resendOneTimeCode": "OneTimeCode_Resend",
        "passkey": "Passkey",
        "sendSignInLink": "SignInLink_Send",
        "signInLinkSent": "SignInLink_Sent",
        "options": "Passkey_Options",
        "add": "Passkey_Add",
        "start": "Passkey_Start",
    }.items()
}
_EVENTS["login"] = {"GET": "Login_GET", "POST": "CognitoAuthentication"}
_EVENTS["signInLink"] = {"GET": "SignInLink_GET", "POST": "CognitoAuthentication"}
_EVENTS["accountTakeOverFeedback"] = {"GET": "TakeOverFeedback_GET", "POST": "UpdateAuthEventFeedback"}
_EVENTS["password"]["POST"] = "CognitoAuthentication"
_EVENTS["logout"] = _EVENTS["confirmLogout"] = dict.fromkeys(_METHODS, "Logout")
_EVENTS["revoke"] = dict.fromkeys(_METHODS, "RevokeToken")
# Ways that end as another one does
_EVENTS_OF_ROUTES: dict[str, dict[str, str]] = {
    "oauth2/idpresponse": {"GET": "OAuth2Response_GET", "POST": "OAuth2Response_POST"},
    "saml2/idpresponse": {"POST": "SAML2Response_POST"},
    "saml2/logout": {"GET": "SAML2Logout_GET", "POST": "SAML2Logout_POST"},
}

_ENDPOINTS = {
    "token",
    "userInfo",
    "revoke",
    "introspect",
    "par",
    "device_authorization",
    "register",
}  # for apps: a refusal is no page that somebody looks at
_NOT_READING = {"Confirm_GET", "Confirm_With_Link_GET", "Logout", "OAuth2Response_GET", "SAML2Logout_GET"}  # API-128
_READING = {"IntrospectToken_POST"}

# What may be shown: whatever else a form or an address holds is hidden
_SHOWN = frozenset(
    {
        *("client_id", "redirect_uri", "response_type", "logout_uri", "scope", "grant_type", "code_challenge_method"),
        *("prompt", "max_age", "lang", "identity_provider", "confirm", "deliveryMedium", "sub"),
    }
)
_LONGEST = 512  # characters of one value
_MOST = 50  # parameters

_CLIENT_ID = re.compile(r"[\w+]{1,128}", re.ASCII)
_UNREADABLE = (BadRequest, MultiPartParserError, RequestDataTooBig, SuspiciousOperation, UnreadablePostError)


class TrailMiddleware:
    """Gives each request of the hosted UI what actions need to record it by its own name, and has those recorded that
    no action did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        asked = getattr(request, "asked", None)
        if asked is not None:
            error, message = getattr(request, "refusal", None) or _error_of(response)
            seconds = time.perf_counter() - started
            page_metrics.count(_posted(request), response, asked, error, seconds, _named_client(request))
            _tell(request, response, asked, error, message)
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        begin(request)


def begin(request: HttpRequest) -> None:
    """Name a request of the hosted UI that was resolved."""
    match = request.resolver_match
    if match is None or match.app_name != "hostedui":
        return
    method = "GET" if request.method == "HEAD" else request.method or ""
    events = _EVENTS_OF_ROUTES.get(match.route) or _EVENTS.get(_last_part(request), {})
    name = events.get(method)
    if name:
        is_read_only = (name.endswith("_GET") and name not in _NOT_READING) or name in _READING
        pool = request.hosted_pool
        request.asked = Asked(name, is_read_only=is_read_only, pool_id=pool.id if pool else "")
        request.asked.parameters = functools.partial(_parameters_of, request)


def rename(request: HttpRequest, name: str) -> None:
    """What was asked turns out to be something that has a name of its own."""
    if hasattr(request, "asked"):
        request.asked.name = name


def refused(request: HttpRequest, error: str, message: str) -> None:
    """The page comes back with this error on it."""
    if hasattr(request, "asked"):
        request.refusal = (error, message)


def _tell(request: HttpRequest, response: HttpResponse, asked: Asked, error: str, message: str) -> None:
    if asked.recorded and (not error or error in asked.recorded):
        return
    is_page = _last_part(request) not in _ENDPOINTS
    if is_page and asked.name.endswith("_GET") and response.status_code >= 400:
        asked.name, asked.is_read_only = "Error_GET", True  # API-117
    if asked.is_read_only and not settings.AUDIT_READS:
        return
    parameters = _parameters(request.GET, _posted(request))  # the request's stream is closed when this is written
    asked.parameters = lambda: parameters
    asked.note(client_id=_named_client(request))
    told = {"status": response.status_code, "domain": _domain(request)}
    BUFFER.add(
        functools.partial(
            audit.of_request, caller_of(request), asked, timezone.now(), error=error, message=message, **told
        )
    )


def _named_client(request: HttpRequest) -> str:
    """The app client that the address names, whether there is such a one or not."""
    client_id = request.GET.get("client_id", "")
    return client_id if _CLIENT_ID.fullmatch(client_id) else ""


def _error_of(response: HttpResponse) -> tuple[str, str]:
    """The error code of OAuth that an endpoint answered with."""
    if response.status_code < 400 or not response.get("Content-Type", "").startswith("application/json"):
        return "", ""
    answer = json.loads(response.content)
    return str(answer.get("error", ""))[:64], str(answer.get("error_description", ""))


def _parameters_of(request: HttpRequest) -> dict[str, list[str]]:
    return _parameters(request.GET, _posted(request))


def _posted(request: HttpRequest) -> QueryDict:
    try:
        return request.POST
    except _UNREADABLE:
        return QueryDict()


def _parameters(*given: QueryDict) -> dict[str, list[str]]:
    """Each parameter as a list of its values, or as one literal that says they are hidden (API-134)."""
    told: dict[str, list[str]] = {}
    for parameters in given:
        for name, values in parameters.lists():
            if len(told) < _MOST:
                told[_storable(name)] = list(map(_storable, values)) if name in _SHOWN else [HIDDEN]
    return told


def _storable(text: str) -> str:
    """Within bounds, and without what a database does not take."""
    return text[:_LONGEST].replace("\0", "").encode(errors="replace").decode()


def _domain(request: HttpRequest) -> str:
    return request.get_host() if request.hosted_pool else urlsplit(settings.PUBLIC_URL).netloc


def _last_part(request: HttpRequest) -> str:
    assert request.resolver_match is not None
    return request.resolver_match.route.rpartition("/")[2]
