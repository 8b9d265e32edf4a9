"""Functions over REST and by command."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from pools.models import AuditEvent, Function
from pools.triggers.runners import python

pytestmark = pytest.mark.one_database

ARN = "arn:aws:lambda:us-east-1:000000000000:function:"
PLACE = {"kind": "python", "target": "tests.triggers.guide:pre_sign_up", "description": "Five characters and more"}
HOOK = {"kind": "webhook", "target": "https://shop.example/hook"}
EVENT = {"userName": "mary", "request": {"userAttributes": {}}, "response": {}}
AWS = {"kind": "lambda", "target": "guard", "access_key_id": "AKIATEST", "secret": "s" * 40, "region": "eu-west-1"}


@pytest.fixture(autouse=True)
def _allowed(settings):
    settings.FUNCTION_MODULES = ["tests.triggers"]
    yield
    python.forget_processes()


def command(*arguments):
    out = io.StringIO()
    call_command("function", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue().strip()


@pytest.mark.spec("TRG-01")
def test_a_function_is_made_listed_changed_and_deleted(rest):
    made = rest.post("functions", PLACE | {"name": "guard", "source_arns": ["arn:aws:cognito-idp:*:*:userpool/*"]})
    address = f"functions/{made.json()['id']}"
    changed = rest.put(address, AWS)
    listed = rest.get("functions").json()["results"]
    shown = rest.get(address)
    gone = rest.delete(address)

    assert (made.status_code, made.json()["arn"], made.json()["signing_key"]) == (201, f"{ARN}guard", "")
    assert (changed.status_code, changed.json()["source_arns"]) == (200, [])
    assert [each["target"] for each in listed] == ["guard"]
    assert shown.json()["access_key_id"] == "AKIATEST"
    assert "s" * 40 not in shown.content.decode() + changed.content.decode()
    assert (gone.status_code, rest.get(address).status_code) == (204, 404)
    changes = AuditEvent.objects.filter(name__contains="Function", read_only=False).order_by("created_at")
    assert [event.name for event in changes] == ["CreateFunction", "UpdateFunctionConfiguration", "DeleteFunction"]


def test_a_webhook_s_key_is_told_once_and_kept_sealed(rest):
    made = rest.post("functions", HOOK | {"name": "hook"}).json()
    rest.put(f"functions/{made['id']}", HOOK | {"description": "the same"})

    row = Function.objects.get()
    assert made["signing_key"].startswith("whsec_")
    assert row.secret == made["signing_key"]
    assert made["signing_key"].encode() not in bytes(row.sealed_secret)
    assert made["signing_key"] not in rest.get(f"functions/{made['id']}").content.decode()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (PLACE | {"name": "a b"}, 422),
        (PLACE | {"name": "arn:aws:s3:::bucket"}, 422),
        (PLACE | {"name": "guard", "target": "os:system"}, 422),
        (PLACE | {"name": "guard", "target": "no colon"}, 422),
        (PLACE | {"name": "guard", "source_arns": ["*"]}, 422),
        (PLACE | {"name": "guard", "source_arns": "*"}, 400),
        (PLACE | {"name": "guard", "kind": "shell"}, 400),
        (HOOK | {"name": "guard", "target": "ftp://shop.example"}, 422),
        (HOOK | {"name": "guard", "target": "https://user:password@shop.example"}, 422),
        (AWS | {"name": "guard", "endpoint_url": "http://169.254.169.254"}, 422),
        (AWS | {"name": "guard", "target": "../other"}, 422),
        ({"kind": "lambda", "target": "guard", "access_key_id": "AKIATEST", "name": "guard"}, 422),
    ],
)
def test_what_is_no_function_is_not_kept(rest, given, status):
    assert rest.post("functions", given).status_code == status
    assert not Function.objects.exists()


def test_a_name_is_given_once(rest):
    rest.post("functions", PLACE | {"name": "guard"})

    assert rest.post("functions", HOOK | {"name": "guard"}).status_code == 409


@pytest.mark.spec("TRG-14")
def test_a_function_is_tried_with_an_event(rest):
    made = rest.post("functions", PLACE | {"name": "guard"}).json()
    fine = rest.post(f"functions/{made['id']}/invoke", {"event": EVENT | {"userName": "maria"}}).json()
    refused = rest.post(f"functions/{made['id']}/invoke", {"event": EVENT}).json()

    assert json.loads(fine["answer"])["response"] == {"autoConfirmUser": False}
    assert refused["error"] == "Cannot register users with username less than the minimum length of 5"
    assert refused["answer"] == ""


def test_functions_need_permissions_of_their_own(rest_of, rest):
    made = rest.post("functions", PLACE | {"name": "guard"}).json()
    nobody = rest_of("charlie")

    answers = [
        nobody.get("functions"),
        nobody.post("functions", PLACE | {"name": "other"}),
        nobody.get(f"functions/{made['id']}"),
        nobody.put(f"functions/{made['id']}", HOOK),
        nobody.post(f"functions/{made['id']}/invoke", {"event": {}}),
        nobody.delete(f"functions/{made['id']}"),
    ]
    assert {answer.status_code for answer in answers} == {403}


def test_functions_by_command(db):
    foreign = "arn:aws:lambda:eu-west-1:123456789012:function:guard:PROD"
    assert command("add", foreign, "--python", PLACE["target"]) == foreign
    assert command("add", "hook", "--webhook", HOOK["target"]) == f"{ARN}hook"
    assert command("key", "hook").startswith("whsec_")
    assert sorted(command("list").splitlines()) == [
        f"{foreign}  python  {PLACE['target']}",
        f"{ARN}hook  webhook  {HOOK['target']}",
    ]
    tried = command("try", foreign, "--event", json.dumps(EVENT | {"userName": "maria"}))
    assert json.loads(tried)["response"] == {"autoConfirmUser": False}
    command("change", "hook", "--python", PLACE["target"])
    with pytest.raises(CommandError):
        command("key", "hook")
    command("delete", "hook")
    with pytest.raises(CommandError):
        command("try", "hook")
