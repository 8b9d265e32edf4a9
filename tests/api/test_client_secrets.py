"""Two secrets of an app client, and the change from one to the other, through the SDK."""

import base64

import pytest
from django.test import Client

from pools.actions import app_clients
from pools.models import AppClient, AuditEvent
from tests.pools.signing_in import by_password, secret_hash

OLD = "the_old_secret_of_the_shop_0000"
NEW = "a" * 24


@pytest.fixture
def shop(app):
    """The app client, with a secret."""
    app.secret = OLD
    app.save()
    return app


@pytest.fixture
def add(idp, shop):
    def add_secret(**given):
        return idp.add_user_pool_client_secret(UserPoolId=shop.pool_id, ClientId=shop.client_id, **given)[
            "ClientSecretDescriptor"
        ]

    return add_secret


@pytest.fixture
def listed(idp, shop):
    return lambda: idp.list_user_pool_client_secrets(UserPoolId=shop.pool_id, ClientId=shop.client_id)["ClientSecrets"]


@pytest.fixture
def delete(idp, shop):
    return lambda secret_id: idp.delete_user_pool_client_secret(
        UserPoolId=shop.pool_id, ClientId=shop.client_id, ClientSecretId=secret_id
    )


def with_secret(client, value):
    """A copy of the client that knows this secret alone."""
    copy = AppClient(client_id=client.client_id, pool=client.pool)
    copy.secret = value
    return copy


@pytest.mark.spec("APP-260", "CON-262", "API-383")
def test_a_generated_secret_is_told_once(add, listed, shop):
    made = add()

    assert len(made["ClientSecretValue"]) == 52
    assert made["ClientSecretId"].startswith(f"{shop.client_id}--")
    assert [set(each) for each in listed()] == [{"ClientSecretId", "ClientSecretCreateDate"}] * 2
    assert listed()[1]["ClientSecretId"] == made["ClientSecretId"]


@pytest.mark.spec("APP-260")
def test_a_secret_of_ones_own_is_not_told_back(add):
    assert set(add(ClientSecret=NEW)) == {"ClientSecretId", "ClientSecretCreateDate"}


@pytest.mark.spec("APP-260")
def test_the_id_of_a_secret_tells_when_it_was_made(add, listed, shop):
    add()

    assert [each["ClientSecretId"] for each in listed()] == [
        f"{shop.client_id}--{int(each['ClientSecretCreateDate'].timestamp())}" for each in listed()
    ]
    assert len({each["ClientSecretId"] for each in listed()}) == 2


@pytest.mark.spec("APP-260", "API-383", "CON-153")
@pytest.mark.parametrize("known", [OLD, NEW])
def test_either_secret_signs_in(idp, shop, alice, add, known):
    add(ClientSecret=NEW)

    answer = by_password(idp, shop, SECRET_HASH=secret_hash(with_secret(shop, known), "alice"))

    assert answer["AuthenticationResult"]["AccessToken"]


@pytest.mark.spec("API-383")
@pytest.mark.parametrize(
    ("known", "error"), [(OLD, "invalid_grant"), (NEW, "invalid_grant"), ("x" * 24, "invalid_client")]
)
def test_either_secret_opens_the_token_endpoint(shop, add, known, error):
    add(ClientSecret=NEW)
    proof = base64.b64encode(f"{shop.client_id}:{known}".encode()).decode()

    answer = Client().post(
        "/oauth2/token",
        {"grant_type": "authorization_code", "code": "none", "redirect_uri": "https://shop.example/callback"},
        headers={"Authorization": f"Basic {proof}"},
    )

    assert answer.json()["error"] == error  # a right secret comes as far as the code, which is wrong


@pytest.mark.spec("APP-260", "CON-262", "API-383")
def test_a_third_secret_is_refused(add, listed, refused):
    add()

    with refused("LimitExceededException"):
        add()
    assert len(listed()) == 2


@pytest.mark.spec("APP-260", "APP-93", "CON-155")
def test_a_client_without_a_secret_gets_none(idp, app, refused):
    with refused("InvalidParameterException"):
        idp.add_user_pool_client_secret(UserPoolId=app.pool_id, ClientId=app.client_id)
    assert idp.list_user_pool_client_secrets(UserPoolId=app.pool_id, ClientId=app.client_id)["ClientSecrets"] == []


def test_the_secret_in_use_is_not_added_again(add, refused):
    add(ClientSecret=NEW)

    with refused("InvalidParameterException"):
        add(ClientSecret=NEW)


@pytest.mark.spec("APP-260", "CON-262")
@pytest.mark.parametrize(("place", "left"), [(0, NEW), (1, OLD)])
def test_a_deleted_secret_counts_no_longer(idp, add, listed, delete, shop, place, left):
    add(ClientSecret=NEW)

    delete(listed()[place]["ClientSecretId"])

    client = app_clients.get_app_client(shop.client_id)
    assert [app_clients.is_client_secret(client, each) for each in (OLD, NEW)] == [left == OLD, left == NEW]
    shown = idp.describe_user_pool_client(UserPoolId=shop.pool_id, ClientId=shop.client_id)["UserPoolClient"]
    assert shown["ClientSecret"] == left


@pytest.mark.spec("APP-260", "CON-262", "API-383")
def test_the_last_secret_stays(listed, delete, refused):
    [last] = listed()

    with refused("InvalidParameterException"):
        delete(last["ClientSecretId"])
    assert listed() == [last]


def test_an_unknown_secret_is_not_deleted(delete, refused):
    with refused("ResourceNotFoundException"):
        delete("shop--1")


def test_an_update_of_the_client_leaves_its_secrets(idp, add, listed, shop):
    add()
    before = listed()

    idp.update_user_pool_client(UserPoolId=shop.pool_id, ClientId=shop.client_id)

    assert listed() == before


def test_who_changed_secrets_is_in_the_audit_log_without_them(add, delete):
    made = add()
    delete(made["ClientSecretId"])

    events = AuditEvent.objects.filter(name__endswith="UserPoolClientSecret").order_by("created_at")
    assert [event.name for event in events] == ["AddUserPoolClientSecret", "DeleteUserPoolClientSecret"]
    assert [event.detail for event in events] == [{"client_secret_id": made["ClientSecretId"]}] * 2


def test_a_client_is_found_with_both_secrets_in_one_query(add, shop, django_assert_num_queries):
    add(ClientSecret=NEW)

    with django_assert_num_queries(1):
        assert app_clients.is_client_secret(app_clients.get_app_client(shop.client_id), NEW)
