import pytest
from django.test import Client

from pools.actions import domains
from tests.conftest import CALLER

pytestmark = pytest.mark.django_db


@pytest.fixture
def http():
    return Client()


def address(pool, document):
    return f"/{pool.id}/.well-known/{document}"


@pytest.mark.spec("SEC-69", "SEC-70", "API-249")
def test_the_key_set_has_two_signing_keys(http, pool):
    keys = http.get(address(pool, "jwks.json")).json()["keys"]

    assert [(key["alg"], key["kty"], key["use"], key["e"]) for key in keys] == [("RS256", "RSA", "sig", "AQAB")] * 2


@pytest.mark.spec("SEC-16", "API-248")
def test_discovery_names_the_issuer_and_where_all_else_is(http, pool, settings):
    settings.PUBLIC_URL = "https://id.example"
    document = http.get(address(pool, "openid-configuration")).json()

    assert document["issuer"] == f"https://id.example/{pool.id}"
    assert document["jwks_uri"] == f"https://id.example/{pool.id}/.well-known/jwks.json"
    assert document["token_endpoint"] == "https://id.example/oauth2/token"
    assert document["end_session_endpoint"] == "https://id.example/logout"


def test_with_a_domain_the_endpoints_are_there(http, pool, settings):
    settings.PUBLIC_URL = "https://id.example"
    domains.create_domain(pool, "people", caller=CALLER)
    document = http.get(address(pool, "openid-configuration")).json()

    assert document["issuer"] == f"https://id.example/{pool.id}"
    assert document["authorization_endpoint"] == "https://people.auth.id.example/oauth2/authorize"


@pytest.mark.parametrize("document", ["jwks.json", "openid-configuration"])
def test_a_reader_with_the_same_copy_is_told_so(http, pool, document):
    first = http.get(address(pool, document))
    again = http.get(address(pool, document), headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=3600"
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_a_browser_app_may_read_it(http, pool):
    assert http.get(address(pool, "jwks.json"))["Access-Control-Allow-Origin"] == "*"
    assert http.options(address(pool, "jwks.json"))["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_a_pool_that_does_not_exist_has_none(http):
    answer = http.get("/us-east-1_doesnotbe/.well-known/jwks.json")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


def test_nobody_writes_there(http, pool):
    assert http.post(address(pool, "jwks.json")).status_code == 405


def test_the_key_set_takes_one_query(http, pool, django_assert_num_queries):
    http.get(address(pool, "jwks.json"))
    with django_assert_num_queries(1):
        http.get(address(pool, "jwks.json"))
