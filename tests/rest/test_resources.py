"""What the REST API does to pools, clients, domains, users and groups."""

import pytest
from django.contrib.auth.hashers import make_password

from pools.actions import groups
from pools.models import AppClient, User, UserPool
from tests.conftest import CALLER, PASSWORD

SUB = "5c1f0d4e-2b7a-4c1d-9e8f-0a1b2c3d4e5f"


def test_a_pool_is_made_read_changed_and_deleted(rest, quick_keys):
    made = rest.post("pools", {"name": "people", "policies": {"PasswordPolicy": {"MinimumLength": 12}}})
    address = f"pools/{made.json()['id']}"
    changed = rest.patch(address, {"deletion_protection": "INACTIVE", "user_pool_tags": {"stage": "test"}}).json()

    assert made.status_code == 201
    assert changed["policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert rest.get(address).json()["user_pool_tags"] == {"stage": "test"}
    assert rest.delete(address).status_code == 204
    assert rest.get(address).status_code == 404


def test_what_a_replacement_leaves_out_returns_to_its_default(rest, pool):
    rest.patch(f"pools/{pool.id}", {"user_pool_tags": {"stage": "test"}, "name": "renamed"})
    replaced = rest.put(f"pools/{pool.id}", {"deletion_protection": "ACTIVE"}).json()

    assert "user_pool_tags" not in replaced
    assert replaced["deletion_protection"] == "ACTIVE"
    assert replaced["name"] == "renamed"


def test_a_message_that_is_changed_in_its_older_place_is_changed(rest, pool):
    rest.patch(f"pools/{pool.id}", {"verification_message_template": {"EmailSubject": "first"}})
    changed = rest.patch(f"pools/{pool.id}", {"email_verification_subject": "second"}).json()

    assert changed["verification_message_template"]["EmailSubject"] == "second"


def test_a_pool_keeps_the_id_that_it_is_given(rest, quick_keys):
    made = rest.post("pools", {"name": "people", "id": "us-east-1_Migrated1"}).json()

    assert made["id"] == "us-east-1_Migrated1"
    assert made["arn"].endswith("userpool/us-east-1_Migrated1")


@pytest.mark.parametrize("pool_id", ["eu-west-1_Migrated1", "us-east-1_", "us-east-1_with-dash", "nothing"])
def test_a_pool_id_of_another_format_is_refused(rest, pool_id):
    assert rest.post("pools", {"name": "people", "id": pool_id}).status_code in (400, 422)
    assert not UserPool.objects.exists()


def test_a_pool_id_is_taken_once(rest, pool):
    answer = rest.post("pools", {"name": "people", "id": pool.id})

    assert answer.status_code == 422
    assert answer.json()["detail"] == f"User pool {pool.id} already exists."


def test_pools_come_in_pages_and_by_name(rest, pool, quick_keys):
    rest.post("pools", {"name": "other"})
    first = rest.get("pools?limit=1").json()
    second = rest.get(f"/api/v1/pools?{first['next'].partition('?')[2]}").json()

    assert first["results"][0]["id"] != second["results"][0]["id"]
    assert second["next"] is None
    assert [each["name"] for each in rest.get("pools?name=other").json()["results"]] == ["other"]


def test_a_migrated_client_keeps_its_id_and_secret(rest, pool):
    given = {"client_name": "shop", "client_id": "7abcdefghijklmnopqrstuvwxy", "client_secret": "s" * 52}
    made = rest.post(f"pools/{pool.id}/clients", given)

    assert made.status_code == 201
    assert AppClient.objects.get(client_id=given["client_id"]).secret == given["client_secret"]
    assert rest.post(f"pools/{pool.id}/clients", given).status_code == 422


def test_a_client_is_changed_and_keeps_the_rest(rest, pool, app):
    address = f"pools/{pool.id}/clients/{app.client_id}"
    changed = rest.patch(address, {"callback_urls": ["https://new.example/"]}).json()

    assert changed["callback_urls"] == ["https://new.example/"]
    assert changed["logout_urls"] == ["https://shop.example/bye"]
    assert rest.delete(address).status_code == 204
    assert rest.get(f"pools/{pool.id}/clients").json() == {"results": [], "next": None}


def test_a_client_of_another_pool_is_not_there(rest, pool, app, quick_keys):
    other = rest.post("pools", {"name": "other"}).json()["id"]

    assert rest.get(f"pools/{other}/clients/{app.client_id}").status_code == 404


def test_a_domain_is_given_changed_and_taken_away(rest, pool):
    made = rest.post(f"pools/{pool.id}/domains", {"domain": "people"})
    changed = rest.patch(f"pools/{pool.id}/domains/people", {"managed_login_version": 2})

    assert made.status_code == 201
    assert changed.json()["managed_login_version"] == 2
    assert len(rest.get(f"pools/{pool.id}/domains").json()["results"]) == 1
    assert rest.delete(f"pools/{pool.id}/domains/people").status_code == 204
    assert rest.get(f"pools/{pool.id}/domains/people").status_code == 404


def test_a_user_is_invited(rest, pool, inbox):
    given = {"username": "charlie", "attributes": {"email": "c@example.com"}, "desired_delivery_mediums": ["EMAIL"]}
    made = rest.post(f"pools/{pool.id}/users", given)

    assert made.status_code == 201
    assert made.json()["status"] == "FORCE_CHANGE_PASSWORD"
    assert inbox.to("c@example.com")


@pytest.mark.parametrize("hasher", ["pbkdf2_sha256", "bcrypt"])
def test_a_user_brings_sub_and_password_hash_along(rest, pool, app, idp, inbox, hasher):
    attributes = {"email": "dora@example.com", "email_verified": "true"}
    given = {
        "username": "dora",
        "sub": SUB,
        "password_hash": make_password(PASSWORD, hasher=hasher),
        "attributes": attributes,
    }
    made = rest.post(f"pools/{pool.id}/users", given).json()
    signed_in = idp.initiate_auth(
        ClientId=app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "dora", "PASSWORD": PASSWORD},
    )

    assert (made["sub"], made["status"]) == (SUB, "CONFIRMED")
    assert "AccessToken" in signed_in["AuthenticationResult"]
    assert not inbox.to("dora@example.com")


def test_a_user_with_a_password_for_good_is_confirmed(rest, pool):
    made = rest.post(f"pools/{pool.id}/users", {"username": "dora", "password": PASSWORD}).json()

    assert made["status"] == "CONFIRMED"


@pytest.mark.parametrize(
    "given",
    [
        {"password_hash": "md5 of something"},
        {"password": "short"},
        {"password": PASSWORD, "password_hash": "bcrypt$x"},
        {"password": PASSWORD, "message_action": "SUPPRESS"},
        {"attributes": {"custom:unknown": "x"}},
    ],
)
def test_a_user_who_breaks_a_rule_is_not_made(rest, pool, given):
    assert rest.post(f"pools/{pool.id}/users", {"username": "dora"} | given).status_code == 422
    assert not User.objects.exists()


def test_a_sub_is_given_once(rest, pool, alice):
    answer = rest.post(f"pools/{pool.id}/users", {"username": "dora", "sub": str(alice.sub)})

    assert answer.status_code == 409
    assert answer.json()["title"] == "UsernameExistsException"


@pytest.mark.parametrize("name", ["username", "sub"])
def test_a_user_is_found_by_name_and_by_sub(rest, pool, alice, name):
    assert rest.get(f"pools/{pool.id}/users/{getattr(alice, name)}").json()["username"] == "alice"


def test_a_name_that_is_the_sub_of_another_leads_to_the_other(rest, pool, alice):
    rest.post(f"pools/{pool.id}/users", {"username": str(alice.sub)})

    assert rest.get(f"pools/{pool.id}/users/{alice.sub}").json()["username"] == "alice"


def test_reading_a_user_takes_few_queries(rest, pool, alice, django_assert_num_queries):
    rest.get("tokens")  # notes the use of the token

    with django_assert_num_queries(3):  # token with its owner, pool, user
        rest.get(f"pools/{pool.id}/users/alice")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("email=bob@example.com", ["bob"]),
        ("username=alice", ["alice"]),
        ("filter=email %5E= %22al%22", ["alice"]),
        ("status=UNCONFIRMED", []),
        ("enabled=true", ["alice", "bob"]),
        ('email="or"', []),
    ],
)
def test_users_are_searched(rest, pool, alice, bob, query, found):
    listed = rest.get(f"pools/{pool.id}/users?{query}").json()["results"]

    assert sorted(each["username"] for each in listed) == found


def test_users_come_in_pages(rest, pool, alice, bob):
    first = rest.get(f"pools/{pool.id}/users?limit=1").json()
    second = rest.get(f"/api/v1/pools/{pool.id}/users?{first['next'].partition('?')[2]}").json()

    assert {first["results"][0]["username"], second["results"][0]["username"]} == {"alice", "bob"}
    assert second["next"] is None


def test_attributes_are_changed_and_deleted(rest, pool, alice):
    changed = rest.patch(f"pools/{pool.id}/users/alice", {"attributes": {"name": "Alice", "email": None}}).json()

    assert changed["attributes"] == {"name": "Alice"}


@pytest.mark.parametrize(("verb", "enabled"), [("disable", False), ("enable", True)])
def test_a_user_is_switched_off_and_on(rest, pool, alice, verb, enabled):
    assert rest.post(f"pools/{pool.id}/users/alice/{verb}").status_code == 204
    assert rest.get(f"pools/{pool.id}/users/alice").json()["enabled"] is enabled


def test_a_password_is_set_and_reset(rest, pool, alice):
    address = f"pools/{pool.id}/users/alice"

    assert rest.put(f"{address}/password", {"password": "Other-Horse-2", "permanent": True}).status_code == 204
    assert rest.post(f"{address}/reset-password").status_code == 204
    assert rest.get(address).json()["status"] == "RESET_REQUIRED"
    assert rest.post(f"{address}/confirm").status_code == 409
    assert rest.post(f"{address}/sign-out").status_code == 204


def test_a_user_prefers_a_second_factor(rest, pool, alice):
    answer = rest.put(f"pools/{pool.id}/users/alice/mfa", {"email_mfa_settings": {"Enabled": True}})

    assert answer.status_code == 422  # the pool offers none
    assert answer.json()["title"] == "InvalidParameterException"


def test_a_user_is_deleted(rest, pool, alice):
    assert rest.delete(f"pools/{pool.id}/users/alice").status_code == 204
    assert rest.get(f"pools/{pool.id}/users/alice").json()["title"] == "UserNotFoundException"


@pytest.mark.parametrize("name", ["admins", "a/b", "é"])
def test_a_group_is_made_filled_and_deleted(rest, pool, alice, name):
    made = rest.post(f"pools/{pool.id}/groups", {"name": name, "precedence": 1})
    member = f"pools/{pool.id}/users/alice/groups/{name}"

    assert made.status_code == 201
    assert rest.put(member).status_code == 204
    assert rest.get(f"pools/{pool.id}/groups/{name}/users").json()["results"][0]["username"] == "alice"
    assert rest.get(f"pools/{pool.id}/users/alice/groups").json()["results"][0]["name"] == name
    assert rest.delete(member).status_code == 204
    assert rest.patch(f"pools/{pool.id}/groups/{name}", {"description": "x"}).json()["precedence"] == 1
    assert rest.delete(f"pools/{pool.id}/groups/{name}").status_code == 204


def test_a_group_of_that_name_is_there_once(rest, pool):
    groups.create_group(pool, "admins", caller=CALLER)

    assert rest.post(f"pools/{pool.id}/groups", {"name": "admins"}).status_code == 409


def test_second_factors_of_a_pool_are_replaced(rest, pool):
    given = {"mfa_configuration": "OPTIONAL", "software_token_mfa_configuration": {"Enabled": True}}

    assert rest.put(f"pools/{pool.id}/mfa", given).json() == given
    assert rest.get(f"pools/{pool.id}/mfa").json() == given


def test_sessions_are_told_where_the_pool_tracks_them(rest, pool, alice):
    assert rest.get(f"pools/{pool.id}/users/alice/sessions").status_code == 422
    pool.session_configuration = {"UserSessionTracking": "ENABLED"}
    pool.save()

    assert rest.get(f"pools/{pool.id}/users/alice/sessions").json() == {"results": [], "next": None}
