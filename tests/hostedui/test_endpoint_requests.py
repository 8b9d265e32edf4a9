"""Requests that no endpoint for apps takes, whatever else is right about them."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.hostedui.conftest import CALLBACK

FORM = "application/x-www-form-urlencoded"
ENDPOINTS = ["token", "revoke", "introspect", "par", "device_authorization"]
SECRET = "the-secret-of-the-shop-of-enough-length"

pytestmark = pytest.mark.one_database


@pytest.fixture
def send():
    def post(endpoint, *pairs):
        return Client(headers={"Host": "localhost:8000"}).post(f"/oauth2/{endpoint}", urlencode(pairs), FORM)

    return post


@pytest.mark.parametrize("name", ["grant_type", "client_id", "redirect_uri", "code", "code_verifier"])
def test_no_parameter_may_come_twice(send, app, code_row, name):
    """RFC 6749 section 3.2: the first would count for one reader, the last for another."""
    right = {
        "grant_type": "authorization_code",
        "client_id": app.client_id,
        "redirect_uri": CALLBACK,
        "code": "the code",
    }
    answer = send("token", (name, "another"), *right.items(), (name, right.get(name, "")))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    assert send("token", *right.items()).status_code == 200


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_nor_at_any_other_endpoint(send, endpoint, app):
    answer = send(endpoint, ("client_id", app.client_id), ("client_id", app.client_id))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_what_cannot_be_read_is_answered_as_apps_read_it(endpoint, db):
    http = Client(headers={"Host": "localhost:8000"})
    too_many = http.post(f"/oauth2/{endpoint}", "&".join(f"p{number}=1" for number in range(1001)), FORM)
    broken = http.post(f"/oauth2/{endpoint}", "x", "multipart/form-data")
    answers = [(answer.status_code, answer.json()) for answer in (too_many, broken)]
    assert answers == [(400, {"error": "invalid_request"})] * 2


@pytest.mark.parametrize("asked", [50, 51, 200_000])
def test_a_client_asks_for_no_more_scopes_than_it_can_have(send, app, asked):
    """What no database looks up at once."""
    app.secret, app.allowed_o_auth_flows, app.allowed_o_auth_scopes = SECRET, ["client_credentials"], ["photos/read"]
    app.save()
    proof = (("client_id", app.client_id), ("client_secret", SECRET))
    scopes = " ".join(f"{number:x}/a" for number in range(asked))
    answer = send("token", ("grant_type", "client_credentials"), *proof, ("scope", scopes))
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_scope"})
