"""Certificates of custom domains: what is taken, what is refused, and what a domain may use."""

import socket

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from pools.actions import certificates, domains
from pools.errors import InvalidParameterException, ResourceConflictException, ResourceNotFoundException
from pools.models import Certificate, Domain
from tests.certifying import DAY, NOW, authority, issue, key_pem
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database

NAME = "auth.shop.example"


@pytest.fixture(scope="module")
def root():
    return authority("Root")


@pytest.fixture(scope="module")
def issuing(root):
    return authority("Issuing", root)


@pytest.fixture(scope="module")
def fitting(issuing):
    return issue(NAME, "*.shop.example", issuer=issuing)


@pytest.fixture
def kept(db, fitting) -> Certificate:
    return certificates.import_certificate(fitting.pem, fitting.key_pem, caller=CALLER)


@pytest.fixture
def create(pool):
    """Gives the pool a custom domain with the certificate of this ARN."""

    def custom(arn, name=NAME):
        config = {"CertificateArn": arn}
        return domains.create_domain(pool, name, caller=CALLER, custom_domain_config=config)

    return custom


def test_a_certificate_with_its_chain_is_kept_in_order(db, fitting, issuing, root):
    kept = certificates.import_certificate(
        fitting.pem, fitting.key_pem, certificate_chain=issuing.pem + root.pem, caller=CALLER
    )

    assert kept.chain == fitting.pem + issuing.pem + root.pem
    assert kept.names == [NAME, "*.shop.example"]
    assert kept.issuer == "CN=Issuing"
    assert kept.not_after == fitting.certificate.not_valid_after_utc


def test_the_chain_may_follow_in_the_same_file(db, fitting, issuing):
    text = f"Bag Attributes\n{fitting.pem}\r\nsubject=CN = Issuing\n{issuing.pem}"

    assert certificates.import_certificate(text, fitting.key_pem, caller=CALLER).chain == fitting.pem + issuing.pem


def test_the_key_is_sealed(kept, fitting):
    stored = Certificate.objects.values_list("sealed_private_key", flat=True).get()

    assert b"PRIVATE KEY" not in bytes(stored)
    assert Certificate.objects.get().private_key == fitting.key_pem


def test_the_trail_tells_of_an_import_without_the_key(kept, trail):
    event = trail()[-1]

    assert (event.name, event.detail["certificate"]) == ("ImportCertificate", kept.arn)
    assert "PRIVATE" not in str(event.detail)


@pytest.mark.spec("APP-203")
def test_its_arn_is_one_of_acms_in_us_east_1(kept):
    assert kept.arn == f"arn:aws:acm:us-east-1:000000000000:certificate/{kept.id}"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"private_key": key_pem(ec.generate_private_key(ec.SECP256R1()))}, "not the certificate's"),
        ({"private_key": ""}, "not PEM"),
        ({"private_key": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"}, "cannot be read"),
        ({"private_key": key_pem(ec.generate_private_key(ec.SECP256R1()), b"secret")}, "encrypted"),
        ({"private_key": key_pem(ed25519.Ed25519PrivateKey.generate())}, "RSA of 2048"),
        ({"private_key": key_pem(rsa.generate_private_key(65537, 1024))}, "RSA of 2048"),
        ({"private_key": key_pem(ec.generate_private_key(ec.SECP256K1()))}, "RSA of 2048"),
        ({"certificate": ""}, "not PEM"),
        ({"certificate": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"}, "cannot be read"),
        ({"certificate": "-----BEGIN CERTIFICATE-----\u0000\ud800-----END CERTIFICATE-----"}, "cannot be read"),
        ({"certificate": "x" * 200_000}, "too long"),
        ({"certificate_chain": "nothing"}, "chain is not PEM"),
        ({"certificate_chain": authority("Another").pem}, "not in order"),
        ({"certificate_chain": authority("Another").pem * 11}, "longer than 10"),
    ],
)
def test_what_does_not_fit_together_is_refused(db, fitting, given, reason):
    whole = {"certificate": fitting.pem, "private_key": fitting.key_pem}

    with pytest.raises(InvalidParameterException, match=reason):
        certificates.import_certificate(**whole | given, caller=CALLER)


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ({"begins": NOW - 9 * DAY, "ends": NOW - DAY}, "ended on"),
        ({"begins": NOW + DAY}, "begins on"),
    ],
)
def test_a_certificate_of_another_time_is_refused(db, made, reason):
    issued = issue(NAME, **made)

    with pytest.raises(InvalidParameterException, match=reason):
        certificates.import_certificate(issued.pem, issued.key_pem, caller=CALLER)


def test_a_certificate_for_no_host_is_refused(db):
    issued = issue()

    with pytest.raises(InvalidParameterException, match="names no host"):
        certificates.import_certificate(issued.pem, issued.key_pem, caller=CALLER)


@pytest.mark.spec("APP-203")
@pytest.mark.parametrize("name", [NAME, "login.shop.example"])
def test_a_domain_uses_a_certificate_that_covers_it(create, kept, name):
    create(kept.arn, name)

    assert Domain.objects.get(domain=name).certificate == kept


@pytest.mark.spec("APP-203")
@pytest.mark.parametrize("name", ["a.auth.shop.example", "auth.other.example", "auth.evil-shop.example"])
def test_a_wildcard_covers_one_label_of_its_own_domain(create, kept, name):
    with pytest.raises(InvalidParameterException, match="doesn't cover the alternate domain name"):
        create(kept.arn, name)


@pytest.mark.spec("APP-203", "APP-284")
@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:acm:us-east-1:000000000000:certificate/00000000-0000-4000-8000-000000000000",
        "arn:aws:acm:eu-west-1:123456789012:certificate/1234",
        "arn:aws:iam::123456789012:server-certificate/1234",
        "arn:aws:acm:us-east-1:123456789012:certificate/1234\n",
        "arn:aws:s3:us-east-1:123456789012:certificate/1234",
    ],
)
def test_what_is_no_certificate_is_refused(create, arn):
    with pytest.raises(InvalidParameterException, match="The specified SSL certificate doesn't exist"):
        create(arn)


@pytest.mark.spec("APP-198", "APP-203")
@pytest.mark.parametrize(
    "arn", ["arn:aws:acm:us-east-1:123456789012:certificate/12345678-aaaa", certificates.proxys_arn()]
)
def test_a_certificate_of_elsewhere_is_the_proxys_business(create, arn):
    assert create(arn).certificate is None


def test_a_certificate_that_has_ended_serves_no_new_domain(create, kept):
    Certificate.objects.update(not_after=NOW - DAY)

    with pytest.raises(InvalidParameterException, match="isn't valid"):
        create(kept.arn)


@pytest.mark.spec("APP-214", "APP-284")
def test_a_domain_changes_to_another_certificate(pool, create, kept, fitting):
    create(certificates.proxys_arn())

    domains.update_domain(pool, NAME, caller=CALLER, custom_domain_config={"CertificateArn": kept.arn})

    assert Domain.objects.get().certificate == kept


def test_a_domain_does_not_change_to_a_certificate_of_another_name(pool, create, kept):
    create(certificates.proxys_arn(), "auth.other.example")

    with pytest.raises(InvalidParameterException, match="doesn't cover"):
        domains.update_domain(
            pool, "auth.other.example", caller=CALLER, custom_domain_config={"CertificateArn": kept.arn}
        )

    assert Domain.objects.get().custom_domain_config == {"CertificateArn": certificates.proxys_arn()}


@pytest.mark.spec("APP-213", "APP-215")
def test_a_renewed_certificate_keeps_its_arn(create, kept):
    create(kept.arn)
    renewed = issue(NAME, ends=NOW + 300 * DAY)

    certificates.import_certificate(renewed.pem, renewed.key_pem, replaces=kept, caller=CALLER)

    assert Domain.objects.get().certificate.chain == renewed.pem
    assert Certificate.objects.get().arn == kept.arn


def test_a_renewed_certificate_still_covers_the_domains_that_use_it(create, kept, fitting):
    create(kept.arn)
    other = issue("auth.other.example")

    with pytest.raises(InvalidParameterException, match=f"does not cover {NAME}"):
        certificates.import_certificate(other.pem, other.key_pem, replaces=kept, caller=CALLER)

    assert Certificate.objects.get().chain == fitting.pem


def test_a_certificate_in_use_is_not_deleted(create, kept):
    create(kept.arn)

    with pytest.raises(ResourceConflictException):
        certificates.delete_certificate(kept, caller=CALLER)


def test_a_certificate_is_deleted_once_its_domain_is(pool, create, kept):
    create(kept.arn)
    domains.delete_domain(pool, NAME, caller=CALLER)

    certificates.delete_certificate(kept, caller=CALLER)

    with pytest.raises(ResourceNotFoundException):
        certificates.get_certificate_by_arn(kept.arn)


@pytest.mark.spec("APP-200", "APP-201")
@pytest.mark.parametrize(
    "name",
    ["localhost", "people.auth.localhost", "a.b.auth.localhost", "auth.Shop.example", "auth_1.shop.example"],
)
def test_a_custom_domain_is_none_of_our_own_names(create, settings, name):
    settings.PUBLIC_URL = "http://localhost:8000"

    with pytest.raises(InvalidParameterException, match="not a valid subdomain"):
        create(certificates.proxys_arn(), name)


@pytest.mark.spec("APP-199")
def test_the_parent_of_a_custom_domain_is_looked_up_where_the_operator_wants_it(create, settings, monkeypatch):
    settings.CHECK_PARENT_DOMAINS = True
    asked = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asking: asked.append(asking[0]))

    create(certificates.proxys_arn(), "auth.xyz.shop.example")

    assert asked == ["xyz.shop.example"]


@pytest.mark.spec("APP-199")
def test_a_parent_without_address_is_refused_in_cognitos_words(create, settings, monkeypatch):
    settings.CHECK_PARENT_DOMAINS = True

    def nowhere(*_):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)

    with pytest.raises(InvalidParameterException, match="please ensure an A record exists for the root domain"):
        create(certificates.proxys_arn())
