"""Signature Version 4: who signed this call to `POST /`, and is it unchanged since.

The secret is read from its row on every call, so a key that was disabled or deleted stops working with the next one.
What is remembered is only what depends on the secret: its unsealed form and the day's signing key.
"""

import contextlib
import dataclasses
import datetime
import functools
import hashlib
import hmac
import re

from django.http import HttpRequest

from notifications import sealing
from pools.access.principals import Principal
from pools.actions import temporary_credentials
from pools.errors import (
    ExpiredTokenException,
    IncompleteSignatureException,
    InvalidSignatureException,
    MissingAuthenticationTokenException,
    UnrecognizedClientException,
)
from pools.models import AccessKey, TemporaryCredential
from pools.models.principal import ACCESS_KEY_WITH_OWNER, PURPOSE
from pools.models.temporary_credential import TEMPORARY_CREDENTIAL_WITH_OWNER

ALGORITHM = "AWS4-HMAC-SHA256"
TOLERANCE_MINUTES = 5  # of the signer's clock, either way
TIME_FORMAT = "%Y%m%dT%H%M%SZ"

_PARAMETER = re.compile(r"(Credential|SignedHeaders|Signature)=([^,\s]+)")
_BASIC_FORMAT = re.compile(r"\d{8}T\d{6}Z", re.ASCII)
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_MUST_BE_SIGNED = {"host": "'Host' or ':authority'", "x-amz-date": "'X-Amz-Date'", "x-amz-target": "'X-Amz-Target'"}
_TOKEN_HEADER = "HTTP_X_AMZ_SECURITY_TOKEN"  # noqa: S105  # where it stands, not what it says


@dataclasses.dataclass(frozen=True, slots=True)
class _Authorization:
    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: list[str]
    signature: str

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


def authenticate(request: HttpRequest, service: str) -> Principal:
    """The principal whose key signed this request for this service. Raises one of AWS's errors."""
    given = _read_authorization(request)
    moment = request.META.get("HTTP_X_AMZ_DATE", "")
    _check_moment(moment, given)
    credential = _find_credential(given.access_key_id, request)
    _check_scope(given, service, request)

    secret = _unseal(bytes(credential.sealed_secret))
    key = _signing_key(secret, given.date, given.region, given.service)
    canonical = hashlib.sha256(_canonical_request(request, given.signed_headers)).hexdigest()
    to_sign = f"{ALGORITHM}\n{moment}\n{given.scope}\n{canonical}"
    expected = hmac.digest(key, to_sign.encode(), "sha256").hex()
    if not hmac.compare_digest(expected, given.signature):
        raise InvalidSignatureException

    return _principal(credential, given.region)


def _principal(credential: AccessKey | TemporaryCredential, region: str) -> Principal:
    if isinstance(credential, AccessKey):
        user = credential.owner
        return Principal(user.arn, credential.access_key_id, user.is_superuser, region, user)
    owner = credential.owner
    is_root = owner is not None and owner.is_superuser and credential.session_policies is None
    return Principal(credential.principal_arn, credential.access_key_id, is_root, region, owner, credential)


def _read_authorization(request: HttpRequest) -> _Authorization:
    header = request.META.get("HTTP_AUTHORIZATION", "")
    if not header:
        raise MissingAuthenticationTokenException
    if not header.isascii():
        raise IncompleteSignatureException("The Authorization header is malformed.")
    algorithm, _, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise IncompleteSignatureException("Unsupported AWS 'algorithm' in the Authorization header.")
    parameters = dict(_PARAMETER.findall(rest))
    absent = [name for name in ("Credential", "Signature", "SignedHeaders") if name not in parameters]
    absent += [] if "HTTP_X_AMZ_DATE" in request.META else ["X-Amz-Date"]
    if absent:
        raise IncompleteSignatureException(_requirements(absent))
    credential = parameters["Credential"].split("/")
    if len(credential) != 5 or credential[4] != "aws4_request":
        raise IncompleteSignatureException("Credential must have exactly 5 slash-delimited elements.")
    access_key_id, date, region, service, _ = credential
    signed_headers = parameters["SignedHeaders"].split(";")
    return _Authorization(access_key_id, date, region, service, signed_headers, parameters["Signature"])


def _requirements(absent: list[str]) -> str:
    wanted = {"X-Amz-Date": "existence of either a 'X-Amz-Date' or a 'Date' header."}
    return " ".join(f"Authorization header requires {wanted.get(name, f'{name!r} parameter.')}" for name in absent)


def _check_moment(moment: str, given: _Authorization) -> None:
    signed_at = _read_moment(moment)
    now = datetime.datetime.now(datetime.UTC)
    tolerance = datetime.timedelta(minutes=TOLERANCE_MINUTES)
    if signed_at < now - tolerance:
        bound = f"{now - tolerance:{TIME_FORMAT}} ({now:{TIME_FORMAT}} - {TOLERANCE_MINUTES} min.)"
        raise InvalidSignatureException(f"Signature expired: {moment} is now earlier than {bound}")
    if signed_at > now + tolerance:
        bound = f"{now + tolerance:{TIME_FORMAT}} ({now:{TIME_FORMAT}} + {TOLERANCE_MINUTES} min.)"
        raise InvalidSignatureException(f"Signature not yet current: {moment} is still later than {bound}")
    if given.date != moment[:8]:
        raise InvalidSignatureException(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP."
        )


def _read_moment(moment: str) -> datetime.datetime:
    if _BASIC_FORMAT.fullmatch(moment):
        with contextlib.suppress(ValueError):
            return datetime.datetime.fromisoformat(moment)
    raise IncompleteSignatureException("Date must be in ISO-8601 'basic format'.")


def _find_credential(access_key_id: str, request: HttpRequest) -> AccessKey | TemporaryCredential:
    """The key with its owner, in one query. Temporary ones come with their session token, others without."""
    if _TOKEN_HEADER in request.META:
        return _find_temporary(access_key_id, request.META[_TOKEN_HEADER])
    key = ACCESS_KEY_WITH_OWNER.find(access_key_id)
    if key is None or key.status != AccessKey.Status.ACTIVE or not key.owner.is_active:
        raise UnrecognizedClientException
    return key


def _find_temporary(access_key_id: str, token: str) -> TemporaryCredential:
    if not temporary_credentials.is_token_of(access_key_id, token):
        raise UnrecognizedClientException
    credential = TEMPORARY_CREDENTIAL_WITH_OWNER.find(access_key_id)
    if credential is None or (credential.owner and not credential.owner.is_active):
        raise UnrecognizedClientException
    if credential.expires_at <= datetime.datetime.now(datetime.UTC):
        raise ExpiredTokenException
    return credential


def _check_scope(given: _Authorization, service: str, request: HttpRequest) -> None:
    if given.service != service:
        raise InvalidSignatureException(f"Credential should be scoped to correct service: '{service}'.")
    if not _REGION.fullmatch(given.region):
        raise InvalidSignatureException("Credential should be scoped to a valid region.")
    for name, shown in _MUST_BE_SIGNED.items():
        is_there = name != "x-amz-target" or "HTTP_X_AMZ_TARGET" in request.META  # STS has its action in the body
        if is_there and name not in given.signed_headers:
            raise InvalidSignatureException(f"{shown} must be a 'SignedHeader' in the AWS Authorization.")


def _canonical_request(request: HttpRequest, signed_headers: list[str]) -> bytes:
    """The request as its signer saw it. The body is hashed here: a hash that the client claims proves nothing."""
    headers = "".join(f"{name}:{' '.join(_header(request, name).split())}\n" for name in signed_headers)
    payload_hash = hashlib.sha256(request.body).hexdigest()
    query = request.META.get("QUERY_STRING", "")
    text = f"{request.method}\n{request.path}\n{query}\n{headers}\n{';'.join(signed_headers)}\n{payload_hash}"
    return text.encode("latin-1", "replace")  # as WSGI decoded them


def _header(request: HttpRequest, name: str) -> str:
    key = name.upper().replace("-", "_")
    return request.META.get(key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}", "")


@functools.lru_cache(maxsize=1024)
def _unseal(sealed_secret: bytes) -> str:
    return sealing.unseal(PURPOSE, sealed_secret).decode()


@functools.lru_cache(maxsize=1024)
def _signing_key(secret: str, *scope: str) -> bytes:
    """The key of one day, region and service, four HMACs away from the secret."""
    key = f"AWS4{secret}".encode()
    for part in (*scope, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
