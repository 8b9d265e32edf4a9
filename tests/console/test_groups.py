"""The groups of a pool in the console (USR-100 to USR-117)."""

import pytest
from django.urls import reverse

from pools.actions import groups
from pools.models import AuditEvent, Group, GroupMembership, User
from tests.conftest import CALLER

ROLE = "arn:aws:iam::123456789012:role/staff"


@pytest.fixture
def staff(pool):
    return groups.create_group(pool, "staff", caller=CALLER, description="Who works here", role_arn=ROLE)


def post(console, pool, page, *parts, **form):
    return console.post(reverse(f"admin:{page}", args=[pool.id, *parts]), form)


@pytest.mark.spec("USR-117")
def test_a_group_is_made_with_its_members(console, operator, pool, alice, bob):
    form = {"description": "All", "precedence": "0", "role_arn": ROLE, "members": "alice\nnobody\n alice \nbob"}
    answer = post(console, pool, "group_create", name="staff", **form)

    group = Group.objects.get(name="staff")
    assert (group.description, group.precedence, group.role_arn) == ("All", 0, ROLE)
    assert GroupMembership.objects.filter(group=group).count() == 2
    assert "nobody: User does not exist." in console.get(answer.url).content.decode()
    assert AuditEvent.objects.get(name="CreateGroup").actor == operator.arn


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "two words"}, "no spaces"),
        ({"name": "a", "precedence": "-1"}, "greater than or equal to 0"),
        ({"name": "a", "precedence": str(2**31)}, "less than or equal to"),
        ({"name": "a", "role_arn": "role/staff-of-the-shop"}, "ARN of a role"),
        ({"name": "staff"}, "already exists"),
        ({"name": "x" * 129}, "at most 128"),
    ],
)
def test_a_group_that_cannot_be_is_said_so(form, said, console, pool, staff):
    assert said in post(console, pool, "group_create", **form).content.decode()
    assert Group.objects.count() == 1


@pytest.mark.spec("USR-100")
def test_a_group_is_changed(console, pool, staff):
    assert ROLE in console.get(reverse("admin:group_edit", args=[pool.id, staff.pk])).content.decode()
    post(console, pool, "group_edit", staff.pk, description="", precedence="7", role_arn="")

    staff.refresh_from_db()
    assert (staff.description, staff.precedence, staff.role_arn) == ("", 7, "")


@pytest.mark.spec("USR-115")
def test_only_an_empty_group_is_deleted(console, pool, staff, alice):
    groups.admin_add_user_to_group(alice, staff, caller=CALLER)
    post(console, pool, "group_delete", staff.pk)
    assert Group.objects.exists()

    post(console, pool, "group_remove", staff.pk, username="alice")
    post(console, pool, "group_delete", staff.pk)
    assert not Group.objects.exists()


def test_members_are_added_by_what_they_sign_in_by(console, pool, staff, alice):
    post(console, pool, "group_add", staff.pk, username=" alice ")
    answer = post(console, pool, "group_add", staff.pk, username="nobody")

    page = console.get(answer.url)
    assert page.context["page"].items == [alice]
    assert "User does not exist." in page.content.decode()


@pytest.mark.parametrize("page", ["groups", "group"])
def test_a_page_costs_the_same_however_many_there_are(page, console, pool, staff, django_assert_max_num_queries):
    counts, parts = [], [pool.id, staff.pk][: 1 + (page == "group")]
    for number in (30, 60):
        users = User.objects.bulk_create(
            User(pool=pool, username=f"{number}-{each}", username_key=f"{number}-{each}") for each in range(number)
        )
        GroupMembership.objects.bulk_create(GroupMembership(user=user, group=staff) for user in users)
        Group.objects.bulk_create(Group(pool=pool, name=f"{number}-{each}") for each in range(number))
        with django_assert_max_num_queries(10) as done:
            answer = console.get(reverse(f"admin:{page}", args=parts))
        counts.append((len(done), len(answer.context["page"].items), bool(answer.context["page"].next)))

    assert counts[0] == counts[1]
    assert counts[0][1:] == (25, True)


@pytest.mark.parametrize("page", ["groups", "group"])
def test_a_made_up_place_is_refused_on_the_page(page, console, pool, staff):
    parts = [pool.id, staff.pk][: 1 + (page == "group")]
    answer = console.get(reverse(f"admin:{page}", args=parts), {"after": "nonsense"})

    assert "Invalid pagination token" in answer.content.decode()


@pytest.mark.parametrize("name", ["x/edit", "create/", "..", "a?b#c"])
def test_a_name_may_be_what_means_something_in_addresses(name, console, pool, staff):
    made = post(console, pool, "group_create", name=name)

    assert console.get(made.url).context["group"].name == name


def test_an_unknown_group_is_not_found(console, pool):
    assert console.get(reverse("admin:group", args=[pool.id, 0])).status_code == 404


def test_a_role_is_handed_over_by_who_may(console_of, pool):
    helper = console_of("cognito-idp:*")

    assert post(helper, pool, "group_create", name="staff", role_arn=ROLE).status_code == 403
    assert post(helper, pool, "group_create", name="others").status_code == 302


def test_members_are_for_who_may_list_them(console_of, pool, staff, alice):
    groups.admin_add_user_to_group(alice, staff, caller=CALLER)
    helper = console_of("cognito-idp:GetGroup", "cognito-idp:CreateGroup", "cognito-idp:ListGroups")

    assert "alice" not in helper.get(reverse("admin:group", args=[pool.id, staff.pk])).content.decode()
    assert post(helper, pool, "group_create", name="others", members="alice").status_code == 403


@pytest.mark.spec("USR-116")
def test_an_empty_pool_offers_the_first_group(console, pool):
    assert "Create a group" in console.get(reverse("admin:groups", args=[pool.id])).content.decode()
