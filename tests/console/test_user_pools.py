import pytest
from django.urls import reverse

from pools.models import AuditEvent, Domain, UserPool

pytestmark = pytest.mark.one_database


def form(**changes):
    return {"name": "Shop", "sign_in_options": ["email"], "self_registration": "on"} | changes


@pytest.mark.spec("APP-67", "APP-77", "CON-55")
def test_a_few_choices_make_a_pool_that_works(console):
    answer = console.post(reverse("admin:user_pool_create"), form())

    pool = UserPool.objects.get()
    assert answer.url == reverse("admin:user_pool", args=[pool.id])
    assert pool.username_attributes == ["email"]
    assert not pool.case_sensitive
    assert pool.allows_sign_up
    assert pool.signing_keys.count() == 2


@pytest.mark.spec("CON-53")
def test_beside_a_user_name_addresses_are_aliases(console):
    console.post(reverse("admin:user_pool_create"), form(sign_in_options=["username", "email", "phone_number"]))

    pool = UserPool.objects.get()
    assert pool.username_attributes == []
    assert pool.alias_attributes == ["email", "phone_number"]


@pytest.mark.spec("USR-66")
def test_self_registration_can_be_left_out(console):
    console.post(reverse("admin:user_pool_create"), {"name": "Staff", "sign_in_options": ["username"]})

    assert not UserPool.objects.get().allows_sign_up


def test_the_administrator_is_named_in_the_audit_trail(console, operator):
    console.post(reverse("admin:user_pool_create"), form())

    event = AuditEvent.objects.get(name="CreateUserPool")
    assert event.actor == operator.arn
    assert event.via == "console"


@pytest.mark.spec("CON-20", "CON-21")
@pytest.mark.parametrize("name", ["", "a" * 129, "<script>", "näme/slash"])
def test_a_name_that_is_none_makes_no_pool(name, console):
    answer = console.post(reverse("admin:user_pool_create"), form(name=name))

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not UserPool.objects.exists()


@pytest.mark.spec("APP-18")
def test_choices_that_last_are_warned_of(console):
    page = console.get(reverse("admin:user_pool_create")).content.decode()

    assert "can&#x27;t be changed after" in page or "can't be changed after" in page


def test_pools_are_found_by_a_part_of_their_name(console, pool):
    assert pool.id in console.get(reverse("admin:user_pools"), {"search": pool.name[1:]}).content.decode()
    assert pool.id not in console.get(reverse("admin:user_pools"), {"search": "nothing"}).content.decode()


def test_a_pool_is_deleted_by_whoever_types_its_name(console, pool):
    address = reverse("admin:user_pool_delete", args=[pool.id])

    console.post(address, {"name": "something else"})
    assert UserPool.objects.filter(id=pool.id).exists()
    console.post(address, {"name": pool.name})
    assert not UserPool.objects.filter(id=pool.id).exists()


@pytest.mark.spec("CON-98", "CON-99")
def test_a_protected_pool_is_deleted_by_one_dialog_that_deactivates_the_protection(console, pool, trail):
    UserPool.objects.update(deletion_protection="ACTIVE")
    address = reverse("admin:user_pool_delete", args=[pool.id])

    page = console.post(address, {"name": pool.name})
    assert "Deactivate deletion protection" in page.content.decode()
    assert UserPool.objects.filter(id=pool.id).exists()
    console.post(address, {"name": pool.name, "deactivate": "on"})
    assert not UserPool.objects.filter(id=pool.id).exists()
    assert [event.name for event in trail(name__endswith="UserPool")][-2:] == ["UpdateUserPool", "DeleteUserPool"]


def test_a_protection_stays_where_the_pool_cannot_be_deleted_all_the_same(console, pool):
    UserPool.objects.update(deletion_protection="ACTIVE")
    Domain.objects.create(domain="shop", pool=pool)
    console.post(reverse("admin:user_pool_delete", args=[pool.id]), {"name": pool.name, "deactivate": "on"})
    assert UserPool.objects.get().deletion_protection == "ACTIVE"


def test_deactivating_the_protection_takes_the_permission_to_update(console_of, pool):
    UserPool.objects.update(deletion_protection="ACTIVE")
    charlie = console_of("cognito-idp:DeleteUserPool", "cognito-idp:DescribeUserPool")
    address = reverse("admin:user_pool_delete", args=[pool.id])
    assert charlie.post(address, {"name": pool.name, "deactivate": "on"}).status_code == 403
    assert UserPool.objects.filter(id=pool.id).exists()


@pytest.mark.spec("APP-80")
def test_a_refusal_to_delete_lands_on_the_form(console, pool):
    Domain.objects.create(domain="shop", pool=pool)
    answer = console.post(reverse("admin:user_pool_delete", args=[pool.id]), {"name": pool.name})

    assert "It has a domain configured" in answer.content.decode()


def test_a_list_is_paged_without_counting(console, django_assert_num_queries, quick_keys):
    UserPool.objects.bulk_create(
        UserPool(id=f"us-east-1_{n:09}", name=f"Pool {n}", region="us-east-1") for n in range(30)
    )
    first = console.get(reverse("admin:user_pools"))
    assert len(first.context["page"].items) == 25

    second = console.get(reverse("admin:user_pools"), {"after": first.context["page"].next})
    assert len(second.context["page"].items) == 5
    assert not second.context["page"].next


@pytest.mark.parametrize("after", ["nonsense", "AAAA", "MjAyNi0wMS0wMVQwMDowMDowMCBh", "ü"])
def test_a_place_that_is_none_is_the_start(after, console, pool):
    page = console.get(reverse("admin:user_pools"), {"after": after}).context["page"]

    assert page.items == [pool]


def test_a_migrated_pool_keeps_its_id(console):
    console.post(reverse("admin:user_pool_create"), form(pool_id="us-east-1_Migrated1"))

    assert UserPool.objects.get().id == "us-east-1_Migrated1"


@pytest.mark.parametrize("pool_id", ["eu-west-1_Migrated1", "Migrated1", "us-east-1_a b"])
def test_a_pool_id_of_another_format_lands_on_the_form(console, pool_id):
    answer = console.post(reverse("admin:user_pool_create"), form(pool_id=pool_id))

    assert "The id of a user pool must be" in answer.content.decode()
    assert not UserPool.objects.exists()
