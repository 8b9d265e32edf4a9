"""Terms of use and privacy policies of app clients."""

from django.utils import timezone

from pools.actions import terms
from pools.models import Terms
from tests.operations.cases import spoils, works

LINKS = {"cognito:default": "https://shop.example/terms"}
NAME = "terms-of-use"
BY_ID = ["DescribeTerms", "UpdateTerms", "DeleteTerms"]
MISSING = "Terms do not exist."
QUICKER = "The item was changed by another request at the same time."


@works("CreateTerms")
def terms_are_made(app):
    given = {"TermsName": NAME, "TermsSource": "LINK", "Enforcement": "NONE", "Links": LINKS}
    answer = yield {"UserPoolId": app.pool_id, "ClientId": app.client_id, **given}
    assert answer["Terms"]["Links"] == LINKS


@works("DescribeTerms")
def terms_are_described(pool, terms_of_use):
    answer = yield {"UserPoolId": pool.id, "TermsId": str(terms_of_use.id)}
    assert answer["Terms"]["TermsName"] == NAME


@works("DescribeTermsByClient")
def the_terms_of_a_client_are_described(app, terms_of_use):
    answer = yield {"UserPoolId": app.pool_id, "ClientId": app.client_id, "TermsName": NAME}
    assert answer["Terms"]["TermsId"] == str(terms_of_use.id)


@works("UpdateTerms")
def terms_are_changed(pool, terms_of_use):
    links = {"cognito:default": "https://shop.example/new"}
    answer = yield {"UserPoolId": pool.id, "TermsId": str(terms_of_use.id), "Links": links}
    assert answer["Terms"]["Links"] == links


@works("DeleteTerms")
def terms_are_deleted(pool, terms_of_use):
    yield {"UserPoolId": pool.id, "TermsId": str(terms_of_use.id)}
    assert not Terms.objects.exists()


@works("ListTerms")
def terms_are_listed(pool, terms_of_use):
    answer = yield {"UserPoolId": pool.id}
    assert [each["TermsName"] for each in answer["Terms"]] == [NAME]


@spoils(["CreateTerms"], "TermsExistsException", "The app client already has a document with this name.")
def the_client_has_some(terms_of_use):
    return {}


@spoils(["UpdateTerms"], "TermsExistsException", "The app client already has a document with this name.")
def the_client_has_some_of_that_name(app, privacy_policy):
    return {"TermsName": "privacy-policy"}


@spoils(BY_ID, "ResourceNotFoundException", MISSING)
def there_are_no_such_terms():
    return {"TermsId": "00000000-0000-4000-8000-000000000000"}


@spoils(["DescribeTermsByClient"], "ResourceNotFoundException", MISSING)
def the_client_has_none():
    return {"TermsName": "privacy-policy"}


@spoils(["UpdateTerms", "DeleteTerms"], "ConcurrentModificationException", QUICKER)
def somebody_was_quicker(terms_of_use, monkeypatch):
    terms_of_use.modified_at = timezone.now()
    monkeypatch.setattr(terms, "get_terms", lambda pool, terms_id: terms_of_use)
    return {}
