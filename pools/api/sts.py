"""STS, as far as tools ask for it: who am I (Terraform and the AWS CLI begin with that), and a session token.

Its protocol is AWS's query protocol: a form in, XML out.
"""

import datetime
import logging
import re
import uuid
from collections.abc import Callable
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError

from pools.access import policy, sigv4
from pools.access.principals import Principal
from pools.actions import temporary_credentials
from pools.caller import Caller
from pools.errors import AccessDeniedException, PoolError

SERVICE = "sts"
VERSION = "2011-06-15"
_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_FORM = "application/x-www-form-urlencoded"
_MAX_BODY_BYTES = 65_536
_SIGNED_FOR_STS = re.compile(r"AWS4-HMAC-SHA256 .*/sts/aws4_request", re.DOTALL)
_DEFAULT_SECONDS, _DEFAULT_SECONDS_OF_ROOT = 43_200, 3_600

# The protocol's own names for what the JSON services call otherwise, with the HTTP status
_NAMES = {
    "AccessDeniedException": ("AccessDenied", 403),
    "ExpiredTokenException": ("ExpiredToken", 403),
    "IncompleteSignatureException": ("IncompleteSignature", 400),
    "InvalidParameterException": ("ValidationError", 400),
    "InvalidSignatureException": ("SignatureDoesNotMatch", 403),
    "MissingAuthenticationTokenException": ("MissingAuthenticationToken", 403),
    "UnknownOperationException": ("InvalidAction", 400),
    "UnrecognizedClientException": ("InvalidClientTokenId", 403),
}

_log = logging.getLogger(__name__)
Given = dict[str, str]
Result = dict[str, "str | Result"]


def is_addressed(request: HttpRequest) -> bool:
    """Whether a form that was sent to `/` is for STS: it is signed for it, or asks for one of its actions."""
    if not request.META.get("CONTENT_TYPE", "").startswith(_FORM):
        return False
    if "HTTP_AUTHORIZATION" in request.META:
        return _SIGNED_FOR_STS.match(request.META["HTTP_AUTHORIZATION"]) is not None
    return (_read(request) or {}).get("Action") in _ACTIONS


def answer(request: HttpRequest) -> HttpResponse:
    """Run the action that the form names. Whatever happens, the answer is one that AWS's clients understand."""
    request_id = str(uuid.uuid4())
    try:
        given = _read(request)
        if given is None:
            return _refuse("MalformedInput", "The form cannot be read.", 400, request_id)
        principal = sigv4.authenticate(request, SERVICE)
        name = given.get("Action", "")
        if name not in _ACTIONS:
            message = f"Could not find operation {name} for version {given.get('Version', VERSION)}"
            return _refuse("InvalidAction", message, 400, request_id)
        result = _ACTIONS[name](principal, given, request, _caller(request, request_id, principal))
    except PoolError as error:
        code, status = _NAMES.get(error.name, (error.name, error.status))
        return _refuse(code, error.message, status, request_id)
    except Exception:
        _log.exception("STS failed, request %s", request_id)
        return _refuse("InternalFailure", "An internal error occurred.", 500, request_id)
    body = f"<{name}Result>{_xml(result)}</{name}Result>{_xml({'ResponseMetadata': {'RequestId': request_id}})}"
    return _respond(f'<{name}Response xmlns="{_NAMESPACE}">{body}</{name}Response>', 200, request_id)


def _get_caller_identity(principal: Principal, given: Given, request: HttpRequest, caller: Caller) -> Result:
    """No permission is needed: whoever has the key may know whose it is."""
    return {"Arn": principal.arn, "UserId": principal.id, "Account": settings.ACCOUNT_ID}


def _get_access_key_info(principal: Principal, given: Given, request: HttpRequest, caller: Caller) -> Result:
    policy.require(principal, "sts:GetAccessKeyInfo", origin=policy.origin_of(request))
    return {"Account": settings.ACCOUNT_ID}


def _get_session_token(principal: Principal, given: Given, request: HttpRequest, caller: Caller) -> Result:
    """Temporary credentials of the user who asks by a key of long standing. It cannot be forbidden, only denied."""
    if principal.user is None or principal.credential is not None:
        raise AccessDeniedException("Cannot call GetSessionToken with session credentials")
    default = _DEFAULT_SECONDS_OF_ROOT if principal.is_superuser else _DEFAULT_SECONDS
    seconds = given.get("DurationSeconds", str(default))
    duration = datetime.timedelta(seconds=int(seconds) if re.fullmatch(r"[0-9]{1,9}", seconds) else 0)
    issued = temporary_credentials.issue(owner=principal.user, duration=duration, caller=caller)
    return {
        "Credentials": {
            "AccessKeyId": issued.access_key_id,
            "SecretAccessKey": issued.secret_access_key,
            "SessionToken": issued.session_token,
            "Expiration": f"{issued.expires_at:%Y-%m-%dT%H:%M:%SZ}",
        }
    }


_ACTIONS: dict[str, Callable[[Principal, Given, HttpRequest, Caller], Result]] = {
    "GetAccessKeyInfo": _get_access_key_info,
    "GetCallerIdentity": _get_caller_identity,
    "GetSessionToken": _get_session_token,
}


def _caller(request: HttpRequest, request_id: str, principal: Principal) -> Caller:
    origin = policy.origin_of(request)
    return Caller(
        arn=principal.arn,
        access_key_id=principal.access_key_id,
        ip_address=origin.ip_address,
        user_agent=origin.user_agent,
        request_id=request_id,
    )


def _read(request: HttpRequest) -> Given | None:
    """The form's fields; None where it is too large, ends early or is no form."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > _MAX_BODY_BYTES:
            return None
        fields = parse_qs(request.body.decode(), keep_blank_values=True, max_num_fields=100)
    except (UnreadablePostError, ValueError):
        return None
    return {name: values[0] for name, values in fields.items()}


def _xml(result: Result) -> str:
    return "".join(
        f"<{name}>{escape(value) if isinstance(value, str) else _xml(value)}</{name}>" for name, value in result.items()
    )


def _refuse(code: str, message: str, status: int, request_id: str) -> HttpResponse:
    error: Result = {
        "Error": {"Type": "Sender" if status < 500 else "Receiver", "Code": code, "Message": _plain(message)}
    }
    body = _xml(error | {"RequestId": request_id})
    response = _respond(f'<ErrorResponse xmlns="{_NAMESPACE}">{body}</ErrorResponse>', status, request_id)
    response._has_been_logged = True  # type: ignore[attr-defined]  # or Django would log it a second time
    return response


def _respond(xml: str, status: int, request_id: str) -> HttpResponse:
    content = xml.encode()
    headers = {"x-amzn-RequestId": request_id, "Content-Length": str(len(content))}
    return HttpResponse(content, content_type="text/xml", status=status, headers=headers)


def _plain(message: str) -> str:
    """A message may repeat what the client sent: of that, only what XML can hold."""
    return "".join(character if character.isprintable() else "?" for character in message)
