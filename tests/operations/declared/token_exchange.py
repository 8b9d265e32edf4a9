"""Tokens outside of sign-in."""

from tests.operations.cases import spoils, works
from tests.operations.conftest import SECRET
from tests.pools.signing_in import claims


@works("GetClientToken")
def a_client_gets_a_token(machine):
    answer = yield {"ClientId": machine.client_id, "Secret": SECRET}
    assert claims(answer["ClientAuthenticationResult"]["AccessToken"])["scope"] == "shop/read"


@works("GetDerivedToken")
def a_token_is_exchanged(service, token):
    subject = {"SubjectToken": token, "SubjectTokenType": "ACCESS_TOKEN"}
    answer = yield {"ClientId": service.client_id, "ClientSecret": SECRET, **subject}
    assert claims(answer["IssuedToken"])["client_id"] == service.client_id


@spoils(["GetClientToken"], "NotAuthorizedException", "Unable to verify secret for client 1robot3456789abcdefghijklm")
def the_secret_is_wrong():
    return {"Secret": "x" * 40}


@spoils(["GetDerivedToken"], "NotAuthorizedException", "Invalid Access Token")
def the_subject_is_no_token():
    return {"SubjectToken": "no.token.atall"}


@spoils(["GetDerivedToken"], "UserNotFoundException", "User does not exist.")
def the_subject_was_deleted(alice):
    alice.delete()
    return {}
