"""STS: the forms that the SDK sends, and the XML that it reads."""

import datetime

import pytest
import time_machine
from django.test import Client

from pools.actions import principals, temporary_credentials
from pools.actions.administrators import create_access_key
from tests.conftest import CALLER

FORM = "application/x-www-form-urlencoded; charset=utf-8"


@pytest.fixture
def sts(sdk):
    return sdk("sts", parameter_validation=False)


def test_root_is_told_who_it_is(sts, root_key):
    identity = sts.get_caller_identity()

    assert identity["Arn"] == "arn:aws:iam::000000000000:user/root"
    assert identity["Account"] == "000000000000"
    assert identity["UserId"] == root_key.owner.unique_id


@pytest.mark.spec("API-352")
def test_whoever_may_do_nothing_is_told_who_it_is(sdk, db):
    carol = principals.create_principal("carol", caller=CALLER)
    key = create_access_key(carol, caller=CALLER)

    identity = sdk("sts", access_key_id=key.access_key_id, secret=key.secret).get_caller_identity()
    assert identity["Arn"] == "arn:aws:iam::000000000000:user/carol"


@pytest.fixture
def session(sdk, db):
    """The SDK's STS client with credentials of a role's session."""
    issued = temporary_credentials.issue(
        role_arn="arn:aws:iam::000000000000:role/path/app", session_name="a&b", caller=CALLER
    )
    keys = {"secret": issued.secret_access_key, "session_token": issued.session_token}
    return sdk("sts", access_key_id=issued.access_key_id, **keys)


@pytest.mark.spec("API-05")
def test_a_roles_session_is_told_who_it_is(session):
    identity = session.get_caller_identity()

    assert identity["Arn"] == "arn:aws:sts::000000000000:assumed-role/app/a&b"
    assert identity["UserId"].startswith("AROA")
    assert identity["UserId"].endswith(":a&b")


@pytest.mark.spec("API-05", "APP-23")
def test_a_session_token_signs_calls(sts, sdk, pool):
    issued = sts.get_session_token(DurationSeconds=900)["Credentials"]
    client = sdk(
        access_key_id=issued["AccessKeyId"], secret=issued["SecretAccessKey"], session_token=issued["SessionToken"]
    )

    assert issued["AccessKeyId"].startswith("ASIA")
    assert client.describe_user_pool(UserPoolId=pool.id)


def test_a_session_gets_no_session_token(session, refused):
    with refused("AccessDenied") as refusal:
        session.get_session_token()
    assert refusal.status == 403


@pytest.mark.parametrize("seconds", [0, 899, 129_601])
def test_a_session_token_lasts_from_15_minutes_to_36_hours(sts, refused, seconds):
    with refused("ValidationError"):
        sts.get_session_token(DurationSeconds=seconds)


def test_an_unknown_key_is_refused(sdk, refused):
    with refused("InvalidClientTokenId") as refusal:
        sdk("sts", access_key_id="AKIANOBODYNOBODYNOBO").get_caller_identity()
    assert (refusal.status, refusal.message) == (403, "The security token included in the request is invalid.")


def test_a_wrong_secret_is_refused(sdk, refused):
    with refused("SignatureDoesNotMatch") as refusal:
        sdk("sts", secret="guess").get_caller_identity()
    assert refusal.status == 403


def test_ended_credentials_are_refused(session, refused):
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=2)
    with time_machine.travel(later), refused("ExpiredToken"):
        session.get_caller_identity()


def test_a_replaced_action_is_refused(sdk, refused):
    def replace(request):
        request.body = request.body.replace("GetCallerIdentity", "GetCallerIdentitx")

    with refused("SignatureDoesNotMatch"):
        sdk("sts", before_sending=replace).get_caller_identity()


def test_an_action_that_is_not_there_is_named(sts, refused):
    with refused("InvalidAction") as refusal:
        sts.get_federation_token(Name="x")
    assert refusal.message == "Could not find operation GetFederationToken for version 2011-06-15"


def test_an_unsigned_form_for_sts_is_refused(client):
    answer = client.post("/", b"Action=GetCallerIdentity&Version=2011-06-15", content_type=FORM)

    assert answer.status_code == 403
    assert b"<Code>MissingAuthenticationToken</Code>" in answer.content


@pytest.mark.parametrize("body", [b"Action=" + b"x" * 70_000, b"&" * 500, b"\xff"])
def test_a_form_that_cannot_be_read_is_refused(sdk, refused, body):
    def replace(request):
        request.body = body
        request.headers["Content-Length"] = str(len(body))

    with refused("MalformedInput") as refusal:
        sdk("sts", before_sending=replace).get_caller_identity()
    assert refusal.status == 400


@pytest.mark.parametrize("body", [b"", b"name=value", b"Action=Other", b"Action=%FF&\xff", b"&" * 5000])
def test_other_forms_go_on_to_the_pages(client, db, body):
    answer = Client().post("/", body, content_type=FORM)

    assert answer["Content-Type"].startswith("text/html")
    assert answer.status_code < 500
