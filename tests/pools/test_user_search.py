"""Finding users by several conditions, a page at a time."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from pools.actions import attribute_changes, groups, jobs, schema, searched_attributes, user_search, users
from pools.actions.user_search import UserQuery
from pools.errors import InvalidParameterException
from pools.models import Job, SearchedValue, User
from tests.conftest import CALLER

NOW = timezone.now()


@pytest.fixture
def people(pool):
    """Thirty users, made a minute apart: every third is disabled, every fifth unconfirmed, every tenth has MFA."""
    made = [
        User(
            pool=pool,
            username=f"user{number:02}",
            username_key=f"user{number:02}",
            enabled=number % 3 > 0,
            status="UNCONFIRMED" if number % 5 == 0 else "CONFIRMED",
            sms_mfa_enabled=number % 10 == 0,
            attributes={"name": f"Name {number % 2}", "custom:team": f"Team {number % 4}"},
        )
        for number in range(30)
    ]
    User.objects.bulk_create(made)
    for number, user in enumerate(made):
        User.objects.filter(pk=user.pk).update(created_at=NOW - datetime.timedelta(minutes=number))
    schema.add_custom_attributes(
        pool, [{"Name": "team", "AttributeDataType": "String", "Mutable": True}], caller=CALLER
    )
    return made


def names(pool, query, size=4):
    """The numbers of the users on all pages."""
    found, token, pages = [], "", 0
    while pages == 0 or token:
        page = user_search.find_users(pool, query, size=size, token=token)
        found += [int(user.username[4:]) for user in page.users]
        token, pages = page.next_token, pages + 1
    return found


QUERIES = {
    "everybody": (UserQuery(), lambda number: True),
    "name": (UserQuery("name", "name 1"), lambda number: number % 2 == 1),
    "username": (UserQuery("username", "user1"), lambda number: 10 <= number < 20),
    "status": (UserQuery(status="UNCONFIRMED"), lambda number: number % 5 == 0),
    "status by prefix": (UserQuery("cognito:user_status", "u"), lambda number: number % 5 == 0),
    "disabled": (UserQuery(enabled=False), lambda number: number % 3 == 0),
    "enabled": (UserQuery(enabled=True), lambda number: number % 3 > 0),
    "mfa": (UserQuery(mfa=True), lambda number: number % 10 == 0),
    "without mfa": (UserQuery(mfa=False), lambda number: number % 10 > 0),
    "since": (UserQuery(since=NOW - datetime.timedelta(minutes=7, seconds=30)), lambda number: number < 8),
    "group": (UserQuery(group="staff"), lambda number: number % 7 == 0),
    "custom": (UserQuery("custom:team", "team 3"), lambda number: number % 4 == 3),
    "all at once": (
        UserQuery("name", "Name", status="CONFIRMED", enabled=True, group="staff", mfa=False),
        lambda number: number % 5 and number % 3 and number % 7 == 0,
    ),
    "custom and group": (UserQuery("custom:team", "T", group="staff"), lambda number: number % 7 == 0),
    "nobody": (UserQuery("sub", "zz"), lambda number: False),
}


@pytest.mark.parametrize("asked", QUERIES)
def test_all_conditions_are_met_on_all_pages(asked, pool, people, monkeypatch):
    monkeypatch.setattr(user_search, "_WINDOWS", (3, 5))
    staff = groups.create_group(pool, "staff", caller=CALLER)
    [groups.admin_add_user_to_group(user, staff, caller=CALLER) for user in people[::7]]
    jobs.work_on(searched_attributes.set_searched_attributes(pool, ["custom:team"], caller=CALLER).pk)
    query, is_meant = QUERIES[asked]

    found = names(pool, query)

    assert sorted(found) == [number for number in range(30) if is_meant(number)]
    assert user_search.count_users(pool, query, 1000) == (len(found), True)
    assert user_search.count_all(pool, query) == len(found)
    assert UserQuery.from_json(query.as_json()) == query


def test_the_newest_come_first(pool, people):
    assert names(pool, UserQuery()) == list(range(30))
    assert names(pool, UserQuery(mfa=True), size=1) == [0, 10, 20]


def test_a_search_for_few_among_many_goes_on_from_where_it_stopped(
    pool, people, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(user_search, "_WINDOWS", (3, 5))
    rare = UserQuery("name", "Name", status="RESET_REQUIRED")
    with django_assert_num_queries(4):  # two windows
        page = user_search.find_users(pool, rare, size=4)

    assert (page.users, page.looked_through) == ([], 8)
    assert names(pool, rare) == []


def test_a_count_ends_at_its_limit(pool, people, monkeypatch):
    assert user_search.count_users(pool, UserQuery(), 10) == (10, False)
    monkeypatch.setattr(user_search, "_COUNT_WINDOW", 6)
    assert user_search.count_users(pool, UserQuery(mfa=False), 10)[1] is False


@pytest.mark.parametrize("token", ["nonsense", "ä"])
def test_a_made_up_token_opens_nothing(token, pool):
    with pytest.raises(InvalidParameterException):
        user_search.find_users(pool, UserQuery(), size=4, token=token)


def test_a_token_serves_its_own_search(pool, people):
    token = user_search.find_users(pool, UserQuery(), size=4).next_token
    with pytest.raises(InvalidParameterException):
        user_search.find_users(pool, UserQuery(enabled=True), size=4, token=token)


@pytest.mark.parametrize(
    "query",
    [UserQuery("custom:team", "a"), UserQuery("address", "a"), UserQuery(group="nobody"), UserQuery("a b", "c")],
)
def test_what_cannot_be_searched_by_is_refused(query, pool):
    with pytest.raises(InvalidParameterException):
        user_search.find_users(pool, query, size=4)


def test_searched_attributes_follow_the_user(pool, people):
    jobs.work_on(searched_attributes.set_searched_attributes(pool, ["custom:team"], caller=CALLER).pk)
    dana = users.admin_create_user(pool, "dana", attributes={"custom:team": "Ärzte"}, caller=CALLER)
    assert user_search.find_users(pool, UserQuery("custom:team", "Ärzte"), size=4).users == [dana]

    attribute_changes.admin_update_user_attributes(dana, {"custom:team": "Blue"}, caller=CALLER)
    assert user_search.find_users(pool, UserQuery("custom:team", "blue"), size=4).users == [dana]
    assert user_search.find_users(pool, UserQuery("custom:team", "Ärzte"), size=4).users == []

    users.admin_delete_user(dana, caller=CALLER)
    assert not SearchedValue.objects.filter(user_id=dana.pk).exists()


def test_an_attribute_that_is_chosen_no_longer_leaves_no_rows(pool, people):
    jobs.work_on(searched_attributes.set_searched_attributes(pool, ["custom:team"], caller=CALLER).pk)
    assert SearchedValue.objects.count() == 30

    jobs.work_on(searched_attributes.set_searched_attributes(pool, [], caller=CALLER).pk)
    assert not SearchedValue.objects.exists()
    assert Job.objects.filter(state="done").count() == 2


@pytest.mark.parametrize("names", [["name"], ["custom:other"], ["custom:team"] * 2 + ["nothing"]])
def test_only_custom_attributes_can_be_chosen(names, pool, people):
    with pytest.raises(InvalidParameterException):
        searched_attributes.set_searched_attributes(pool, names, caller=CALLER)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the other plan depends on how many there are")
@pytest.mark.parametrize(
    ("query", "index"),
    [
        (UserQuery(mfa=True), "user_with_mfa"),
        (UserQuery(), "user_by_creation"),
        (UserQuery(status="CONFIRMED"), "user_by_status"),
        (UserQuery(enabled=False), "user_by_enabled"),
        (UserQuery("custom:team", "Team"), "user_by_searched_value"),
    ],
)
def test_an_index_is_walked_along(query, index, pool):
    pool.searched_attributes = ["custom:team"]
    walk = user_search.walk_along(pool, query)
    plan = walk.rows.order_by(*walk.order).values_list(walk.key)[:10].explain()

    assert index in plan
    assert "TEMP B-TREE" not in plan
