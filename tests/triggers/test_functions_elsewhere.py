"""Webhooks and Lambda's `Invoke`: what is sent, and what becomes of each answer."""

import base64
import hashlib
import hmac
import ipaddress
import json
import time
import uuid

import pytest

from pools.errors import InvalidParameterException
from pools.models import Function
from pools.triggers import functions, samples
from pools.triggers.runners.base import Failed, FunctionError, Invocation, TimedOut
from tests.triggers.http_function import serving

pytestmark = pytest.mark.one_database

EVENT = samples.sample("PreSignUp_SignUp", "us-east-1")
TOO_LARGE = "Response payload size exceeded maximum allowed payload size (6291556 bytes)"
TEN_MEGABYTES = b'{"response": "' + b"x" * 10_000_000 + b'"}'


@pytest.fixture
def server(settings):
    settings.OUTGOING_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]
    with serving() as function:
        settings.LAMBDA_ENDPOINTS = [function.url]
        yield function


@pytest.fixture
def webhook(row, server):
    return row("hook", Function.Kind.WEBHOOK, f"{server.url}/hook?for=shop")


@pytest.fixture
def at_lambda(row, server):
    options = {"endpoint_url": server.url, "access_key_id": "AKIATEST", "secret": "s" * 40, "region": "eu-west-1"}
    return row("remote", Function.Kind.LAMBDA, "pre-sign-up", **options)


def call(function, seconds=10.0):
    invocation = Invocation(uuid.UUID(int=7), json.dumps(EVENT).encode(), time.monotonic() + seconds)
    return functions.RUNNERS[function.kind](function, invocation)


@pytest.mark.spec("TRG-01")
def test_a_webhook_is_sent_the_event_and_can_check_who_sent_it(webhook, server):
    assert json.loads(call(webhook)) == EVENT

    [(path, headers, body)] = server.requests
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(webhook.secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert path == "/hook?for=shop"
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-id"] == str(uuid.UUID(int=7))
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert json.loads(body) == EVENT


@pytest.mark.spec("TRG-01")
def test_lambda_is_invoked_with_a_signature_of_its_own(at_lambda, server):
    assert json.loads(call(at_lambda)) == EVENT

    [(path, headers, body)] = server.requests
    assert path == "/2015-03-31/functions/pre-sign-up/invocations"
    assert headers["X-Amz-Invocation-Type"] == "RequestResponse"
    assert "Credential=AKIATEST/" in headers["Authorization"]
    assert "/eu-west-1/lambda/aws4_request" in headers["Authorization"]
    assert json.loads(body) == EVENT


FAILURES = {
    "its own error": ((400, b'{"errorMessage": "not today"}'), FunctionError, "not today"),
    "a redirect": ((307, b""), Failed, "HTTP status 307"),
    "out of order": ((503, b"sorry"), Failed, "HTTP status 503"),
    "too much": ((200, TEN_MEGABYTES), FunctionError, TOO_LARGE),
}


@pytest.mark.parametrize(("answer", "kind", "text"), FAILURES.values(), ids=FAILURES.keys())
def test_a_webhook_fails_by(webhook, server, answer, kind, text):
    server.answer(*answer, Location="http://169.254.169.254/latest/meta-data/")

    with pytest.raises(kind) as failure:
        call(webhook)

    assert str(failure.value) == text
    assert len(server.requests) == 1


LAMBDA_FAILURES = {
    "its own error": (
        (200, b'{"errorMessage": "not today", "errorType": "Error"}', {"X_Amz_Function_Error": "Unhandled"}),
        FunctionError,
        "not today",
    ),
    "an error without words": ((200, b"[]", {"X_Amz_Function_Error": "Unhandled"}), FunctionError, "Unhandled"),
    "no function": (
        (404, b'{"Message": "Function not found"}', {"X_Amzn_ErrorType": "ResourceNotFoundException"}),
        Failed,
        "ResourceNotFoundException",
    ),
    "a redirect": ((307, b"{}", {"Location": "http://169.254.169.254/"}), Failed, "307"),
    "too much": ((200, TEN_MEGABYTES, {}), FunctionError, TOO_LARGE),
}


@pytest.mark.parametrize(("answer", "kind", "text"), LAMBDA_FAILURES.values(), ids=LAMBDA_FAILURES.keys())
def test_lambda_fails_by(at_lambda, server, answer, kind, text):
    status, body, headers = answer
    server.answer(status, body, **headers)

    with pytest.raises(kind) as failure:
        call(at_lambda)

    assert str(failure.value) == text
    assert len(server.requests) == 1


@pytest.mark.spec("TRG-04")
@pytest.mark.parametrize("name", ["webhook", "at_lambda"])
def test_who_does_not_answer_has_had_his_time(request, server, name):
    function = request.getfixturevalue(name)
    call(function)  # a client of Lambda takes its time to be made
    server.hangs.clear()

    with pytest.raises(TimedOut):
        call(function, seconds=0.3)


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://169.254.169.254/latest", "https://localhost/"])
def test_a_webhook_reaches_no_internal_address(row, url):
    function = row("inside", Function.Kind.WEBHOOK, url)

    with pytest.raises(Failed, match="AccessDeniedException"):
        call(function)


def test_an_endpoint_that_the_operator_does_not_allow_is_not_asked(at_lambda, settings, row):
    settings.LAMBDA_ENDPOINTS = []

    with pytest.raises(Failed, match="AccessDeniedException"):
        call(at_lambda)
    with pytest.raises(InvalidParameterException):
        row("other", Function.Kind.LAMBDA, "f", endpoint_url="http://169.254.169.254")
