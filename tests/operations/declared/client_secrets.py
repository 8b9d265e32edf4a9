"""The secrets of app clients."""

from pools.actions import client_secrets
from pools.models import AppClient
from tests.conftest import CALLER
from tests.operations.cases import refuses, works


def _named(client):
    return {"UserPoolId": client.pool_id, "ClientId": client.client_id}


@works("AddUserPoolClientSecret")
def a_second_secret_is_made(secretive):
    answer = yield _named(secretive)
    assert AppClient.objects.get().secrets[1].value == answer["ClientSecretDescriptor"]["ClientSecretValue"]


@works("ListUserPoolClientSecrets")
def secrets_are_listed(secretive):
    answer = yield _named(secretive)
    assert [each["ClientSecretId"] for each in answer["ClientSecrets"]] == [secretive.secrets[0].secret_id]


@works("DeleteUserPoolClientSecret")
def the_older_secret_ends(secretive):
    newer = client_secrets.add_client_secret(secretive, "n" * 24, caller=CALLER)
    yield _named(secretive) | {"ClientSecretId": secretive.secrets[0].secret_id}
    assert AppClient.objects.get().secret == newer.value


@refuses("AddUserPoolClientSecret", "LimitExceededException", "An app client can have at most 2 client secrets.")
def a_third_secret_is_asked_for(secretive):
    client_secrets.add_client_secret(secretive, "n" * 24, caller=CALLER)
    return _named(secretive)


@refuses(
    "DeleteUserPoolClientSecret",
    "InvalidParameterException",
    "The last client secret of an app client cannot be deleted.",
)
def the_last_secret_is_deleted(secretive):
    return _named(secretive) | {"ClientSecretId": secretive.secrets[0].secret_id}
