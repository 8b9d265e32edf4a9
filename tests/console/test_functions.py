"""The console's page of functions."""

import pytest

from pools.models import Administrator, Function
from pools.triggers.runners import python

pytestmark = pytest.mark.one_database

TRIGGERS = (
    "Pre sign-up", "Pre authentication", "Custom message", "Post authentication", "Post confirmation",
    "Define Auth Challenge", "Create Auth Challenge", "Verify Auth Challenge Response", "User Migration",
)  # fmt: skip
FORM = {"name": "guard", "kind": "python", "target": "tests.triggers.guide:pre_sign_up", "source_arns": ""}


@pytest.fixture(autouse=True)
def _allowed(settings):
    settings.FUNCTION_MODULES = ["tests.triggers"]
    yield
    python.forget_processes()


@pytest.fixture
def guard(console):
    console.post("/admin/functions/add/", FORM)
    return Function.objects.get()


def test_functions_are_added_changed_and_deleted(console, guard):
    empty_form = console.get("/admin/functions/add/")
    listed = console.get("/admin/functions/")
    changed = {"kind": "lambda", "target": "guard", "description": "At AWS", "source_arns": ""}
    console.post(f"/admin/functions/{guard.pk}/edit/", changed)
    guard.refresh_from_db()
    deleted = console.post(f"/admin/functions/{guard.pk}/delete/")

    assert empty_form.status_code == 200
    assert "tests.triggers.guide:pre_sign_up" in listed.content.decode()
    assert (guard.kind, guard.target, guard.description) == ("lambda", "guard", "At AWS")
    assert deleted.status_code == 302
    assert "No functions" in console.get("/admin/functions/").content.decode()


def test_a_refusal_lands_on_the_form(console, db):
    answer = console.post("/admin/functions/add/", FORM | {"target": "os:system"})

    assert "POOLHOUSE_FUNCTION_MODULES" in answer.content.decode()
    assert not Function.objects.exists()


def test_the_key_of_a_webhook_is_shown_when_it_is_new(console, db):
    added = console.post("/admin/functions/add/", FORM | {"kind": "webhook", "target": "https://shop.example/hook"})
    hook = Function.objects.get()
    first = hook.secret
    replaced = console.post(f"/admin/functions/{hook.pk}/key/")
    hook.refresh_from_db()

    assert first in added.content.decode()
    assert hook.secret != first
    assert hook.secret in replaced.content.decode()
    assert hook.secret not in console.get("/admin/functions/").content.decode()


@pytest.mark.spec("TRG-14")
def test_trying_a_function_shows_what_it_says(console, guard):
    address = f"/admin/functions/{guard.pk}/try/"
    sample = console.get(f"{address}?source=PreSignUp_SignUp").context["form"]["event"].value()
    refused = console.post(address, {"source": "PreSignUp_SignUp", "event": sample})
    fine = console.post(address, {"source": "PreSignUp_SignUp", "event": sample.replace('"mary"', '"maria"')})
    malformed = console.post(address, {"source": "PreSignUp_SignUp", "event": "{"})

    assert "minimum length of 5" in refused.content.decode()
    assert "&quot;autoConfirmUser&quot;: false" in fine.content.decode()
    assert fine.context["trial"].milliseconds >= 0
    assert "This is not JSON." in malformed.content.decode()


def test_each_page_of_functions_needs_its_permission(console_of, guard):
    reader = console_of("lambda:ListFunctions")

    listed = reader.get("/admin/functions/").content.decode()
    others = [reader.get(f"/admin/functions/{each}") for each in ("add/", f"{guard.pk}/edit/", f"{guard.pk}/try/")]
    assert "guard" in listed
    assert "Add function" not in listed
    assert {answer.status_code for answer in others} == {403}


@pytest.mark.spec("TRG-02", "TRG-12", "TRG-25", "TRG-26")
def test_a_pool_s_triggers_are_chosen_from_the_functions(console, pool, guard):
    key = "arn:aws:kms:us-east-1:000000000000:key/codes"
    address = f"/admin/user-pools/{pool.id}/triggers/"
    chosen = {"PreSignUp": guard.arn, "PreTokenGeneration": guard.arn, "PreTokenGenerationVersion": "V2_0"}

    before = console.get(address).content.decode()
    without_key = console.post(f"{address}save/", chosen | {"CustomSMSSender": guard.arn})
    saved = console.post(f"{address}save/", chosen | {"CustomSMSSender": guard.arn, "KMSKeyID": key})
    guard.delete()
    after = console.get(address).content.decode()

    pool.refresh_from_db()
    assert before.count("guard</option>") == 13
    assert "KMSKeyID is required" in without_key.content.decode()
    assert saved.status_code == 302
    assert pool.lambda_config == {
        "PreSignUp": guard.arn,
        "PreTokenGeneration": guard.arn,
        "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": guard.arn},
        "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": guard.arn},
        "KMSKeyID": key,
    }
    assert f"{guard.arn} (not registered)" in after


def test_who_may_only_look_saves_no_triggers(console_of, pool, guard):
    reader = console_of("cognito-idp:DescribeUserPool")
    address = f"/admin/user-pools/{pool.id}/triggers/"

    shown = reader.get(address).content.decode()
    assert "Save changes" not in shown
    assert "guard</option>" not in shown
    assert reader.post(f"{address}save/", {"PreSignUp": guard.arn}).status_code == 403


@pytest.mark.spec("CON-166", "CON-167", "TRG-24")
def test_both_consoles_have_the_list_of_triggers(console, operator, pool):
    Administrator.objects.update(console="original")
    page = console.get(f"/admin/user-pools/{pool.id}/triggers/").content.decode()
    assert [label for label in TRIGGERS if label not in page] == []
    assert f'<a href="/admin/user-pools/{pool.id}/triggers/" aria-current="page">Triggers</a>' in page

    Administrator.objects.update(console="new")
    properties = console.get(f"/admin/user-pools/{pool.id}/settings/user-pool-properties/").content.decode()
    assert "Lambda triggers" in properties
    assert f"/admin/user-pools/{pool.id}/triggers/" in properties
