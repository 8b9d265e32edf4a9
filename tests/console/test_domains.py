import pytest
from django.urls import reverse

from pools.models import Domain


def submit(console, pool, prefix, **more):
    return console.post(reverse("admin:domain_create", args=[pool.id]), {"prefix": prefix, **more}, follow=True)


@pytest.mark.spec("APP-191", "APP-197")
def test_a_domain_is_created_and_its_whole_address_shown(console, pool):
    answer = submit(console, pool, "my-shop")

    assert pool.domains.get().domain == "my-shop"
    assert "my-shop.auth.localhost" in answer.content.decode()


@pytest.mark.spec("APP-189", "APP-190")
def test_availability_is_told_before_it_is_taken(console, pool):
    answer = submit(console, pool, "my-shop", check="1")

    assert "This domain is available." in answer.content.decode()
    assert not Domain.objects.exists()


@pytest.mark.spec("APP-189")
@pytest.mark.parametrize("more", [{}, {"check": "1"}])
def test_a_taken_domain_is_refused_on_the_form(more, console, pool, quick_keys):
    from pools.models import UserPool

    other = UserPool.objects.create(id="us-east-1_Other0000", name="Other", region="us-east-1")
    Domain.objects.create(domain="my-shop", pool=other)

    assert "already associated" in submit(console, pool, "my-shop", **more).content.decode()


@pytest.mark.spec("APP-188")
@pytest.mark.parametrize("prefix", ["my-cognito", "aws", "UPPER", "-a", "a.b", "", "a" * 64])
def test_a_prefix_that_may_not_be_is_refused(prefix, console, pool):
    assert submit(console, pool, prefix).status_code == 200
    assert not Domain.objects.exists()


@pytest.mark.spec("APP-192")
def test_a_domain_is_deleted(console, pool):
    Domain.objects.create(domain="my-shop", pool=pool)
    console.post(reverse("admin:domain_delete", args=[pool.id]))

    assert not Domain.objects.exists()


def test_deleting_a_domain_that_is_not_there_is_told_of(console, pool):
    answer = console.post(reverse("admin:domain_delete", args=[pool.id]), follow=True)

    assert "No such domain" in answer.content.decode()
