"""What no honest client sends: each gets its named error, in a form that every client reads, and never a 5xx."""

import json
import logging

import pytest
from django.test import Client

from pools.actions import user_pools
from pools.api import registry, view
from pools.contract import service_model
from tests.api import breaking

pytestmark = pytest.mark.one_database

LIST = ("ListUserPools", {"MaxResults": 1})
CORS = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"


def error(answer):
    return json.loads(answer.content)["__type"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nonsense",
        b"[1]",
        b'"text"',
        b"null",
        b"1",
        b'{"MaxResults": NaN}',
        b'{"MaxResults": Infinity}',
        b'{"MaxResults": 1} {}',
        b'{"MaxResults": "1"}',
        b'{"MaxResults": 1e999}',
        b'{"MaxResults": ' + b"9" * 5000 + b"}",
        b"\xff\xfe{\x00}\x00",
        b'\xef\xbb\xbf{"MaxResults": 1}',
        b'{"NextToken": "\xff"}',
        b'{"NextToken": "\\ud800", "MaxResults": 1}',
        b'{"NextToken": "a\nb", "MaxResults": 1}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_a_body_that_is_not_the_json_it_should_be(wire, body):
    answer = wire("ListUserPools", body)

    assert (answer.status_code, error(answer)) == (400, "SerializationException")


@pytest.mark.parametrize("token", ["a\\u0000b", "\\u0007", "two words"])
def test_control_characters_are_refused(wire, token):
    answer = wire("ListUserPools", f'{{"MaxResults": 1, "NextToken": "{token}"}}'.encode())

    assert (answer.status_code, error(answer)) == (400, "InvalidParameterException")


@pytest.mark.parametrize("member", ["Username", "ConfirmationCode", "ClientId"])
def test_an_escaped_nul_reaches_no_database(wire, app, member):
    call = {"ClientId": app.client_id, "Username": "alice", "ConfirmationCode": "123456"} | {member: "a\x00b"}

    assert error(wire("ConfirmSignUp", call, signed=False)) == "InvalidParameterException"


def test_a_nul_in_a_member_without_a_pattern_is_refused(wire, app):
    call = {
        "ClientId": app.client_id,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ali\x00ce", "PASSWORD": "x"},
    }

    assert error(wire("InitiateAuth", call, signed=False)) == "InvalidParameterException"


def test_an_escaped_backslash_before_digits_is_no_nul(wire, app):
    call = {"ClientId": app.client_id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "a\\u0000"}}

    assert "U+0000" not in wire("InitiateAuth", call, signed=False).content.decode()


@pytest.mark.parametrize("content_type", ["application/json", "text/xml", "application/x-amz-json-1.0", ""])
def test_another_content_type_is_refused(wire, content_type):
    answer = wire(*LIST, headers={"Content-Type": content_type})

    assert (answer.status_code, error(answer)) == (400, "UnknownOperationException")


def test_a_charset_beside_the_content_type_is_taken(wire):
    assert wire(*LIST, headers={"Content-Type": "application/x-amz-json-1.1; charset=utf-8"}).status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "AWSCognitoIdentityProviderService.MakeCoffee",
        "AWSCognitoIdentityProviderService.",
        "AWSCognitoIdentityProviderService..ListUserPools",
        "Nobody.ListUserPools",
        ".",
        "",
        "AWSCognitoIdentityProviderService.__class__",
        "é.é",
    ],
)
def test_an_unknown_operation(wire, target):
    answer = wire(target or "", altered=None, headers={"X-Amz-Target": target}, signed=False)

    assert (answer.status_code, error(answer)) == (400, "UnknownOperationException")


def test_a_body_of_a_megabyte_is_read(wire):
    body = b'{"MaxResults": 1}'

    assert wire("ListUserPools", body.ljust(view.MAX_BODY_BYTES)).status_code == 200


def test_a_larger_body_is_refused_unread(wire):
    answer = wire("ListUserPools", b'{"MaxResults": 1}'.ljust(view.MAX_BODY_BYTES + 1))

    assert (answer.status_code, error(answer)) == (413, "RequestEntityTooLargeException")


def test_an_empty_body_is_an_empty_input(wire):
    answer = wire("ListUserPools", b"")

    assert "Value null at 'maxResults'" in json.loads(answer.content)["message"]


@pytest.mark.spec("IDP-67")
def test_every_answer_has_the_headers_that_clients_read(wire):
    answer = wire(*LIST)

    assert answer["Content-Type"] == "application/x-amz-json-1.1"
    assert len(answer["x-amzn-RequestId"]) == 36
    assert answer["Date"].endswith(" GMT")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Expose-Headers"] == CORS


@pytest.mark.spec("IDP-67")
def test_an_error_has_them_too_with_its_name(wire):
    answer = wire("DescribeUserPool", {"UserPoolId": "us-east-1_nobody"})

    assert answer["x-amzn-ErrorType"] == "ResourceNotFoundException:"
    assert answer["x-amzn-ErrorMessage"] == "User pool us-east-1_nobody does not exist."
    assert len(answer["x-amzn-RequestId"]) == 36
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Expose-Headers"] == CORS


def test_a_message_breaks_out_of_no_header(wire):
    answer = wire("DescribeUserPool", {"UserPoolId": "a\r\nSet-Cookie: b=c; é" + "x" * 5000})

    assert error(answer) == "InvalidParameterException"
    assert "Set-Cookie" not in answer
    assert len(answer["x-amzn-ErrorMessage"]) == view.MAX_MESSAGE_HEADER


@pytest.mark.spec("IDP-67")
def test_a_preflight_allows_what_it_is_asked_for(db):
    asked = "content-type,x-amz-target,x-amz-user-agent,cache-control,amz-sdk-invocation-id,amz-sdk-request"
    headers = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": asked,
    }
    answer = Client().options("/", headers=headers)

    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Headers"] == asked
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert int(answer["Access-Control-Max-Age"]) >= 3600


def test_a_failure_of_ours_tells_the_log_and_nobody_else(wire, pool, monkeypatch, caplog):
    def fail(pool_id):
        raise RuntimeError("the cellar is flooded")

    monkeypatch.setattr(user_pools, "find_user_pool", fail)
    answer = wire("DescribeUserPool", {"UserPoolId": pool.id})

    assert (answer.status_code, error(answer)) == (500, "InternalErrorException")
    assert "cellar" not in answer.content.decode()
    assert "the cellar is flooded" in caplog.text
    assert answer["x-amzn-RequestId"] in caplog.text
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_refusal_is_no_warning_in_the_log(wire, caplog):
    with caplog.at_level(logging.WARNING):
        wire("ListUserPools", {})

    assert caplog.records == []


OPERATIONS = sorted(registry.USER_POOLS.handlers)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_is_in_the_model(name):
    assert name in service_model.load("cognito-idp").operation_names


def test_what_is_missing_is_computed():
    missing = registry.missing_operations()

    assert set(missing).isdisjoint(OPERATIONS)
    assert len(missing) + len(OPERATIONS) == len(service_model.load("cognito-idp").operation_names)


@pytest.mark.one_database
@pytest.mark.parametrize("operation", breaking.with_constraints(OPERATIONS))
def test_breaking_any_constraint_gets_a_named_error(wire, app, operation):
    assert breaking.taken_amiss(operation, wire) == []
