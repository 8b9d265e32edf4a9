"""Certificates over REST and by command."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from pools.actions import certificates, domains
from pools.models import Certificate
from tests.certifying import DAY, NOW, issue
from tests.conftest import CALLER

NAME = "auth.shop.example"


@pytest.fixture(scope="module")
def issued():
    return issue(NAME)


@pytest.fixture
def upload(issued):
    return {"certificate": issued.pem, "private_key": issued.key_pem}


@pytest.fixture
def kept(db, issued) -> Certificate:
    return certificates.import_certificate(issued.pem, issued.key_pem, caller=CALLER)


@pytest.fixture
def used(pool, kept) -> Certificate:
    domains.create_domain(pool, NAME, caller=CALLER, custom_domain_config={"CertificateArn": kept.arn})
    return kept


def test_a_certificate_is_uploaded_and_read_without_its_key(rest, upload):
    made = rest.post("certificates", upload)

    shown = rest.get(f"certificates/{made.json()['id']}")
    assert made.status_code == 201
    assert (shown.json()["names"], shown.json()["chain"]) == ([NAME], upload["certificate"])
    assert "PRIVATE" not in made.content.decode() + shown.content.decode()


def test_certificates_are_listed_with_the_domains_that_use_them(rest, used):
    (listed,) = rest.get("certificates").json()["results"]

    assert (listed["arn"], listed["domains"]) == (used.arn, [NAME])


def test_a_certificate_is_renewed_in_its_place(rest, used):
    renewed = issue(NAME, ends=NOW + 300 * DAY)
    answer = rest.put(f"certificates/{used.id}", {"certificate": renewed.pem, "private_key": renewed.key_pem})

    assert (answer.status_code, answer.json()["arn"], answer.json()["chain"]) == (200, used.arn, renewed.pem)


def test_a_certificate_in_use_cannot_be_deleted(rest, used):
    assert rest.delete(f"certificates/{used.id}").status_code == 409


def test_a_certificate_is_deleted(rest, kept):
    assert rest.delete(f"certificates/{kept.id}").status_code == 204
    assert rest.get(f"certificates/{kept.id}").status_code == 404


@pytest.mark.parametrize("certificate_id", ["proxy", "00000000-0000-4000-8000-000000000000", "%F0%9F%92%A9"])
def test_a_certificate_that_is_not_there_is_not_found(rest, certificate_id):
    assert rest.get(f"certificates/{certificate_id}").status_code == 404


def test_a_refused_upload_says_why_and_keeps_no_key(rest, upload, trail):
    answer = rest.post("certificates", upload | {"certificate": issue("other.example").pem})

    assert (answer.status_code, answer.json()["detail"]) == (422, "The private key is not the certificate's.")
    assert not any("PRIVATE KEY" in str(vars(event)) for event in trail())


@pytest.mark.parametrize(("method", "path"), [("get", "certificates"), ("post", "certificates")])
def test_certificates_need_acms_permissions(rest_of, upload, method, path):
    answer = getattr(rest_of("charlie"), method)(path, upload)

    assert answer.status_code == 403
    assert "acm:" in answer.json()["detail"]


@pytest.fixture
def files(tmp_path, issued):
    (tmp_path / "cert.pem").write_text(issued.pem)
    (tmp_path / "key.pem").write_text(issued.key_pem)
    return ["--certificate", str(tmp_path / "cert.pem"), "--key", str(tmp_path / "key.pem")]


def test_the_command_imports_lists_renews_and_deletes(db, files, capsys):
    call_command("certificate", "import", *files)
    arn = capsys.readouterr().out.strip()
    call_command("certificate", "import", *files, "--arn", arn)
    call_command("certificate", "list")
    assert Certificate.objects.get().arn == arn
    assert f"{arn}  ends " in capsys.readouterr().out

    call_command("certificate", "delete", arn)

    assert not Certificate.objects.exists()


def test_the_command_exports_what_a_proxy_needs_for_its_owner_alone(used, issued, tmp_path):
    call_command("certificate", "export", str(tmp_path / "tls"))

    key = tmp_path / "tls" / f"{NAME}.key"
    assert (tmp_path / "tls" / f"{NAME}.pem").read_text() == issued.pem
    assert key.read_text() == issued.key_pem
    assert key.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in (tmp_path / "tls").iterdir()) == [f"{NAME}.key", f"{NAME}.pem"]


@pytest.mark.parametrize("arguments", [["delete", "arn:aws:acm:us-east-1:000000000000:certificate/proxy"]])
def test_the_command_says_what_is_wrong(db, arguments):
    with pytest.raises(CommandError, match="not found"):
        call_command("certificate", *arguments)


def test_the_command_says_which_file_is_missing(db, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("certificate", "import", "--certificate", str(tmp_path / "no"), "--key", str(tmp_path / "no"))
