"""The certificate that verifies a pool's SAML requests."""

import base64
import datetime

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from notifications import sealing
from pools.actions import saml_certificates
from pools.models import SamlCertificate

NOW = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)


def read(idp, pool):
    return idp.get_signing_certificate(UserPoolId=pool.id)["Certificate"]


@pytest.mark.spec("FED-247", "APP-249", "CON-274")
def test_it_is_an_x509_certificate_that_is_good_for_ten_years(idp, pool):
    certificate = x509.load_der_x509_certificate(base64.b64decode(read(idp, pool)))
    certificate.verify_directly_issued_by(certificate)
    years = (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days / 365.25

    assert certificate.subject.rfc4514_string() == f"CN={pool.id}"
    assert round(years, 1) == 10


@pytest.mark.spec("FED-247")
def test_it_stays_for_a_year_and_then_a_new_one_signs(idp, pool):
    with time_machine.travel(NOW):
        first = read(idp, pool)
    with time_machine.travel(NOW + datetime.timedelta(days=364)):
        same = read(idp, pool)
    with time_machine.travel(NOW + datetime.timedelta(days=366)):
        new = read(idp, pool)

    assert first == same != new
    assert SamlCertificate.objects.count() == 2


def test_the_private_key_is_sealed_and_belongs_to_it(pool):
    row = saml_certificates.get_signing_certificate(pool)
    plain = sealing.unseal(saml_certificates.PURPOSE, bytes(row.sealed_private_key))
    private_key = serialization.load_der_private_key(plain, password=None)
    certificate = x509.load_der_x509_certificate(base64.b64decode(row.certificate))

    assert private_key.public_key() == certificate.public_key()


def test_of_two_who_make_it_at_once_both_get_the_same(pool, monkeypatch):
    first = saml_certificates.get_signing_certificate(pool)
    monkeypatch.setattr(saml_certificates, "_newest", lambda pool: None)

    assert saml_certificates.get_signing_certificate(pool).certificate == first.certificate


def test_an_unknown_pool_is_not_found(idp, db, refused):
    with refused("ResourceNotFoundException"):
        idp.get_signing_certificate(UserPoolId="us-east-1_Missing00")
