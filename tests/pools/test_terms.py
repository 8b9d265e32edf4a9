"""Terms of use and privacy policies of app clients."""

import uuid

import pytest

from pools.actions import terms
from pools.errors import ConcurrentModificationException
from pools.models import AuditEvent, Terms
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database

LINKS = {"cognito:default": "https://shop.example/terms", "cognito:spanish": "https://shop.example/es/terms"}


@pytest.fixture
def create(idp, app):
    def create(name="terms-of-use", **more):
        given = {"ClientId": app.client_id, "TermsSource": "LINK", "Enforcement": "NONE", "Links": LINKS} | more
        return idp.create_terms(UserPoolId=app.pool_id, TermsName=name, **given)["Terms"]

    return create


@pytest.mark.spec("FED-229", "FED-230")
def test_a_document_is_made_and_read_by_id_and_by_client(idp, app, create):
    made = create()
    where = {"UserPoolId": app.pool_id}

    assert idp.describe_terms(**where, TermsId=made["TermsId"])["Terms"] == made
    assert idp.describe_terms_by_client(**where, ClientId=app.client_id, TermsName="terms-of-use")["Terms"] == made
    assert (made["Links"], made["ClientId"], made["TermsSource"]) == (LINKS, app.client_id, "LINK")


@pytest.mark.spec("FED-229")
def test_a_client_has_one_of_a_kind(create, refused):
    create()
    create("privacy-policy")
    with refused("TermsExistsException"):
        create()


@pytest.mark.spec("FED-229")
def test_an_update_changes_what_is_given(idp, app, create):
    made = create()
    links = {"cognito:default": "https://shop.example/new"}
    changed = idp.update_terms(UserPoolId=app.pool_id, TermsId=made["TermsId"], Links=links)["Terms"]

    assert (changed["Links"], changed["TermsName"]) == (links, "terms-of-use")
    assert changed["LastModifiedDate"] > made["LastModifiedDate"]


def test_a_document_may_not_become_one_that_there_is(idp, app, create, refused):
    made = create()
    create("privacy-policy")
    with refused("TermsExistsException"):
        idp.update_terms(UserPoolId=app.pool_id, TermsId=made["TermsId"], TermsName="privacy-policy")


def test_of_two_changes_at_once_one_is_told(app, create):
    made = create()
    read = [terms.get_terms(app.pool, made["TermsId"]) for _ in range(2)]
    terms.update_terms(read[0], caller=CALLER, links={"cognito:default": "https://a.example/"})
    with pytest.raises(ConcurrentModificationException):
        terms.update_terms(read[1], caller=CALLER, links={"cognito:default": "https://b.example/"})


def test_what_was_changed_meanwhile_is_not_deleted(app, create):
    made = create()
    read = [terms.get_terms(app.pool, made["TermsId"]) for _ in range(2)]
    terms.update_terms(read[0], caller=CALLER, links={"cognito:default": "https://a.example/"})
    with pytest.raises(ConcurrentModificationException):
        terms.delete_terms(read[1], caller=CALLER)

    assert Terms.objects.exists()
    assert not AuditEvent.objects.filter(name="DeleteTerms").exists()


def test_a_deleted_one_is_gone(idp, app, create, refused):
    made = create()
    idp.delete_terms(UserPoolId=app.pool_id, TermsId=made["TermsId"])
    with refused("ResourceNotFoundException"):
        idp.describe_terms(UserPoolId=app.pool_id, TermsId=made["TermsId"])

    assert AuditEvent.objects.filter(name="DeleteTerms").count() == 1


@pytest.mark.parametrize("operation", ["describe_terms", "update_terms", "delete_terms"])
def test_an_unknown_id_is_not_found(idp, app, refused, operation):
    with refused("ResourceNotFoundException"):
        getattr(idp, operation)(UserPoolId=app.pool_id, TermsId=str(uuid.uuid4()))


def test_a_client_without_one_has_none_to_describe(idp, app, refused):
    with refused("ResourceNotFoundException"):
        idp.describe_terms_by_client(UserPoolId=app.pool_id, ClientId=app.client_id, TermsName="terms-of-use")


@pytest.mark.spec("FED-230")
@pytest.mark.parametrize(
    "wrong",
    [
        {"Links": {}},
        {"Links": {"cognito:klingon": "https://a.example"}},
        {"Links": {"cognito:default": "https://a.example/a b"}},
        {"Links": {"cognito:default": "https://a.example/" + "x" * 1024}},
        {"Links": {"cognito:default": "javascript:alert(1)"}},
        {"Links": {"cognito:default": "https://[broken"}},
        {"Links": {"cognito:default": "terms.html"}},
        {"name": "imprint"},
        {"TermsSource": "FILE"},
        {"Enforcement": "ALL"},
    ],
)
def test_what_a_document_may_not_be(create, refused, wrong):
    with refused("InvalidParameterException"):
        create(**wrong)


def test_links_must_be_given(idp, app, refused):
    with refused("InvalidParameterException"):
        idp.create_terms(
            UserPoolId=app.pool_id,
            ClientId=app.client_id,
            TermsName="terms-of-use",
            TermsSource="LINK",
            Enforcement="NONE",
        )


def test_the_client_must_be_the_pool_s(create, refused):
    with refused("ResourceNotFoundException"):
        create(ClientId="missing")


@pytest.mark.spec("FED-229")
def test_documents_are_listed_page_by_page(idp, app, create):
    made = {create()["TermsId"], create("privacy-policy")["TermsId"]}
    first = idp.list_terms(UserPoolId=app.pool_id, MaxResults=1)
    rest = idp.list_terms(UserPoolId=app.pool_id, MaxResults=1, NextToken=first["NextToken"])

    assert {terms["TermsId"] for terms in first["Terms"] + rest["Terms"]} == made
    assert "NextToken" not in rest
    assert set(rest["Terms"][0]) == {"TermsId", "TermsName", "Enforcement", "CreationDate", "LastModifiedDate"}


@pytest.mark.spec("FED-229", "FED-230")
def test_they_are_shown_once_both_exist_in_a_language_or_the_default_one(app, create):
    create()
    alone = terms.shown_at_sign_up(app)
    create("privacy-policy", Links={"cognito:default": "https://shop.example/privacy"})

    assert alone == {}
    assert terms.shown_at_sign_up(app, "cognito:spanish") == {
        "terms-of-use": "https://shop.example/es/terms",
        "privacy-policy": "https://shop.example/privacy",
    }
