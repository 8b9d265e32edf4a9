"""The installation's own certificate authority, and what the web server shows by it."""

import datetime
import ssl
import stat
import uuid

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store
from django.core.management import call_command
from django.utils import timezone

from idp_project import authority, preflight, served_tls
from pools.actions import certificates
from pools.errors import ResourceConflictException
from pools.models import Certificate, Domain
from tests.certifying import issue
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database

NAMES = ["localhost", "127.0.0.1", "::1", "*.auth.localhost"]


@pytest.fixture
def later(monkeypatch):
    """Moves the clock of the authority by days."""

    def move(days):
        now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
        monkeypatch.setattr(authority, "_now", lambda: now)

    return move


def served(data_dir, names=NAMES):
    path, _ = authority.ensure_server_certificate(data_dir, names)
    return x509.load_pem_x509_certificate(path.read_bytes())


def trusted(data_dir):
    return x509.load_pem_x509_certificate(authority.certificate_path(data_dir).read_bytes())


@pytest.mark.parametrize("name", ["localhost", "people.auth.localhost"])
def test_who_trusts_the_authority_trusts_each_name(tmp_path, name):
    certificate = served(tmp_path)

    verifier = PolicyBuilder().store(Store([trusted(tmp_path)])).build_server_verifier(x509.DNSName(name))
    assert verifier.verify(certificate, [])


def test_no_other_name_is_vouched_for(tmp_path):
    certificate = served(tmp_path)

    verifier = PolicyBuilder().store(Store([trusted(tmp_path)])).build_server_verifier(x509.DNSName("example.com"))
    with pytest.raises(x509.verification.VerificationError):
        verifier.verify(certificate, [])


def test_keys_are_their_owners_alone(tmp_path):
    authority.ensure_server_certificate(tmp_path, NAMES)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "tls").iterdir()}
    assert modes.pop("authority.key") == modes.pop("server.key") == 0o600
    assert sorted(modes) == ["authority.pem", "server.pem"]


def test_the_web_server_can_load_them(tmp_path):
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(
        *authority.ensure_server_certificate(tmp_path, NAMES)
    )


def test_both_stay_from_one_start_to_the_next(tmp_path):
    first, root = served(tmp_path), trusted(tmp_path)

    assert (served(tmp_path), trusted(tmp_path)) == (first, root)


def test_other_names_ask_for_another_certificate_by_the_same_authority(tmp_path):
    first, root = served(tmp_path), trusted(tmp_path)

    assert served(tmp_path, [*NAMES, "auth.example.com"]) != first
    assert trusted(tmp_path) == root


@pytest.mark.parametrize(("days", "is_renewed"), [(366, False), (368, True), (500, True)])
def test_it_is_renewed_in_its_last_month(tmp_path, later, days, is_renewed):
    first, root = served(tmp_path), trusted(tmp_path)
    later(days)

    assert (served(tmp_path) != first) == is_renewed
    assert trusted(tmp_path) == root


def test_the_authority_is_renewed_before_it_ends_before_what_it_signs(tmp_path, later):
    root = served(tmp_path) and trusted(tmp_path)
    later(3652 - 396)
    certificate = served(tmp_path)

    assert trusted(tmp_path) != root
    certificate.verify_directly_issued_by(trusted(tmp_path))


def test_a_damaged_server_certificate_is_made_anew(tmp_path):
    _, key = authority.ensure_server_certificate(tmp_path, NAMES)
    key.write_bytes(b"damaged")

    served(tmp_path)
    assert b"PRIVATE KEY" in key.read_bytes()


@pytest.mark.parametrize("name", ["authority.pem", "authority.key"])
def test_a_damaged_authority_is_not_replaced_in_silence(db, tmp_path, settings, name):
    settings.DATA_DIR, settings.TLS = tmp_path, "local"
    authority.ensure_authority(tmp_path)
    (tmp_path / "tls" / name).write_bytes(b"damaged")

    with pytest.raises(preflight.CannotStart, match="authority"):
        served_tls.options()


def test_a_start_cut_short_is_made_good(tmp_path):
    authority.ensure_authority(tmp_path)
    authority.certificate_path(tmp_path).unlink()

    assert served(tmp_path).verify_directly_issued_by(trusted(tmp_path)) is None


@pytest.mark.parametrize(
    ("public_url", "more"),
    [
        ("https://localhost:8000", []),
        ("https://id.example.com", ["id.example.com", "*.auth.id.example.com"]),
        ("https://192.0.2.7:8443", ["192.0.2.7"]),
        ("https://[2001:db8::7]", ["2001:db8::7"]),
    ],
)
def test_the_names_are_those_that_it_answers_at(db, settings, pool, public_url, more):
    settings.PUBLIC_URL, settings.HOST = public_url, "0.0.0.0"
    Domain.objects.create(domain="auth.shop.example", pool=pool, is_custom=True)

    fixed = ["localhost", "*.auth.localhost", "127.0.0.1", "::1"]
    assert served_tls.names() == [*fixed, *more, "auth.shop.example"]


def test_the_domain_of_a_deleted_pool_is_no_name(db, settings, pool):
    Domain.objects.create(domain="auth.shop.example", pool=pool, is_custom=True)
    pool.deleted_at = timezone.now()
    pool.save(update_fields=["deleted_at"])

    assert "auth.shop.example" not in served_tls.names()


def test_a_host_that_no_certificate_can_name_stops_the_start(db, tmp_path, settings):
    settings.DATA_DIR, settings.TLS, settings.PUBLIC_URL = tmp_path, "local", "https://bücher.example"

    with pytest.raises(preflight.CannotStart, match="POOLHOUSE_TLS"):
        served_tls.options()


def test_without_tls_nothing_is_made(tmp_path, settings):
    settings.DATA_DIR, settings.TLS = tmp_path, "off"

    assert served_tls.options() == ""
    assert not (tmp_path / "tls").exists()


def test_the_server_is_told_of_files_in_a_folder_with_a_space(db, tmp_path, settings):
    settings.DATA_DIR, settings.TLS = tmp_path / "a folder", "local"

    assert f"--ssl-certificate '{tmp_path}/a folder/tls/server.pem'" in served_tls.options()


def test_an_http_address_stops_the_start(settings):
    settings.TLS, settings.PUBLIC_URL = "local", "http://localhost:8000"

    with pytest.raises(preflight.CannotStart, match="POOLHOUSE_PUBLIC_URL"):
        preflight.check_scheme()


def test_the_command_prints_the_certificate_and_tells_apart_where_it_is(tmp_path, settings, capsys):
    settings.DATA_DIR = tmp_path
    call_command("authority")

    printed = capsys.readouterr()
    assert printed.out == authority.certificate_path(tmp_path).read_text()
    assert str(authority.certificate_path(tmp_path)) in printed.err
    assert "PRIVATE" not in printed.out + printed.err


@pytest.fixture
def imported(db, settings, tmp_path):
    """A certificate of a public authority for our own host, of which POOLHOUSE_TLS has the ARN."""
    issued = issue("id.example.com", "*.auth.id.example.com")
    kept = certificates.import_certificate(issued.pem, issued.key_pem, caller=CALLER)
    settings.DATA_DIR, settings.TLS, settings.PUBLIC_URL = tmp_path, kept.arn, "https://id.example.com"
    return kept


def test_an_imported_certificate_is_shown_instead(imported, tmp_path):
    assert f"--ssl-certificate {tmp_path}/tls/imported.pem --ssl-keyfile" in served_tls.options()
    assert (tmp_path / "tls" / "imported.pem").read_text() == imported.chain
    assert (tmp_path / "tls" / "imported.key").stat().st_mode & 0o777 == 0o600


def test_it_is_not_deleted_while_it_is_shown(imported):
    with pytest.raises(ResourceConflictException):
        certificates.delete_certificate(imported, caller=CALLER)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"names": ["other.example.com"]}, "not for id.example.com"),
        ({"not_after": timezone.now() - datetime.timedelta(days=1)}, "ended on"),
        ({"id": uuid.UUID(int=7)}, "no certificate of this ARN"),
    ],
    ids=["another name", "ended", "gone"],
)
def test_one_that_cannot_be_shown_stops_the_start(imported, changes, said):
    Certificate.objects.update(**changes)
    with pytest.raises(preflight.CannotStart, match=said):
        served_tls.options()
