"""Roles of administrators: what giving one does, and which pools the console then knows of."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from pools.access import policy
from pools.access import principals as access
from pools.actions import policies, principals, roles, user_pools
from pools.caller import Caller
from pools.errors import InvalidParameterException, LimitExceededException
from pools.models import Administrator, AuditEvent, ManagedPolicy
from pools.policies.roles import FOR_CHOSEN_POOLS, Role

pytestmark = pytest.mark.one_database


@pytest.fixture
def charlie(db) -> Administrator:
    return principals.create_principal("charlie", password="Correct-Horse-1", caller=Caller())


@pytest.fixture
def other_pool(pool):
    return user_pools.create_user_pool("other-pool", region="us-east-1", caller=Caller())


def browser_of(administrator) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def may(user, action, resource="*") -> bool:
    return policy.is_allowed(access.of_user(Administrator.objects.get(pk=user.pk)), action, resource)


@pytest.mark.parametrize(
    ("role", "allowed", "denied"),
    [
        (Role.OWNER, ["iam:CreateUser", "cognito-idp:DeleteUserPool"], []),
        (Role.OPERATOR, ["cognito-idp:DeleteUserPool", "poolhouse:PutSendingIdentity"], ["iam:GetUser"]),
        (
            Role.HELP_DESK,
            [
                "cognito-idp:AdminResetUserPassword",
                "cognito-idp:AdminDeleteSoftwareToken",
                "cognito-idp:AdminListUserSessions",
                "cognito-idp:AdminRevokeUserSession",
                "poolhouse:InspectTokens",
            ],
            ["cognito-idp:AdminDeleteUser", "cognito-idp:UpdateUserPool", "cognito-idp:AdminSetUserPassword"],
        ),
        (
            Role.AUDITOR,
            ["cloudtrail:LookupEvents", "iam:ListUsers", "cognito-idp:AdminGetUser"],
            ["cognito-idp:AdminDisableUser", "poolhouse:ListMessages", "iam:CreateUser", "kms:Decrypt"],
        ),
    ],
)  # fmt: skip
def test_a_role_allows_what_it_says(role, allowed, denied, charlie, pool):
    roles.assign_role(charlie, role, caller=Caller())

    assert [action for action in allowed if not may(charlie, action, pool.arn)] == []
    assert [action for action in denied if may(charlie, action, pool.arn)] == []


@pytest.mark.parametrize("role", FOR_CHOSEN_POOLS)
def test_a_role_of_chosen_pools_reaches_no_other_and_nothing_of_the_account(role, charlie, pool, other_pool):
    roles.assign_role(charlie, role, [pool], caller=Caller())

    assert may(charlie, "cognito-idp:DescribeUserPool", pool.arn)
    assert not may(charlie, "cognito-idp:DescribeUserPool", other_pool.arn)
    assert not may(charlie, "cognito-idp:ListUserPools")
    assert not may(charlie, "cloudtrail:LookupEvents")


def test_a_new_role_takes_the_place_of_the_old_one_and_of_its_policy(charlie, pool):
    policies.attach_policy(charlie, "arn:aws:iam::aws:policy/IAMReadOnlyAccess", caller=Caller())
    roles.assign_role(charlie, Role.AUDITOR, [pool], caller=Caller())
    assert roles.roles_of([charlie]) == {charlie.pk: roles.Held(Role.AUDITOR, (pool.id,))}

    roles.assign_role(charlie, Role.OPERATOR, caller=Caller())

    arns = set(charlie.attachments.values_list("policy_arn", flat=True))
    assert arns == {"arn:aws:iam::aws:policy/IAMReadOnlyAccess", "arn:aws:iam::aws:policy/PoolhouseOperator"}
    assert not ManagedPolicy.objects.exists()


def test_administrators_of_the_same_pools_share_a_policy(charlie, pool):
    dana = principals.create_principal("dana", caller=Caller())
    roles.assign_role(charlie, Role.HELP_DESK, [pool], caller=Caller())
    roles.assign_role(dana, Role.HELP_DESK, [pool], caller=Caller())
    roles.assign_role(charlie, None, caller=Caller())

    assert roles.roles_of([charlie, dana]) == {dana.pk: roles.Held(Role.HELP_DESK, (pool.id,))}


def test_a_role_whose_policy_was_changed_by_hand_is_called_one_no_longer(charlie, pool):
    roles.assign_role(charlie, Role.HELP_DESK, [pool], caller=Caller())
    own = ManagedPolicy.objects.get()
    policies.update_policy(own, own.document.replace("AdminDisableUser", "AdminDeleteUser"), caller=Caller())

    assert roles.roles_of([charlie]) == {}


@pytest.mark.parametrize(
    ("role", "number", "refusal"),
    [
        (Role.OWNER, 1, InvalidParameterException),
        (Role.AUDITOR, 0, InvalidParameterException),
        (Role.AUDITOR, 51, LimitExceededException),
    ],
)
def test_what_makes_no_sense_is_refused(role, number, refusal, charlie, pool):
    with pytest.raises(refusal):
        roles.assign_role(charlie, role, [pool] * number, caller=Caller())
    assert not charlie.attachments.exists()


def test_a_role_is_given_on_the_page_of_a_principal(console, charlie, pool, other_pool):
    address = reverse("admin:principal_role", args=["charlie"])
    assert "Help desk" in console.get(address).content.decode()

    console.post(address, {"role": "PoolhouseHelpDesk", "reach": "chosen", "pools": [pool.id]})

    page = console.get(reverse("admin:principal", args=["charlie"])).content.decode()
    assert "reset a password" in page
    assert pool.id in page
    assert other_pool.id not in page
    assert AuditEvent.objects.filter(name="AttachUserPolicy").exists()
    assert "Help desk" in console.get(reverse("admin:principals") + "?kind=administrators").content.decode()


def test_a_chosen_role_without_a_pool_lands_on_the_form(console, charlie, pool):
    answer = console.post(
        reverse("admin:principal_role", args=["charlie"]), {"role": "PoolhouseAuditor", "reach": "chosen"}
    )

    assert "Choose at least one user pool." in answer.content.decode()


def test_whoever_may_not_attach_policies_gives_no_roles(charlie):
    roles.assign_role(charlie, Role.OPERATOR, caller=Caller())

    assert browser_of(charlie).get(reverse("admin:principal_role", args=["charlie"])).status_code == 403


@pytest.mark.parametrize(
    "document",
    [
        {"Effect": "Allow", "Resource": "arn:aws:cognito-idp:*:*:userpool/{id}"},
        {"Effect": "Allow", "Resource": "arn:aws:cognito-idp:*:*:userpool/{start}*"},
        {"Effect": "Allow", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}},
        {"Effect": "Allow", "NotResource": "arn:aws:cognito-idp:*:*:userpool/{other}"},
    ],
    ids=["id", "prefix", "tag", "all but one"],
)
def test_lists_and_counts_hold_the_pools_that_a_policy_allows(document, charlie, pool, other_pool):
    pool.user_pool_tags = {"team": "a"}
    pool.save()
    text = json.dumps({"Version": "2012-10-17", "Statement": [{"Action": "cognito-idp:DescribeUserPool", **document}]})
    text = text.replace("{id}", pool.id).replace("{start}", pool.id[:-2]).replace("{other}", other_pool.id)
    policies.put_inline_policy(charlie, "own", text, caller=Caller())
    browser = browser_of(charlie)

    listed = browser.get(reverse("admin:user_pools"))
    assert [row.id for row in listed.context["page"].items] == [pool.id]
    assert browser.get(reverse("admin:user_pools") + "?search=other").context["page"].items == []
    home = browser.get(reverse("admin:index"))
    assert home.context["pool_count"] == "1"
    assert other_pool.name not in home.content.decode()


def test_a_denied_pool_is_in_no_list(charlie, pool, other_pool):
    roles.assign_role(charlie, Role.OPERATOR, caller=Caller())
    deny = {"Effect": "Deny", "Action": "cognito-idp:*", "Resource": other_pool.arn}
    text = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    policies.put_inline_policy(charlie, "not-that-one", text, caller=Caller())

    listed = browser_of(charlie).get(reverse("admin:user_pools")).context["page"].items
    assert [row.id for row in listed] == [pool.id]


def test_pages_of_a_narrowed_list_go_on_where_the_last_one_ended(charlie, quick_keys, db):
    made = [user_pools.create_user_pool(f"pool {n}", region="us-east-1", caller=Caller()) for n in range(40)]
    deny = {"Effect": "Deny", "Action": "cognito-idp:*", "Resource": [pool.arn for pool in made[::4]]}
    policies.put_inline_policy(
        charlie, "some", json.dumps({"Version": "2012-10-17", "Statement": [deny]}), caller=Caller()
    )
    roles.assign_role(charlie, Role.OPERATOR, caller=Caller())
    browser = browser_of(charlie)

    first = browser.get(reverse("admin:user_pools")).context["page"]
    second = browser.get(reverse("admin:user_pools"), {"after": first.next}).context["page"]

    listed = [row.name for row in [*first.items, *second.items]]
    assert listed == [pool.name for index, pool in reversed(list(enumerate(made))) if index % 4]
    assert second.next == ""


def test_a_narrowed_list_costs_no_query_for_each_pool(charlie, quick_keys, pool, django_assert_max_num_queries):
    made = [user_pools.create_user_pool(f"pool {n}", region="us-east-1", caller=Caller()) for n in range(20)]
    roles.assign_role(charlie, Role.AUDITOR, made, caller=Caller())
    browser = browser_of(charlie)

    with django_assert_max_num_queries(12):
        assert len(browser.get(reverse("admin:user_pools")).context["page"].items) == 20
