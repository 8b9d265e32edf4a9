from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from pools.console import registry

pytestmark = pytest.mark.one_database

PAGES = ["index", "user_pools", "user_pool_create", "inbox", "events", "access_keys", "access_key_create"]
PAGES += ["certificates", "certificate_import", "functions", "function_add"]
POOL_PAGES = [
    "user_pool",
    "user_pool_delete",
    "users",
    "user_create",
    "app_clients",
    "app_client_create",
    "app_integration",
    "domain_create",
    "custom_domain_create",
    "pool_triggers",
    "pool_messages",
    "message_templates",
    "pool_events",
]


def sign_in(administrator):
    administrator.set_password("Admin-Pass-123")
    administrator.save()
    browser = Client()
    browser.post(reverse("admin:login"), {"username": administrator.username, "password": "Admin-Pass-123"})
    return browser


@pytest.mark.one_database
def test_every_page_has_a_name_of_its_own():
    assert [name for name, number in Counter(page.name for page in registry.pages).items() if number > 1] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_on_an_empty_installation(page, console):
    assert console.get(reverse(f"admin:{page}")).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_with_users_and_messages(page, console, alice, inbox):
    assert console.get(reverse(f"admin:{page}")).status_code == 200


@pytest.mark.parametrize("page", POOL_PAGES)
def test_every_page_of_a_pool_opens(page, console, pool, app, alice):
    assert console.get(reverse(f"admin:{page}", args=[pool.id])).status_code == 200


@pytest.mark.spec("APP-21", "CON-03")
@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in(page, db):
    answer = Client().get(reverse(f"admin:{page}"))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("page", POOL_PAGES)
def test_without_permission_no_page_of_a_pool_opens(page, console_of, pool):
    answer = console_of().get(reverse(f"admin:{page}", args=[pool.id]))

    assert answer.status_code == 403
    assert pool.name not in answer.content.decode()


def test_the_home_page_tells_only_what_one_may_see(console_of, pool):
    page = console_of().get(reverse("admin:index")).content.decode()

    assert pool.name not in page
    assert reverse("admin:user_pools") not in page


def test_whoever_may_see_users_may_not_change_them(console_of, pool, alice):
    charlie = console_of("cognito-idp:AdminGetUser", "cognito-idp:DescribeUserPool")

    assert charlie.get(reverse("admin:user", args=[pool.id, alice.sub])).status_code == 200
    assert charlie.post(reverse("admin:user_change", args=[pool.id, alice.sub, "disable"])).status_code == 403
    alice.refresh_from_db()
    assert alice.enabled


@pytest.mark.parametrize("page", POOL_PAGES)
def test_a_pool_that_is_not_there_is_told_of_politely(page, console):
    answer = console.get(reverse(f"admin:{page}", args=["us-east-1_Nowhere99"]))

    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_pages_are_kept_in_no_cache(console):
    assert "no-store" in console.get(reverse("admin:inbox"))["Cache-Control"]


def test_pages_ask_nothing_of_other_hosts(console, pool):
    page = console.get(reverse("admin:user_pool", args=[pool.id])).content.decode()

    assert 'src="http' not in page
    assert 'href="http' not in page


def test_signing_in_and_out(operator):
    browser = sign_in(operator)
    assert browser.get(reverse("admin:index")).status_code == 200

    browser.post(reverse("admin:logout"))
    assert browser.get(reverse("admin:index")).status_code == 302


def test_a_wrong_password_lands_on_the_form(operator):
    answer = Client().post(reverse("admin:login"), {"username": "operator", "password": "wrong"})

    assert "Please enter the correct username and password" in answer.content.decode()


def test_the_session_cookie_stays_in_the_console(operator):
    assert sign_in(operator).cookies["poolhouse_console"]["path"] == "/admin/"


def test_an_address_that_is_none_is_answered_by_the_console(console):
    answer = console.get("/admin/no-such-page/")

    assert answer.status_code == 404
    assert "Go to the home page" in answer.content.decode()


def test_who_sees_no_pool_is_not_told_to_create_one(console_of):
    text = console_of("cognito-idp:ListUserPools").get(reverse("admin:user_pools")).content.decode()

    assert "No user pools to see" in text
    assert "Create your first user pool" not in text
