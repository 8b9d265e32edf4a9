"""Who is let in, and what each may do."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from pools.actions import api_tokens
from pools.models import ApiToken, AuditEvent, UserPool
from tests.conftest import CALLER
from tests.rest.conftest import Rest


def test_nobody_is_asked_for_a_token(db):
    answer = Rest().get("pools")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Bearer realm="Poolhouse"'
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "MissingAuthenticationTokenException"


@pytest.mark.parametrize("header", ["Bearer ph_unknown", "Bearer", "Basic cm9vdDpyb290", "Bearer \xff", "ph_unknown"])
def test_what_is_no_token_is_refused(db, header):
    answer = Client().get("/api/v1/pools", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.json()["title"] == "UnrecognizedClientException"


def test_only_the_digest_of_a_token_is_kept(token):
    kept = ApiToken.objects.get()

    assert token.startswith("ph_")
    assert token not in str(kept.__dict__)


def test_a_deleted_token_is_refused(rest, operator):
    token = api_tokens.list_api_tokens(operator, limit=1)[0][0]

    assert rest.delete(f"tokens/{token.id}").status_code == 204
    assert rest.get("tokens").status_code == 401


def test_a_token_ends(operator):
    _, token = api_tokens.create_api_token(operator, "short", caller=CALLER, validity_days=1)

    with time_machine.travel(timezone.now() + datetime.timedelta(days=1, minutes=1)):
        assert Rest(token).get("pools").status_code == 401


def test_the_token_of_who_may_not_enter_is_refused(rest, operator):
    operator.is_active = False
    operator.save()

    assert rest.get("pools").status_code == 401


def test_a_token_made_with_another_does_not_outlive_it(operator):
    made_with, token = api_tokens.create_api_token(operator, "short", caller=CALLER, validity_days=1)
    created = Rest(token).post("tokens", {"name": "long", "validity_days": 300}).json()

    assert ApiToken.objects.get(id=created["id"]).expires_at == made_with.expires_at


def test_a_new_token_is_shown_once_and_works(rest):
    created = rest.post("tokens", {"name": "deploy"}).json()
    listed = rest.get("tokens").json()["results"]

    assert Rest(created["token"]).get("pools").status_code == 200
    assert {each["name"] for each in listed} == {"script", "deploy"}
    assert created["token"] not in str(listed)


def test_the_last_use_is_noted_once_an_hour(rest, django_assert_num_queries):
    rest.get("tokens")
    first = ApiToken.objects.get().last_used_at
    rest.get("tokens")

    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


def test_tokens_of_others_are_not_there(rest, rest_of):
    strangers = rest_of("charlie").get("tokens").json()["results"][0]

    assert rest.delete(f"tokens/{strangers['id']}").status_code == 404
    assert ApiToken.objects.count() == 2


def test_the_number_of_tokens_is_bounded(rest, operator, monkeypatch):
    monkeypatch.setattr(api_tokens, "MAX_TOKENS", 1)

    assert rest.post("tokens", {"name": "one more"}).status_code == 409


def test_who_has_no_policy_is_denied_in_the_words_of_aws(rest_of, pool):
    answer = rest_of("charlie").get(f"pools/{pool.id}")

    assert answer.status_code == 403
    assert answer.json()["title"] == "AccessDeniedException"
    assert answer.json()["detail"].startswith(
        "User: arn:aws:iam::000000000000:user/charlie is not authorized to perform"
    )
    assert "cognito-idp:DescribeUserPool on resource: arn:aws:cognito-idp:us-east-1" in answer.json()["detail"]


def test_who_has_no_policy_changes_nothing(rest_of, pool):
    assert rest_of("charlie").patch(f"pools/{pool.id}", {"mfa_configuration": "OFF"}).status_code == 403
    assert rest_of("dora").delete(f"pools/{pool.id}").status_code == 403
    assert UserPool.objects.filter(id=pool.id).exists()


def test_the_session_of_the_console_serves_below_its_address_alone(operator, pool):
    browser = Client()
    browser.force_login(operator)

    assert browser.get("/admin/api/v1/pools").status_code == 200
    assert browser.get("/api/v1/pools").status_code == 401


def test_a_forged_request_in_a_session_is_refused(operator, pool):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(operator)
    answer = browser.delete(f"/admin/api/v1/pools/{pool.id}")

    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert UserPool.objects.filter(id=pool.id).exists()


def test_without_a_session_the_console_lets_nobody_in(db):
    assert Client().get("/admin/api/v1/pools").status_code == 401


def test_the_audit_trail_tells_who_did_it_and_how(rest, pool):
    rest.patch(f"pools/{pool.id}", {"user_pool_tags": {"stage": "test"}})
    event = AuditEvent.objects.get(name="UpdateUserPool")

    assert (event.via, event.actor) == ("rest", "arn:aws:iam::000000000000:user/operator")


def test_the_document_is_for_everybody(db):
    assert Client().get("/api/v1/openapi.json").json()["openapi"] == "3.1.1"
    assert Client().get("/api/v1/openapi.yaml")["Content-Type"] == "application/yaml"
