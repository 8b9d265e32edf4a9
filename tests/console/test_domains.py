import pytest
from django.urls import reverse

from pools.actions import certificates, domains
from pools.models import Certificate, Domain
from tests.certifying import issue
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database


def submit(console, pool, prefix, **more):
    return console.post(reverse("admin:domain_create", args=[pool.id]), {"prefix": prefix, **more}, follow=True)


@pytest.mark.spec("APP-191", "APP-197", "APP-127", "APP-128", "APP-109", "CON-187", "CON-183", "CON-186")
def test_a_domain_is_created_and_its_whole_address_shown(console, pool):
    answer = submit(console, pool, "my-shop")

    assert pool.domains.get().domain == "my-shop"
    assert "my-shop.auth.localhost" in answer.content.decode()


@pytest.mark.spec("APP-189", "APP-190", "CON-186")
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


@pytest.mark.spec("APP-188", "CON-185")
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


@pytest.fixture(scope="module")
def issued():
    return issue("auth.shop.example")


@pytest.fixture
def certificate(db, issued):
    return certificates.import_certificate(issued.pem, issued.key_pem, caller=CALLER)


def submit_custom(console, pool, name, arn, **more):
    address = reverse("admin:custom_domain_create", args=[pool.id])
    return console.post(address, {"name": name, "certificate": arn, **more}, follow=True)


@pytest.mark.spec("APP-207", "APP-208", "APP-280", "APP-206", "APP-202", "CON-187")
def test_a_custom_domain_is_created_and_its_dns_record_told(console, pool, certificate):
    page = submit_custom(console, pool, "auth.shop.example", certificate.arn).content.decode()

    assert pool.domains.get().certificate == certificate
    assert "Create an alias record in your domain" in page
    assert f"auth.shop.example. CNAME {domains.alias_target()}." in page


@pytest.mark.spec("APP-284")
def test_a_custom_domain_is_given_a_certificate_of_the_store_or_the_proxys(console, pool, certificate):
    page = console.get(reverse("admin:custom_domain_create", args=[pool.id])).content.decode()

    assert f'value="{certificate.arn}"' in page
    assert f'value="{certificates.proxys_arn()}"' in page


@pytest.mark.spec("APP-189")
def test_the_name_of_a_custom_domain_is_tried_before_it_is_taken(console, pool):
    answer = submit_custom(console, pool, "auth.shop.example", certificates.proxys_arn(), check="1")

    assert "This domain is available." in answer.content.decode()
    assert not Domain.objects.exists()


@pytest.mark.spec("APP-200", "APP-201", "APP-203")
@pytest.mark.parametrize("name", ["auth.other.example", "example", "shop.example", "auth..shop.example", "", "a" * 64])
def test_a_custom_domain_that_may_not_be_is_refused_on_the_form(name, console, pool, certificate):
    assert submit_custom(console, pool, name, certificate.arn).status_code == 200
    assert not Domain.objects.exists()


@pytest.mark.spec("APP-214", "APP-216", "APP-217")
def test_the_certificate_of_a_custom_domain_is_changed(console, pool, certificate):
    submit_custom(console, pool, "auth.shop.example", certificates.proxys_arn())
    console.post(reverse("admin:custom_domain_certificate", args=[pool.id]), {"certificate": certificate.arn})

    assert pool.domains.get().certificate == certificate


@pytest.mark.spec("APP-192")
def test_a_custom_domain_is_deleted_and_the_prefix_stays(console, pool):
    submit(console, pool, "my-shop")
    submit_custom(console, pool, "auth.shop.example", certificates.proxys_arn())
    console.post(reverse("admin:custom_domain_delete", args=[pool.id]))

    assert pool.domains.get().domain == "my-shop"


@pytest.mark.spec("APP-192", "CON-187")
def test_the_page_offers_what_is_not_there_yet(console, pool):
    submit_custom(console, pool, "auth.shop.example", certificates.proxys_arn())
    page = console.get(reverse("admin:app_integration", args=[pool.id])).content.decode()

    assert ("Create Cognito domain" in page, "Create custom domain" in page) == (True, False)
    assert "Delete custom domain" in page


def upload(issued):
    return {"certificate": issued.pem, "private_key": issued.key_pem}


@pytest.mark.spec("APP-284")
def test_a_certificate_is_imported_and_listed_without_its_key(console, db, issued):
    answer = console.post(reverse("admin:certificate_import"), upload(issued), follow=True).content.decode()

    assert Certificate.objects.get().arn in answer
    assert "BEGIN PRIVATE KEY" not in answer


def test_a_certificate_that_does_not_fit_its_key_is_refused_on_the_form(console, db, issued):
    mixed = upload(issued) | {"certificate": issue("auth.shop.example").pem}
    answer = console.post(reverse("admin:certificate_import"), mixed).content.decode()

    assert "The private key is not the certificate" in answer
    assert not Certificate.objects.exists()


@pytest.mark.spec("APP-213")
def test_a_certificate_is_renewed_in_its_place(console, certificate):
    renewed = issue("auth.shop.example")
    console.post(reverse("admin:certificate_renew", args=[certificate.pk]), upload(renewed))

    assert Certificate.objects.get(pk=certificate.pk).chain == renewed.pem


def test_a_certificate_in_use_is_not_deleted_but_told_of(console, pool, certificate):
    submit_custom(console, pool, "auth.shop.example", certificate.arn)
    answer = console.post(reverse("admin:certificate_delete", args=[certificate.pk]), follow=True)

    assert "Certificate is in use." in answer.content.decode()
    assert Certificate.objects.exists()


def test_a_certificate_is_deleted(console, certificate):
    console.post(reverse("admin:certificate_delete", args=[certificate.pk]))

    assert not Certificate.objects.exists()


@pytest.mark.parametrize("page", ["certificates", "certificate_import"])
def test_certificates_need_acms_permissions(console_of, page):
    assert console_of("cognito-idp:*").get(reverse(f"admin:{page}")).status_code == 403


@pytest.mark.spec("CON-186")
def test_the_original_console_tries_a_prefix_and_saves_it_on_one_page(console, pool):
    address = reverse("admin:domain_name", args=[pool.id])
    tried = console.post(address, {"prefix": "my-shop", "check": "1"}).content.decode()
    assert "This domain is available." in tried
    assert not Domain.objects.exists()

    assert console.post(address, {"prefix": "my-shop"}).url == address
    assert "my-shop.auth." in console.get(address).content.decode()
