"""The list of users: search, filters, columns, saved views; and what it costs."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from pools.actions import groups, jobs, schema, searched_attributes
from pools.models import AuditEvent, SavedView, User
from tests.conftest import CALLER

PART = {"X-Poolhouse-Part": "users"}


@pytest.fixture
def crowd(pool):
    """Sixty users, of whom every other one is disabled."""
    names = [f"crowd{number:02}" for number in range(60)]
    return User.objects.bulk_create(
        User(pool=pool, username=name, username_key=name, status="CONFIRMED", enabled=name[-1] in "02468")
        for name in names
    )


def listed(console, pool, **query):
    page = console.get(reverse("admin:users", args=[pool.id]), query).context["page"]
    return [row.person.username for row in page.items]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "UNCONFIRMED"}, ["bob"]),
        ({"enabled": "false"}, ["bob"]),
        ({"mfa": "true"}, ["bob"]),
        ({"mfa": "false"}, ["alice"]),
        ({"group": "staff"}, ["alice"]),
        ({"since": "2020-01-01"}, ["alice"]),
        ({"attribute": "status", "value": "Dis"}, ["bob"]),
        ({"attribute": "username", "value": "a", "enabled": "false"}, []),
        ({"attribute": "email", "value": "", "enabled": "true"}, ["alice"]),
    ],
)
def test_users_are_filtered(query, found, console, pool, alice, bob):
    groups.admin_add_user_to_group(alice, groups.create_group(pool, "staff", caller=CALLER), caller=CALLER)
    long_ago = timezone.now() - datetime.timedelta(days=4000)
    User.objects.filter(pk=bob.pk).update(
        status="UNCONFIRMED", enabled=False, software_token_mfa_enabled=True, created_at=long_ago
    )

    assert listed(console, pool, **query) == found


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"group": "nobody"}, "There is no group nobody."),
        ({"since": "yesterday"}, "Enter a valid date"),
        ({"after": "nonsense"}, "Invalid pagination token"),
        ({"attribute": "custom:no", "value": "a"}, "not one of the available choices"),
        ({"mfa": "perhaps"}, "not one of the available choices"),
        ({"columns": "password"}, "Email address"),
        ({"value": "x" * 3000}, "at most 2048"),
    ],
)
@pytest.mark.parametrize("headers", [{}, PART])
def test_a_search_that_cannot_be_is_answered(query, said, headers, console, pool, alice):
    answer = console.get(reverse("admin:users", args=[pool.id]), query, headers=headers)

    assert answer.status_code == 200
    assert said in answer.content.decode() or headers


def test_the_script_gets_the_table_alone(console, pool, alice):
    answer = console.get(reverse("admin:users", args=[pool.id]), {"value": "ali"}, headers=PART)

    assert "X-Poolhouse-Part" in answer["Vary"]
    assert b"<html" not in answer.content
    assert b"alice@example.com" in answer.content


def test_all_pages_together_have_everybody_once(console, pool, crowd):
    names, address = [], reverse("admin:users", args=[pool.id])
    first = console.get(address).context["page"]
    second = console.get(address, {"after": first.next}).context["page"]
    third = console.get(address, {"after": second.next}).context["page"]
    names = [row.person.username for page in (first, second, third) for row in page.items]

    assert (len(names), len(set(names)), third.next) == (60, 60, "")


def test_columns_are_chosen_and_stay(console, pool, alice):
    chosen = console.get(
        reverse("admin:users", args=[pool.id]), {"columns": ["sub", "enabled", "email_verified", "mfa"]}
    )
    assert str(alice.sub) in chosen.content.decode()

    again = console.get(reverse("admin:users", args=[pool.id]))
    assert [column.name for column in again.context["columns"]] == ["sub", "enabled", "email_verified", "mfa"]


def test_a_view_is_saved_opened_and_deleted(console, operator, pool, alice):
    query = "after=abc&value=ali&attribute=email&status=&enabled=true&columns=sub&other=1"
    saved = console.post(reverse("admin:user_view_save", args=[pool.id]), {"name": "  Active ", "query": query})
    view = SavedView.objects.get(administrator=operator)
    assert (view.name, view.query) == ("Active", "attribute=email&value=ali&enabled=true&columns=sub")

    assert b"Active" in console.get(saved.url).content
    console.post(reverse("admin:user_view_delete", args=[pool.id, view.pk]))
    assert not SavedView.objects.exists()


def test_a_view_is_its_owner_s_own(console, console_of, pool):
    console.post(reverse("admin:user_view_save", args=[pool.id]), {"name": "Mine", "query": ""})
    charlie = console_of("cognito-idp:ListUsers")

    assert b"Mine" not in charlie.get(reverse("admin:users", args=[pool.id])).content
    charlie.post(reverse("admin:user_view_delete", args=[pool.id, SavedView.objects.get().pk]))
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(("name", "query"), [("", ""), ("x" * 65, ""), ("a\nb", ""), ("a", "value=" + "x" * 3000)])
def test_a_view_without_a_name_or_too_long_is_not_kept(name, query, console, pool):
    console.post(reverse("admin:user_view_save", args=[pool.id]), {"name": name, "query": query})

    assert not SavedView.objects.exists()


def test_users_are_searched_by_custom_attributes(console, pool, alice):
    team = {"Name": "team", "AttributeDataType": "String", "Mutable": True}
    schema.add_custom_attributes(pool, [team], caller=CALLER)
    User.objects.filter(pk=alice.pk).update(attributes={"custom:team": "Blue"})
    answer = console.post(reverse("admin:searched_attributes", args=[pool.id]), {"attributes": ["custom:team"]})
    before = console.get(reverse("admin:users", args=[pool.id]), {"attribute": "custom:team", "value": "blue"})
    assert b"not everybody is found" in before.content

    jobs.work_on(answer.url.rstrip("/").rpartition("/")[2])

    assert listed(console, pool, attribute="custom:team", value="blu") == ["alice"]
    assert AuditEvent.objects.filter(name=searched_attributes.EVENT).count() == 1


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"value": "crowd", "attribute": "username"},
        {"value": "crowd", "attribute": "username", "mfa": "true", "enabled": "true", "group": "staff"},
    ],
)
@pytest.mark.parametrize("headers", [{}, PART])
def test_the_list_costs_the_same_however_many_there_are(
    query, headers, console, pool, alice, django_assert_max_num_queries
):
    groups.create_group(pool, "staff", caller=CALLER)
    counts = []
    for number in (400, 401):
        User.objects.bulk_create(
            User(pool=pool, username=f"crowd{number}{each}", username_key=f"crowd{number}{each}")
            for each in range(number)
        )
        with django_assert_max_num_queries(16) as done:
            console.get(reverse("admin:users", args=[pool.id]), query, headers=headers)
        counts.append(len(done))

    assert counts[0] == counts[1]
