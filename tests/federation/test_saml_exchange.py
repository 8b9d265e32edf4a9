"""SAML assertions exchanged for tokens of the pool."""

import base64

import pytest
from lxml import etree

from federation.actions import identity_providers
from federation.actions.identity_providers import Settings
from pools.actions import app_clients, domains, provider_links
from tests.conftest import CALLER
from tests.federation import saml_metadata
from tests.federation.saml_idp import Answer, find, sign
from tests.pools.signing_in import claims

pytestmark = pytest.mark.one_database


@pytest.fixture
def service(pool):
    settings = Settings({"MetadataFile": saml_metadata.simple()}, {})
    identity_providers.create_identity_provider(pool, "Corp", "SAML", settings, caller=CALLER)
    flows = ["ALLOW_TOKEN_EXCHANGE_IMPERSONATION"]
    client = app_clients.create_app_client(pool, "service", caller=CALLER, explicit_auth_flows=flows)
    client.supported_identity_providers = ["COGNITO", "Corp"]
    client.allowed_o_auth_scopes = ["aws.cognito.signin.user.admin"]
    client.save()
    return client


@pytest.fixture
def answer(pool):
    address = f"{domains.hosted_ui_url(pool)}/saml2/idpresponse"
    return Answer(None, address, f"urn:amazon:cognito:sp:{pool.id}", name_id="Alice-1")


@pytest.fixture
def exchange(anonymous, service):
    def exchange(token, provider="Corp", kind="SAML2"):
        given = {"SubjectToken": token, "SubjectTokenType": kind, "SubjectTokenProviderName": provider}
        return anonymous.get_derived_token(ClientId=service.client_id, **given)

    return exchange


@pytest.fixture
def linked(alice):
    provider_links.own_link(alice, "Corp", "Alice-1").save()
    return alice


def bare(tree):
    """The assertion alone, as RFC 8693 has it: in base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(etree.tostring(find(tree, "./saml:Assertion"))).decode().rstrip("=")


@pytest.mark.spec("FED-264", "API-368")
def test_an_assertion_of_a_provider_is_exchanged_for_a_token_of_its_user(exchange, answer, linked, service):
    told = claims(exchange(bare(sign(answer.tree())))["IssuedToken"])

    assert (told["sub"], told["client_id"]) == (str(linked.sub), service.client_id)
    assert told["exp"] - told["iat"] <= 300
    assert claims(exchange(answer.signed())["IssuedToken"])["sub"] == str(linked.sub)


@pytest.mark.spec("FED-264")
def test_one_that_is_not_the_provider_s_or_of_nobody_here_is_refused(exchange, answer, linked, refused):
    with refused("NotAuthorizedException"):
        exchange(bare(sign(answer.tree(), by="other")))
    with refused("NotAuthorizedException"):
        exchange("bm90aGluZw")
    answer.name_id = "alice-1"
    with refused("NotAuthorizedException"):
        exchange(bare(sign(answer.tree())))


@pytest.mark.spec("FED-264")
def test_the_provider_and_the_kind_of_token_must_be_known(exchange, answer, linked, refused):
    with refused("ResourceNotFoundException"):
        exchange(answer.signed(), provider="Other")
    with refused("InvalidParameterException"):
        exchange(answer.signed(), kind="ID_TOKEN")
