"""The audit trail as records of CloudTrail: their shape, files that miss and double nothing, and what is forgotten."""

import contextlib
import gzip
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.stub import ANY, Stubber
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from pools.actions import audit, audit_export, audit_records, audit_retention, audit_targets
from pools.caller import Caller, Via
from pools.models import AuditEvent, AuditExport, append_only
from tests.conftest import ACCESS_KEY_ID, CALLER

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"


@pytest.fixture
def long_ago(pool):
    """Makes an event of some minutes ago."""

    def make(name, minutes=5, **columns):
        moment = timezone.now() - timedelta(minutes=minutes)
        return AuditEvent.objects.create(name=name, created_at=moment, via="api", region="us-east-1", **columns)

    return make


@pytest.fixture
def folder(settings, tmp_path):
    settings.AUDIT_EXPORT_URL = f"file://{tmp_path}"
    return tmp_path


@pytest.fixture
def killed_at(monkeypatch):
    """`with killed_at(module, "function"):` what is within ends there."""

    @contextlib.contextmanager
    def kill(module, name):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, _killed)
            with pytest.raises(KeyboardInterrupt):
                yield

    return kill


def _killed(*args):
    raise KeyboardInterrupt


def names_in(folder):
    """The names of all events in the exported files, in the files' order."""
    files = sorted(folder.rglob("*.json.gz"))
    return [
        record["eventName"] for file in files for record in json.loads(gzip.decompress(file.read_bytes()))["Records"]
    ]


@pytest.mark.spec("API-98", "API-121", "API-122")
def test_a_call_is_worded_as_cloudtrail_does(idp, pool, trail, settings):
    answer = idp.create_group(UserPoolId=pool.id, GroupName="staff")

    [record] = audit_records.word_all(trail(name="CreateGroup"))
    moment = datetime.strptime(record.pop("eventTime"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs(timezone.now() - moment) < timedelta(minutes=1)
    assert record.pop("eventID")
    assert record.pop("userAgent").startswith("Boto3")
    assert record.pop("responseElements")["group"]["groupName"] == "staff"
    assert record == {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": "root",
            "arn": "arn:aws:iam::000000000000:user/root",
            "accountId": "000000000000",
            "accessKeyId": ACCESS_KEY_ID,
            "userName": "root",
        },
        "eventSource": "cognito-idp.amazonaws.com",
        "eventName": "CreateGroup",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "127.0.0.1",
        "requestParameters": {"groupName": "staff", "userPoolId": pool.id},
        "additionalEventData": {"userPoolId": pool.id, "group": "staff"},
        "requestID": answer["ResponseMetadata"]["RequestId"],
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": "000000000000",
        "eventCategory": "Management",
    }


@pytest.mark.spec("API-135")
def test_a_refusal_is_worded_with_its_error(pool):
    event = AuditEvent(name="InitiateAuth", error="NotAuthorizedException", error_message="Wrong.", via="api")

    record = audit_records.word(event)

    assert (record["errorCode"], record["errorMessage"]) == ("NotAuthorizedException", "Wrong.")


@pytest.mark.spec("API-120")
def test_a_user_is_named_by_sub(pool, alice):
    event = audit.record(Caller(via=Via.API), "SignUp", user=alice)

    record = audit_records.word(event)

    assert record["additionalEventData"]["sub"] == str(alice.sub)
    assert "alice" not in json.dumps(record)


def test_the_command_writes_json_lines_and_tells_where_it_ended(long_ago, tmp_path):
    long_ago("SignUp", 9)
    long_ago("ConfirmSignUp", 8)
    told = io.StringIO()

    call_command("audit_export", output=tmp_path / "events", stderr=told)

    lines = (tmp_path / "events").read_text().splitlines()
    assert [json.loads(line)["eventName"] for line in lines] == ["SignUp", "ConfirmSignUp"]
    assert "2 events in all. To go on from here: --after " in told.getvalue()


def test_the_command_goes_on_where_it_ended(long_ago, tmp_path):
    first = long_ago("SignUp", 9)
    long_ago("ConfirmSignUp", 8)
    cursor = str(audit_export.Position.of(first))

    call_command("audit_export", output=tmp_path / "events", after=cursor, stderr=io.StringIO())

    assert [json.loads(line)["eventName"] for line in (tmp_path / "events").open()] == ["ConfirmSignUp"]


def test_the_command_takes_one_pool_and_a_time(long_ago, tmp_path):
    long_ago("SignUp", 9, pool_id="us-east-1_other")
    long_ago("SignUp", 4000, pool_id="us-east-1_mine")
    wanted = long_ago("SignUp", 9, pool_id="us-east-1_mine")
    start = (timezone.now() - timedelta(hours=1)).isoformat()

    call_command(
        "audit_export",
        "--from",
        start,
        "--pool",
        "us-east-1_mine",
        "--output",
        tmp_path / "events",
        stderr=io.StringIO(),
    )

    assert [json.loads(line)["eventID"] for line in (tmp_path / "events").open()] == [str(wanted.id)]


@pytest.mark.parametrize("options", [["--from", "yesterday"], ["--after", "nonsense"], ["--output", "/dev/null/x"]])
def test_the_command_says_what_it_cannot_read(db, options):
    with pytest.raises(CommandError):
        call_command("audit_export", *options)


def test_the_schedule_writes_cloudtrails_files(long_ago, folder):
    long_ago("SignUp")

    assert audit_export.export_due() == 1
    [file] = folder.rglob("*.gz")
    assert str(file.relative_to(folder)).startswith("AWSLogs/000000000000/CloudTrail/us-east-1/20")
    assert names_in(folder) == ["SignUp"]


def test_the_schedule_goes_on_where_it_ended(long_ago, folder):
    long_ago("SignUp", 9)
    audit_export.export_due()
    long_ago("ConfirmSignUp", 8)

    audit_export.export_due()

    assert sorted(names_in(folder)) == ["ConfirmSignUp", "SignUp"]
    assert audit_export.export_due() == 0


def test_events_that_may_have_company_yet_wait(long_ago, folder):
    long_ago("SignUp", 0)

    assert audit_export.export_due() == 0


def test_a_long_trail_makes_several_files(long_ago, folder, monkeypatch):
    monkeypatch.setattr(audit_export, "FILE_EVENTS", 2)
    [long_ago(f"Event{minutes}", minutes) for minutes in (9, 8, 7, 6, 5)]

    assert audit_export.export_due() == 3
    assert sorted(names_in(folder)) == ["Event5", "Event6", "Event7", "Event8", "Event9"]


def test_killed_after_the_file_nothing_is_doubled_or_lost(long_ago, folder, killed_at):
    long_ago("SignUp", 9)
    with killed_at(audit_export, "_advance"):
        audit_export.export_due()
    long_ago("ConfirmSignUp", 8)

    audit_export.export_due()

    assert sorted(names_in(folder)) == ["ConfirmSignUp", "SignUp"]


def test_killed_before_the_file_nothing_is_lost(long_ago, folder, killed_at):
    long_ago("SignUp", 9)
    with killed_at(audit_targets, "put"):
        audit_export.export_due()

    audit_export.export_due()

    assert names_in(folder) == ["SignUp"]


def test_a_bucket_is_written_to_as_well(long_ago, settings, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "y")
    settings.AUDIT_EXPORT_URL = "s3://trail/poolhouse?endpoint=http://127.0.0.1:1&region=eu-west-1"
    long_ago("SignUp")

    s3 = Stubber(audit_targets._s3("endpoint=http://127.0.0.1:1&region=eu-west-1"))
    wanted = {"Bucket": "trail", "Key": ANY, "Body": ANY, "ContentType": "application/gzip"}
    s3.add_response("put_object", {}, wanted)
    with s3:
        audit_export.export_due()

    assert AuditExport.objects.get().moment > timezone.now() - timedelta(minutes=6)


def test_old_events_are_forgotten_and_new_ones_kept(long_ago, settings):
    append_only.install(connection)
    settings.AUDIT_DAYS = 30
    long_ago("SignUp", 31 * 24 * 60)
    kept = long_ago("SignUp", 29 * 24 * 60)

    assert audit_retention.forget_old() == 1
    assert AuditEvent.objects.get(name="SignUp") == kept


def test_nothing_is_forgotten_where_everything_is_kept(long_ago, settings):
    settings.AUDIT_DAYS = 0
    long_ago("SignUp", 999 * 24 * 60)

    assert audit_retention.forget_old() == 0


def test_nothing_is_forgotten_that_was_not_exported(long_ago, folder, settings):
    settings.AUDIT_DAYS = 30
    long_ago("SignUp", 31 * 24 * 60)

    assert audit_retention.forget_old() == 0


def test_what_was_exported_is_forgotten(long_ago, folder, settings):
    settings.AUDIT_DAYS = 30
    long_ago("SignUp", 31 * 24 * 60)
    long_ago("ConfirmSignUp", 5)

    audit_export.export_due()

    assert audit_retention.forget_old() == 1


def test_an_event_by_command_is_the_services_own(pool):
    event = audit.record(CALLER, "RotateSigningKeys", pool=pool)

    assert audit_records.word(event)["userIdentity"] == {"type": "AWSService", "invokedBy": "poolhouse"}
