"""Requests below the SDK, for what the SDK would never send."""

import functools
import json

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.test import Client

from tests.conftest import ACCESS_KEY_ID, ENDPOINT, REGION, SECRET_ACCESS_KEY

PREFIX = "AWSCognitoIdentityProviderService"


@pytest.fixture
def wire(root_key):
    """`wire("DescribeUserPool", {...})`: a request by hand, signed unless told otherwise."""
    return send


def send(operation, body=b"{}", *, signed=True, altered=None, headers=None, service="cognito-idp", region=REGION):
    """`altered` changes the request between its signing and its sending."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    target = operation if "." in operation or not operation else f"{PREFIX}.{operation}"
    named = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target} | (headers or {})
    request = AWSRequest("POST", f"{ENDPOINT}/", data=data, headers=named)
    if signed:
        SigV4Auth(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY), service, region).add_auth(request)
    if altered:
        altered(request)
    return _http().generic(
        "POST", "/", request.data, headers=dict(request.headers.items()) | {"Host": "localhost:8000"}
    )


@functools.cache
def _http():
    return Client(raise_request_exception=False)
