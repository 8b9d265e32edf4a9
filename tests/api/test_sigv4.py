"""Signature Version 4: what it lets through, and AWS's name for everything else."""

import datetime
import json

import pytest
import time_machine

from pools.models import AccessKey, Administrator

pytestmark = pytest.mark.one_database

NOW = datetime.datetime(2026, 5, 4, 12, 0, tzinfo=datetime.UTC)
LIST = ("ListUserPools", {"MaxResults": 1})


def changing(**headers):
    """Changes headers after the signing; None removes one."""

    def alter(request):
        for name, value in headers.items():
            del request.headers[name.replace("_", "-")]
            if value is not None:
                request.headers[name.replace("_", "-")] = value

    return alter


def replacing(old, new):
    """Changes a part of the Authorization header after the signing."""

    def alter(request):
        given = request.headers["Authorization"]
        del request.headers["Authorization"]
        request.headers["Authorization"] = given.replace(old, new)

    return alter


def error(answer):
    return json.loads(answer.content)["__type"]


def message(answer):
    return json.loads(answer.content)["message"]


def test_a_signed_call_passes(wire):
    assert wire(*LIST).status_code == 200


@pytest.mark.spec("API-25")
def test_an_unsigned_call_is_refused(wire):
    answer = wire(*LIST, signed=False)

    assert (answer.status_code, error(answer)) == (400, "MissingAuthenticationTokenException")
    assert message(answer) == "Missing Authentication Token"


@pytest.mark.spec("API-25")
def test_public_operations_need_no_signature(wire, db):
    answer = wire("InitiateAuth", {"ClientId": "nobody", "AuthFlow": "USER_SRP_AUTH"}, signed=False)

    assert error(answer) == "ResourceNotFoundException"


def test_an_unknown_key_is_refused(sdk, refused):
    with refused("UnrecognizedClientException") as refusal:
        sdk(access_key_id="AKIANOBODYNOBODYNOBO").list_user_pools(MaxResults=1)
    assert refusal.message == "The security token included in the request is invalid."


def test_a_wrong_secret_is_refused(sdk, refused):
    with refused("InvalidSignatureException") as refusal:
        sdk(secret="guess").list_user_pools(MaxResults=1)
    assert refusal.message.startswith("The request signature we calculated does not match the signature you provided.")


def test_a_replaced_body_is_refused(wire):
    def replace(request):
        request.data = b'{"MaxResults": 60}'

    assert error(wire(*LIST, altered=replace)) == "InvalidSignatureException"


def test_a_hash_that_the_client_claims_is_not_believed(wire):
    def replace(request):
        request.data = b'{"MaxResults": 60}'

    answer = wire(*LIST, altered=replace, headers={"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"})
    assert error(answer) == "InvalidSignatureException"


def test_a_replaced_operation_is_refused(wire):
    other = changing(X_Amz_Target="AWSCognitoIdentityProviderService.DescribeUserPool")

    assert error(wire(*LIST, altered=other)) == "InvalidSignatureException"


@pytest.mark.parametrize("signed_header", ["host;", "x-amz-date;", ";x-amz-target"])
def test_what_decides_about_a_call_must_be_signed(wire, signed_header):
    answer = wire(*LIST, altered=replacing(signed_header, ""))

    assert error(answer) == "InvalidSignatureException"
    assert "must be a 'SignedHeader'" in message(answer)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/cognito-idp/", "/cognito-identity/"),
        ("/us-east-1/", "/eu-west-1/"),
        ("/us-east-1/", "/moon/"),
        ("Signature=", "Signature=0"),
    ],
)
def test_a_changed_scope_or_signature_is_refused(wire, old, new):
    assert error(wire(*LIST, altered=replacing(old, new))) == "InvalidSignatureException"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Credential=", "Who="),
        ("SignedHeaders=", "Headers="),
        ("Signature=", "Sign="),
        ("/aws4_request", ""),
        ("AWS4-HMAC-SHA256", "Bearer"),
        ("AWS4-HMAC-SHA256", "é"),
    ],
)
def test_a_malformed_authorization_is_refused(wire, old, new):
    assert error(wire(*LIST, altered=replacing(old, new))) == "IncompleteSignatureException"


@pytest.mark.parametrize("moment", [None, "yesterday", "2026-05-04T12:00:00Z", "20261304T120000Z", "²0260504T120000Z"])
def test_a_call_without_its_time_is_refused(wire, moment):
    assert error(wire(*LIST, altered=changing(X_Amz_Date=moment))) == "IncompleteSignatureException"


def _signed_at(wire, offset):
    """A call signed by a clock that is off by so much."""
    with time_machine.travel(NOW, tick=False) as clock:

        def send_later(request):
            clock.move_to(NOW - offset)

        return wire(*LIST, altered=send_later)


def test_an_old_signature_is_refused(wire):
    answer = _signed_at(wire, -datetime.timedelta(minutes=5, seconds=1))

    assert error(answer) == "InvalidSignatureException"
    assert message(answer) == (
        "Signature expired: 20260504T120000Z is now earlier than 20260504T120001Z (20260504T120501Z - 5 min.)"
    )


def test_a_signature_of_the_future_is_refused(wire):
    answer = _signed_at(wire, datetime.timedelta(minutes=5, seconds=1))

    assert error(answer) == "InvalidSignatureException"
    assert message(answer).startswith("Signature not yet current: 20260504T120000Z is still later than")


@pytest.mark.parametrize("minutes", [-5, 5])
def test_a_clock_may_be_five_minutes_off(wire, minutes):
    assert _signed_at(wire, datetime.timedelta(minutes=minutes)).status_code == 200


def test_the_scope_is_of_the_same_day(wire):
    with time_machine.travel(NOW, tick=False):
        answer = wire(*LIST, altered=replacing("/20260504/", "/20260503/"))

    assert error(answer) == "InvalidSignatureException"


def test_a_session_token_that_we_never_gave_is_refused(wire):
    answer = wire(*LIST, headers={"X-Amz-Security-Token": "made-up"})

    assert error(answer) == "UnrecognizedClientException"


def test_a_disabled_key_stops_at_once(wire, root_key):
    assert wire(*LIST).status_code == 200

    AccessKey.objects.update(status=AccessKey.Status.INACTIVE)
    assert error(wire(*LIST)) == "UnrecognizedClientException"


def test_a_new_secret_replaces_the_old_at_once(wire, root_key):
    assert wire(*LIST).status_code == 200

    root_key.secret = "another"
    root_key.save()
    assert error(wire(*LIST)) == "InvalidSignatureException"


def test_the_key_of_a_disabled_administrator_stops_at_once(wire):
    Administrator.objects.update(is_active=False)

    assert error(wire(*LIST)) == "UnrecognizedClientException"


def test_an_administrator_without_rights_is_denied(wire, pool):
    Administrator.objects.update(is_superuser=False)
    answer = wire("DescribeUserPool", {"UserPoolId": pool.id})

    assert error(answer) == "AccessDeniedException"
    assert message(answer) == (
        "User: arn:aws:iam::000000000000:user/root is not authorized to perform: cognito-idp:DescribeUserPool "
        f"on resource: arn:aws:cognito-idp:us-east-1:000000000000:userpool/{pool.id} "
        "because no identity-based policy allows the cognito-idp:DescribeUserPool action"
    )


def test_any_region_may_be_signed_for_and_has_its_own_pools(wire, pool):
    answer = wire(*LIST, region="eu-west-1")

    assert json.loads(answer.content) == {"UserPools": []}


def test_a_signed_call_costs_one_query_for_its_key(wire, pool, django_assert_num_queries):
    wire("DescribeUserPoolDomain", {"Domain": "people"})

    with django_assert_num_queries(2):
        wire("DescribeUserPoolDomain", {"Domain": "people"})
