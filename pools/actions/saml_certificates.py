"""The certificates by which identity providers verify a pool's SAML requests (FED-247)."""

import base64
import dataclasses
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications import sealing
from pools.models import SamlCertificate, UserPool

PURPOSE = "SAML signing key"  # that private keys are sealed for
VALIDITY = datetime.timedelta(days=3652)  # ten years
RENEWED_AFTER = datetime.timedelta(days=365)
_CLOCK_SKEW = datetime.timedelta(minutes=5)


@dataclasses.dataclass(frozen=True, slots=True)
class KeyPair:
    """Both in PEM."""

    private_key: str
    certificate: str


def signing_pair(pool: UserPool) -> KeyPair:
    """What requests of the pool are signed with now."""
    return _pair(get_signing_certificate(pool))


def decryption_pairs(pool: UserPool) -> list[KeyPair]:
    """Those that an identity provider may have encrypted for, the newest first: it changes when its administrator
    does."""
    return [_pair(each) for each in SamlCertificate.objects.filter(pool=pool).order_by("-generation")]


def get_signing_certificate(pool: UserPool) -> SamlCertificate:
    """The certificate that new requests are signed with. It stays for a year; then a new one takes its place, while the
    old one is good for its ten years. Made when it is first asked for, as most pools never need one."""
    newest = _newest(pool)
    if newest and newest.created_at + RENEWED_AFTER > timezone.now():
        return newest
    made = _make(pool, newest.generation + 1 if newest else 1)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # somebody else made it at the same moment
        return SamlCertificate.objects.get(pool=pool, generation=made.generation)
    return made


def _pair(row: SamlCertificate) -> KeyPair:
    key = serialization.load_der_private_key(sealing.unseal(PURPOSE, bytes(row.sealed_private_key)), password=None)
    pem = serialization.Encoding.PEM
    certificate = x509.load_der_x509_certificate(base64.b64decode(row.certificate))
    return KeyPair(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode(),
        certificate.public_bytes(pem).decode(),
    )


def _newest(pool: UserPool) -> SamlCertificate | None:
    return SamlCertificate.objects.filter(pool=pool).order_by("-generation").first()


def _make(pool: UserPool, generation: int) -> SamlCertificate:
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    now = timezone.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, pool.id)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _CLOCK_SKEW)
        .not_valid_after(now + VALIDITY)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private_key, hashes.SHA256())
    )
    plain = private_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SamlCertificate(
        pool=pool,
        generation=generation,
        certificate=base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode(),
        sealed_private_key=sealing.seal(PURPOSE, plain),
    )
