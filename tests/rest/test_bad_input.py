"""Whatever is sent, the answer is a problem that says what is wrong, and never a 5xx."""

import pytest
from django.test import Client

from pools.models import User


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[1, 2]",
        "null",
        '"text"',
        "1" * 5000,
        "[" * 100_000,
        '{"name": NaN}',
        b'{"name": "\xff"}',
        '{"name": 1e400}',
        '{"name": {"a": 1}}',
        '{"name": "people", "policies": {"PasswordPolicy": {"MinimumLength": 99999999999999999999}}}',
        '{"name": "people", "policies": null}',
    ],
)
def test_a_body_that_does_not_fit_is_a_bad_request(rest, body):
    answer = rest.post("pools", body)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800"])
def test_what_no_database_keeps_is_refused(rest, pool, text):
    answer = rest.post(f"pools/{pool.id}/users", f'{{"username": "alice", "attributes": {{"name": "{text}"}}}}')

    assert answer.status_code in (400, 422)
    assert not User.objects.exists()


@pytest.mark.parametrize("path", ["pools/%00", "pools/us-east-1_aB3dE6gH9/users/%00", "pools/%ff", "x", ""])
def test_an_address_that_leads_nowhere_is_not_found(rest, pool, path):
    answer = rest.get(path)

    assert answer.status_code == 404
    assert answer.json()["title"] in ("ResourceNotFoundException", "UserNotFoundException")


def test_an_address_that_leads_nowhere_is_not_found_for_changes_either(token):
    http = Client(enforce_csrf_checks=True)
    answer = http.delete("/api/v1/pools/a%0Ab/c", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=61",
        "limit=x",
        "limit=1&limit=2",
        "limit=%D9%A1",
        "limit=1.0",
        "emial=x",
        "email=%00",
        "cursor=",
    ],
)
def test_a_query_that_does_not_fit_names_the_parameter(rest, pool, query):
    answer = rest.get(f"pools/{pool.id}/users?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == query.partition("=")[0]


def test_every_fault_is_told_with_the_path_to_its_field(rest):
    body = {"nam": "x", "policies": {"PasswordPolicy": {"MinimumLength": 1, "Minimum": 2}}, "deletion_protection": 1}
    answer = rest.post("pools", body)

    assert [each["field"] for each in answer.json()["errors"]] == ["nam"]
    del body["nam"]
    fields = [each["field"] for each in rest.post("pools", body).json()["errors"]]
    assert sorted(fields) == ["deletion_protection", "name", "policies.PasswordPolicy.Minimum"]


def test_a_constraint_is_told_with_the_path_to_its_value(rest):
    answer = rest.post("pools", {"name": "people", "policies": {"PasswordPolicy": {"MinimumLength": 1}}})
    expected = "Member must have value greater than or equal to 6"

    assert answer.json()["errors"] == [{"field": "policies.PasswordPolicy.MinimumLength", "detail": expected}]


def test_a_body_of_another_kind_is_refused(rest):
    assert rest.post("pools", "name=people", content_type="application/x-www-form-urlencoded").status_code == 415


def test_a_body_past_the_largest_size_is_refused(rest):
    assert rest.post("pools", '"' + "x" * 2_097_153 + '"').status_code == 413


def test_a_method_that_is_not_there_is_refused_with_those_that_are(rest, pool):
    answer = rest.post(f"pools/{pool.id}")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, PUT, PATCH, DELETE, HEAD"


def test_what_breaks_here_is_told_without_details(rest, monkeypatch):
    monkeypatch.setattr("pools.actions.user_pools.list_user_pools", lambda *args, **kwargs: 1 / 0)
    answer = rest.get("pools")

    assert answer.status_code == 500
    assert "division" not in answer.content.decode()


@pytest.mark.parametrize("cursor", ["x", "gAAAAA", "ü"])
def test_a_made_up_cursor_is_refused(rest, pool, cursor):
    assert rest.get(f"pools/{pool.id}/users?cursor={cursor}").status_code == 422
