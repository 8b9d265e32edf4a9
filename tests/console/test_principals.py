"""Users, groups and policies in the console, and that the console heeds them."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from pools.actions import policies, principals
from pools.caller import Caller
from pools.models import Administrator, AuditEvent, ManagedPolicy, PrincipalGroup

pytestmark = pytest.mark.one_database

READ_ONLY = "arn:aws:iam::aws:policy/AmazonCognitoReadOnly"
LOOK = {"Sid": "Look", "Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [LOOK]})


@pytest.fixture
def bot(db) -> Administrator:
    return principals.create_principal("bot", caller=Caller())


@pytest.fixture
def team(db) -> PrincipalGroup:
    return principals.create_group("team", caller=Caller())


@pytest.fixture
def own_policy(db) -> ManagedPolicy:
    return policies.create_policy("looking", DOCUMENT, caller=Caller())


@pytest.mark.parametrize(
    "page",
    [
        "principals",
        "principal_create",
        "principal_groups",
        "principal_group_create",
        "policies",
        "policy_create",
        "policy_simulate",
    ],
)
def test_every_page_opens_for_root_and_for_nobody_else(page, console, console_of, bot, team, own_policy):
    assert console.get(reverse(f"admin:{page}")).status_code == 200
    assert console_of().get(reverse(f"admin:{page}")).status_code == 403


@pytest.mark.parametrize(
    "page", ["principal", "principal_password", "principal_boundary", "principal_tags", "principal_add_group",
             "principal_attach", "principal_inline_create"]
)  # fmt: skip
def test_every_page_of_a_user_opens(page, console, console_of, bot, own_policy, team):
    policies.set_boundary(bot, own_policy.arn, caller=Caller())
    policies.attach_policy(bot, own_policy.arn, caller=Caller())
    policies.attach_policy(bot, READ_ONLY, caller=Caller())
    policies.put_inline_policy(bot, "own", DOCUMENT, caller=Caller())
    principals.add_user_to_group(bot, team, caller=Caller())

    assert console.get(reverse(f"admin:{page}", args=["bot"])).status_code == 200
    assert console_of().get(reverse(f"admin:{page}", args=["bot"])).status_code == 403
    assert console.get(reverse(f"admin:{page}", args=["nobody"])).status_code == 404


@pytest.mark.spec("APP-22")
def test_a_machine_user_is_made_with_a_policy(console):
    form = {"username": "robot", "kind": "machine", "policy": READ_ONLY}
    console.post(reverse("admin:principal_create"), form)

    robot = Administrator.objects.get(username="robot")
    assert (robot.is_staff, robot.is_superuser, robot.has_usable_password()) == (False, False, False)
    assert robot.attachments.get().policy_arn == READ_ONLY


@pytest.mark.spec("APP-22")
def test_a_new_administrator_may_enter_the_console(console):
    form = {"username": "dana", "kind": "console", "password": "Long-Enough-9", "policy": ""}
    console.post(reverse("admin:principal_create"), form)

    browser = Client()
    browser.post(reverse("admin:login"), {"username": "dana", "password": "Long-Enough-9"})
    assert browser.get(reverse("admin:index")).status_code == 200
    assert browser.get(reverse("admin:user_pools")).status_code == 403


@pytest.mark.parametrize("password", ["", "short"])
def test_an_administrator_needs_a_good_password(console, password):
    form = {"username": "dana", "kind": "console", "password": password}
    answer = console.post(reverse("admin:principal_create"), form)

    assert answer.status_code == 200
    assert not Administrator.objects.filter(username="dana").exists()


def test_a_machine_user_cannot_sign_in(console, bot):
    bot.set_password("Long-Enough-9")
    bot.save()
    browser = Client()
    browser.post(reverse("admin:login"), {"username": "bot", "password": "Long-Enough-9"})

    assert browser.get(reverse("admin:index")).status_code == 302


def test_only_root_makes_root(console_of):
    charlie = console_of("iam:*")
    charlie.post(reverse("admin:principal_create"), {"username": "evil", "kind": "machine", "is_superuser": "on"})

    assert not Administrator.objects.get(username="evil").is_superuser


@pytest.mark.parametrize("page", ["principal_password", "principal_boundary", "principal_tags", "principal_attach"])
def test_nobody_but_root_changes_root(page, console_of, operator):
    assert console_of("iam:*").get(reverse(f"admin:{page}", args=["operator"])).status_code == 403


@pytest.mark.parametrize("verb", ["delete", "deactivate", "remove-password"])
def test_nobody_but_root_ends_root(verb, console_of, operator):
    answer = console_of("iam:*").post(reverse("admin:principal_change", args=["operator", verb]))

    operator.refresh_from_db()
    assert answer.status_code == 403
    assert (operator.is_active, operator.is_staff) == (True, True)


@pytest.mark.parametrize("verb", ["delete", "deactivate", "remove-password"])
def test_the_last_root_stays(verb, console, operator):
    console.post(reverse("admin:principal_change", args=["operator", verb]))

    operator.refresh_from_db()
    assert (operator.is_active, operator.is_staff) == (True, True)


def test_a_user_is_switched_off_and_on_and_deleted(console, bot):
    console.post(reverse("admin:principal_change", args=["bot", "deactivate"]))
    assert not Administrator.objects.get(username="bot").is_active
    console.post(reverse("admin:principal_change", args=["bot", "activate"]))
    assert Administrator.objects.get(username="bot").is_active
    console.post(reverse("admin:principal_change", args=["bot", "delete"]))
    assert not Administrator.objects.filter(username="bot").exists()


@pytest.mark.parametrize(("kind", "name"), [("principal", "bot"), ("principal_group", "team")])
def test_policies_are_attached_and_detached(kind, name, console, bot, team):
    holder = {"bot": bot, "team": team}[name]
    console.post(reverse(f"admin:{kind}_attach", args=[name]), {"choice": READ_ONLY})
    assert holder.attachments.get().policy_arn == READ_ONLY

    console.post(reverse(f"admin:{kind}_detach", args=[name]), {"arn": READ_ONLY})
    assert not holder.attachments.exists()


@pytest.mark.parametrize(("kind", "name"), [("principal", "bot"), ("principal_group", "team")])
def test_inline_policies_are_made_changed_and_deleted(kind, name, console, bot, team):
    holder = {"bot": bot, "team": team}[name]
    console.post(reverse(f"admin:{kind}_inline_create", args=[name]), {"name": "own", "document": DOCUMENT})
    assert holder.inline_policies.get().document == DOCUMENT

    changed = DOCUMENT.replace("Look", "Stare")
    console.post(reverse(f"admin:{kind}_inline", args=[name, "own"]), {"document": changed})
    assert holder.inline_policies.get().document == changed

    console.post(reverse(f"admin:{kind}_inline_delete", args=[name, "own"]))
    assert not holder.inline_policies.exists()


@pytest.mark.spec("API-22")
def test_a_wrong_document_is_told_on_the_form(console, bot):
    wrong = DOCUMENT.replace("Allow", "Permit")
    answer = console.post(reverse("admin:principal_inline_create", args=["bot"]), {"name": "own", "document": wrong})

    assert "Statement 1: Missing required field Effect" in answer.content.decode()
    assert "Permit" in answer.content.decode()


def test_a_managed_policy_is_made_changed_and_deleted(console):
    console.post(reverse("admin:policy_create"), {"name": "looking", "document": DOCUMENT})
    assert console.get(reverse("admin:policy", args=["looking"])).status_code == 200

    changed = DOCUMENT.replace("Look", "Stare")
    console.post(reverse("admin:policy_edit", args=["looking"]), {"document": changed})
    assert ManagedPolicy.objects.get().document == changed

    console.post(reverse("admin:policy_delete", args=["looking"]))
    assert not ManagedPolicy.objects.exists()


def test_a_policy_in_use_is_not_deleted(console, bot, own_policy):
    policies.set_boundary(bot, own_policy.arn, caller=Caller())
    answer = console.post(reverse("admin:policy_delete", args=["looking"]), follow=True)

    assert "Cannot delete a policy attached to entities." in answer.content.decode()


@pytest.mark.spec("API-40")
def test_a_built_in_policy_is_shown_and_never_changed(console):
    answer = console.get(reverse("admin:built_in_policy", args=["AmazonCognitoPowerUser"]))

    assert "cognito-idp:*" in answer.content.decode()
    assert console.get(reverse("admin:policy_edit", args=["AmazonCognitoPowerUser"])).status_code == 404


def test_tags_boundary_group_and_password_are_set(console, bot, team):
    console.post(reverse("admin:principal_tags", args=["bot"]), {"tags": "team=a\nstage=dev"})
    console.post(reverse("admin:principal_boundary", args=["bot"]), {"choice": READ_ONLY})
    console.post(reverse("admin:principal_add_group", args=["bot"]), {"choice": "team"})
    console.post(reverse("admin:principal_password", args=["bot"]), {"password": "Long-Enough-9"})

    bot.refresh_from_db()
    assert bot.tags == {"team": "a", "stage": "dev"}
    assert bot.boundary_arn == READ_ONLY
    assert bot.principal_groups.get() == team
    assert bot.is_staff

    console.post(reverse("admin:principal_remove_group", args=["bot", "team"]))
    assert not bot.principal_groups.exists()


def test_a_group_is_made_shown_and_deleted(console, bot):
    console.post(reverse("admin:principal_group_create"), {"name": "team"})
    principals.add_user_to_group(bot, PrincipalGroup.objects.get(), caller=Caller())
    assert "bot" in console.get(reverse("admin:principal_group", args=["team"])).content.decode()

    console.post(reverse("admin:principal_group_delete", args=["team"]))
    assert not PrincipalGroup.objects.exists()


def test_the_simulator_names_the_statement_that_decides(console, bot):
    policies.put_inline_policy(bot, "own", DOCUMENT, caller=Caller())
    asked = {"principal": "bot", "action": "cognito-idp:ListUserPools", "resource": "*"}
    allowed = console.get(reverse("admin:policy_simulate"), asked).content.decode()
    refused = console.get(reverse("admin:policy_simulate"), asked | {"action": "iam:ListUsers"}).content.decode()

    assert "Decided by Look of own (identity-based policy)." in allowed
    assert "No identity-based policy speaks for it." in refused
    assert "user/bot is not authorized to perform: iam:ListUsers on resource: *" in refused


@pytest.mark.spec("API-353", "API-26")
def test_a_page_that_is_denied_says_what_aws_would(console_of, pool):
    answer = console_of("cognito-idp:ListUserPools").get(reverse("admin:user_pool", args=[pool.id]))

    assert answer.status_code == 403
    assert (
        f"user/charlie is not authorized to perform: cognito-idp:DescribeUserPool on resource: {pool.arn}"
        in answer.content.decode()
    )


@pytest.mark.spec("API-353", "API-11")
def test_the_console_heeds_tags_of_a_pool(console_of, pool):
    charlie = console_of()
    condition = {"StringEquals": {"aws:ResourceTag/owner": "${aws:username}"}}
    statement = {"Effect": "Allow", "Action": "cognito-idp:Describe*", "Resource": "*", "Condition": condition}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    policies.put_inline_policy(principals.get_principal("charlie"), "own", document, caller=Caller())
    assert charlie.get(reverse("admin:user_pool", args=[pool.id])).status_code == 403

    pool.user_pool_tags = {"owner": "charlie"}
    pool.save()
    assert charlie.get(reverse("admin:user_pool", args=[pool.id])).status_code == 200


@pytest.mark.spec("API-20")
@pytest.mark.parametrize("page", ["user_pool", "users", "app_clients", "app_integration"])
def test_who_may_read_all_of_cognito_sees_its_pages(page, console_of, pool):
    charlie = console_of()
    policies.attach_policy(principals.get_principal("charlie"), READ_ONLY, caller=Caller())
    answer = charlie.get(reverse(f"admin:{page}", args=[pool.id]))

    assert answer.status_code == 200
    assert reverse("admin:user_pool_delete", args=[pool.id]) not in answer.content.decode()


@pytest.mark.spec("APP-27")
def test_keys_of_ones_own_need_a_permission_too(console_of):
    charlie = console_of("iam:ListAccessKeys")
    owner = principals.get_principal("charlie")

    assert charlie.post(reverse("admin:access_key_create"), {"owner": owner.pk}).status_code == 403
    assert not owner.access_keys.exists()


def test_what_was_done_is_in_the_audit_trail(console, bot):
    console.post(reverse("admin:principal_attach", args=["bot"]), {"choice": READ_ONLY})

    event = AuditEvent.objects.get(name="AttachUserPolicy")
    assert event.actor == "arn:aws:iam::000000000000:user/operator"
    assert event.detail == {"arn": bot.arn, "policy": READ_ONLY}
