"""Resource servers, principals and audit events."""

import pytest

from pools.actions import policies, principals
from pools.models import Administrator
from tests.conftest import CALLER


@pytest.fixture
def steward(rest_of):
    """The API of somebody who may do everything by a policy, but is not root."""
    api = rest_of("steward")
    user = Administrator.objects.get(username="steward")
    policies.put_inline_policy(
        user,
        "everything",
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}',
        caller=CALLER,
    )
    return api


def test_a_resource_server_is_made_replaced_and_deleted(rest, pool):
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    given = {"identifier": "https://api.example", "name": "API", "scopes": scopes}
    made = rest.post(f"pools/{pool.id}/resource-servers", given)
    address = f"pools/{pool.id}/resource-servers/{made.json()['id']}"

    assert made.status_code == 201
    assert rest.put(address, {"name": "renamed"}).json()["scopes"] == []
    assert len(rest.get(f"pools/{pool.id}/resource-servers").json()["results"]) == 1
    assert rest.delete(address).status_code == 204
    assert rest.get(address).status_code == 404


def test_a_machine_user_is_made_with_a_policy_and_a_key(rest, sdk, pool):
    made = rest.post("principals", {"username": "terraform"})
    rest.put("principals/terraform/policies/arn:aws:iam::aws:policy/AmazonCognitoReadOnly")
    key = rest.post("principals/terraform/access-keys").json()
    idp = sdk(access_key_id=key["access_key_id"], secret=key["secret_access_key"])

    assert made.status_code == 201
    assert rest.get("principals/terraform").json()["policies"] == ["arn:aws:iam::aws:policy/AmazonCognitoReadOnly"]
    assert idp.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Id"] == pool.id


def test_a_principal_is_kept_out_and_deleted(rest):
    rest.post("principals", {"username": "charlie"})

    assert rest.post("principals", {"username": "charlie"}).status_code == 409
    assert rest.patch("principals/charlie", {"is_active": False}).json()["is_active"] is False
    assert rest.delete("principals/charlie").status_code == 204
    assert rest.get("principals/charlie").status_code == 404


def test_principals_come_in_pages(rest):
    principals.create_principal("anna", caller=CALLER)
    first = rest.get("principals?limit=1").json()
    second = rest.get(f"/api/v1/principals?{first['next'].partition('?')[2]}").json()

    assert [each["username"] for each in first["results"] + second["results"]] == ["anna", "operator"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("delete", "principals/operator"),
        ("post", "principals/operator/access-keys"),
        ("put", "principals/operator/policies/arn:aws:iam::aws:policy/AmazonCognitoReadOnly"),
    ],
)
def test_root_is_touched_by_root_alone(rest, steward, method, path):
    assert getattr(steward, method)(path).status_code == 403
    assert Administrator.objects.filter(username="operator").exists()


def test_a_policy_lets_somebody_in(steward, pool):
    assert steward.get(f"pools/{pool.id}").status_code == 200


def test_who_hands_over_a_role_must_be_allowed_to(rest_of, pool):
    api = rest_of("charlie")
    policies.put_inline_policy(
        Administrator.objects.get(username="charlie"),
        "groups",
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}]}',
        caller=CALLER,
    )

    assert api.post(f"pools/{pool.id}/groups", {"name": "plain"}).status_code == 201
    answer = api.post(f"pools/{pool.id}/groups", {"name": "admins", "role_arn": "arn:aws:iam::000000000000:role/admin"})
    assert answer.status_code == 403
    assert "iam:PassRole" in answer.json()["detail"]


def test_events_are_looked_up_and_come_in_pages(rest, pool):
    rest.post(f"pools/{pool.id}/groups", {"name": "one"})
    rest.post(f"pools/{pool.id}/groups", {"name": "two"})
    first = rest.get(f"events?name=CreateGroup&pool_id={pool.id}&limit=1").json()
    second = rest.get(f"/api/v1/events?{first['next'].partition('?')[2]}").json()
    recorded = [each["record"]["requestParameters"]["groupName"] for each in first["results"] + second["results"]]

    assert recorded == ["two", "one"]
    assert second["next"] is None


def test_a_refusal_and_a_password_leave_no_secret_in_the_trail(rest, pool, alice):
    rest.put(f"pools/{pool.id}/users/alice/password", {"password": "Other-Horse-2", "permanent": True})
    [event] = rest.get("events?name=AdminSetUserPassword").json()["results"]

    assert "Other-Horse-2" not in str(event)
    assert event["record"]["userIdentity"]["userName"] == "operator"
