"""A certificate authority of the installation's own, for HTTPS where no public authority vouches for the names.

Its certificate and key are made once and kept in the data folder; what the web server shows is signed by it. A browser
that trusts the authority's certificate (`manage.py authority` prints it) takes all of the installation's addresses. Who
has the key can vouch for any name before that browser: it never leaves the folder, readable by its owner alone.
"""

import datetime
import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_VALIDITY = datetime.timedelta(days=3652)  # ten years
SERVER_VALIDITY = datetime.timedelta(days=397)  # browsers refuse more than 398 of a public authority
RENEWED_BEFORE = datetime.timedelta(days=30)
_CLOCK_SKEW = datetime.timedelta(hours=1)


class Pair(NamedTuple):
    """A certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


class Unreadable(Exception):
    """Files of the authority that are damaged: to make others in their place would end the trust put in them."""


def certificate_path(data_dir: Path) -> Path:
    """Where the certificate is that browsers and tools are to trust."""
    return data_dir / "tls" / "authority.pem"


def ensure_authority(data_dir: Path) -> Pair:
    """The authority, made unless it is there; and made anew, to be trusted anew, before it ends before what it signs.

    Raises `Unreadable`.
    """
    path = certificate_path(data_dir)
    kept = _load(path)
    if kept and kept.certificate.not_valid_after_utc > _now() + SERVER_VALIDITY:
        return kept
    return _save(path, _make_authority())


def ensure_server_certificate(data_dir: Path, names: Sequence[str]) -> tuple[Path, Path]:
    """The files of a certificate for just these host names and addresses, and of its key.

    Another one is made when the names are others, the authority is, or it ends within a month. Raises `Unreadable`.
    """
    authority = ensure_authority(data_dir)
    path = data_dir / "tls" / "server.pem"
    try:
        kept = _load(path)
    except Unreadable:
        kept = None  # nobody trusts this one for itself
    if not kept or not _is_good(kept.certificate, authority.certificate, names):
        _save(path, _make_server_certificate(authority, names))
    return path, _key_path(path)


def _make_authority() -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Poolhouse local authority, {_now():%Y-%m-%d %H:%M}")
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    certificate = (
        _builder(name, name, key, AUTHORITY_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Pair(certificate, key)


def _make_server_certificate(authority: Pair, names: Sequence[str]) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.key.public_key()
    certificate = (
        _builder(_name("Poolhouse"), authority.certificate.subject, key, SERVER_VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), critical=False)
        .add_extension(_alternative_names(names), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return Pair(certificate, key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, validity: datetime.timedelta
) -> x509.CertificateBuilder:
    now = _now()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + validity)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _is_good(certificate: x509.Certificate, authority: x509.Certificate, names: Sequence[str]) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    if certificate.not_valid_after_utc < _now() + RENEWED_BEFORE:
        return False
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return list(found) == list(_alternative_names(names))


def _alternative_names(names: Sequence[str]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName([_general_name(name) for name in dict.fromkeys(names)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Poolhouse"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _key_usage(**wanted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names})


def _load(path: Path) -> Pair | None:
    if not path.exists():
        return None
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        key = load_pem_private_key(_key_path(path).read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise Unreadable(f"{path} or its key cannot be read: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise Unreadable(f"{_key_path(path)} is not the key of {path}")
    return Pair(certificate, key)


def _save(path: Path, pair: Pair) -> Pair:
    """The key first: a start that is cut short between the two finds no certificate, and makes both again."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    _write(_key_path(path), pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    _write(path, pair.certificate.public_bytes(Encoding.PEM), 0o644)
    return pair


def _write(path: Path, content: bytes, mode: int) -> None:
    """In place of what is there, at once, and never readable by more than `mode` says."""
    fresh = path.with_suffix(f"{path.suffix}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        os.fsync(file.fileno())
    fresh.replace(path)


def _key_path(path: Path) -> Path:
    return path.with_suffix(".key")


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
