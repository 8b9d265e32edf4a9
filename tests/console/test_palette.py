"""The command palette: what it finds, and for whom."""

import html

import pytest
from django.urls import reverse

from pools.actions import user_pools
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database


@pytest.fixture
def other_pool(quick_keys, db):
    return user_pools.create_user_pool("people elsewhere", region="us-east-1", caller=CALLER)


def places(console, asked="", pool=None):
    """Titles by group."""
    answer = console.get(reverse("admin:palette"), {"q": asked, "pool": pool.id if pool else ""}).json()
    return {group["label"]: [place["title"] for place in group["places"]] for group in answer["groups"]}


def urls(console, asked="", pool=None):
    answer = console.get(reverse("admin:palette"), {"q": asked, "pool": pool.id if pool else ""}).json()
    return [place["url"] for group in answer["groups"] for place in group["places"]]


def test_at_first_it_offers_pools_pages_and_actions(console, pool):
    found = places(console)

    assert found["User pools"] == [pool.name]
    assert {"Home", "Token inspector"} <= set(found["Pages"])
    assert "Create user pool" in found["Actions"]


@pytest.mark.parametrize("asked", ["peop", "PEOPLE", "us-east-1_aB3dE6gH9"])
def test_a_pool_is_found_by_name_and_by_id(asked, console, pool):
    assert places(console, asked)["User pools"] == [pool.name]


@pytest.mark.parametrize("asked", ["ali", "ALICE@exam", "sub"])
def test_a_user_is_found_from_within_the_pool(asked, console, pool, alice, bob):
    asked = {"sub": str(alice.sub)}.get(asked, asked)

    assert urls(console, asked, pool)[0] == reverse("admin:user", args=[pool.id, alice.sub])
    assert "Users" not in places(console, asked)


def test_an_app_client_comes_with_its_tools(console, pool, app):
    titles = ["shop", "Code for shop", "View hosted UI of shop"]

    assert places(console, "sho", pool)["App clients"] == titles
    assert places(console, app.client_id)["App clients"] == titles
    assert "App clients" not in places(console, "sho")


def test_the_parts_of_the_pool_are_found(console, pool):
    assert "App integration" in places(console, "integ", pool)[f"In {pool.name}"]
    assert "Create user" in places(console, "create", pool)["Actions"]


def test_what_may_not_be_seen_is_not_found(console_of, pool, app, alice):
    nobody = console_of()
    assert places(nobody, "", pool).keys() == {"Pages", "Actions"}
    assert not urls(nobody, "alice", pool) + urls(nobody, app.client_id, pool) + urls(nobody, pool.id, pool)


def test_each_thing_needs_its_own_permission(console_of, pool, app, alice):
    reader = console_of("cognito-idp:DescribeUserPool", "cognito-idp:ListUsers")

    assert places(reader, "people", pool)["User pools"] == [pool.name]
    assert "Users" not in places(reader, "alice", pool)  # his page would be refused
    assert "App clients" not in places(reader, "shop", pool)
    assert "Create user" not in places(reader, "create", pool).get("Actions", [])


def test_users_of_another_pool_are_not_found(console, other_pool, alice):
    assert "Users" not in places(console, "alice", other_pool)


@pytest.mark.parametrize(
    "asked",
    ["\x00", '"', "\\", "é" * 600, "' or 1=1", "%", "_", "\ud800".encode("utf-8", "surrogatepass")],
    ids=range(8),
)
def test_odd_questions_do_no_harm(asked, console, pool, alice):
    answer = console.get(reverse("admin:palette"), {"q": asked, "pool": pool.id})
    assert answer.status_code == 200
    assert console.get(reverse("admin:palette"), {"pool": asked}).status_code == 200


def test_it_costs_few_queries(console, pool, app, alice, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        places(console, "al", pool)


def test_a_visitor_is_asked_to_sign_in(client, db):
    assert client.get(reverse("admin:palette")).status_code == 302


def test_every_page_has_the_palette_the_table_of_keys_and_a_link_past_the_navigation(console, pool):
    page = console.get(reverse("admin:users", args=[pool.id])).content.decode()

    assert f'data-pool="{pool.id}"' in page
    assert f'href="{reverse("admin:users", args=[pool.id])}" data-letter="u"' in html.unescape(page)
    assert page.index('href="#content"') < page.index('id="page"')


def test_keys_lead_only_where_one_may_go(console_of, db):
    page = console_of().get(reverse("admin:index")).content.decode()

    assert 'data-letter="h"' in page
    assert 'data-letter="p"' not in page


def test_no_letter_stands_for_two_pages(console, pool):
    page = console.get(reverse("admin:user_pool", args=[pool.id]))
    letters = [part[0] for part in page.content.decode().split('data-letter="')[1:]]

    assert len(letters) == len(set(letters)) > 15
