"""Calls as the bytes that go over the wire, signed where the operation asks for it, and a plain way to send one."""

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests import product

TARGET = "AWSCognitoIdentityProviderService"
_SIGNER = SigV4Auth(Credentials(product.ACCESS_KEY_ID, product.SECRET_ACCESS_KEY), "cognito-idp", "us-east-1")


class Refused(Exception):
    """The server answered with an error."""


def call(url: str, operation: str, signed: bool = False, **members: Any) -> dict[str, Any]:
    """Send one call and give what it answers."""
    headers, body = _prepare(url, operation, members, signed)
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        raise Refused(f"{operation} at {url}: {error.code} {error.read().decode()[:300]}") from error


def raw(url: str, operation: str, members: dict[str, Any], signed: bool) -> bytes:
    """One call as an HTTP/1.1 request, to be replayed byte for byte."""
    headers, body = _prepare(url, operation, members, signed)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join(["POST / HTTP/1.1", *lines, f"Content-Length: {len(body)}", "", ""])
    return head.encode() + body


def _prepare(url: str, operation: str, members: dict[str, Any], signed: bool) -> tuple[dict[str, str], bytes]:
    body = json.dumps(members).encode()
    headers = {
        "Host": urlsplit(url).netloc,
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"{TARGET}.{operation}",
        "User-Agent": "poolhouse-bench",
    }
    if signed:
        request = AWSRequest("POST", f"{url}/", headers=headers, data=body)
        _SIGNER.add_auth(request)
        headers = dict(request.headers.items())
    return headers, body
