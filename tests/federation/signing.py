"""Key pairs of identity providers that the tests play."""

import base64
import dataclasses
import datetime
import functools

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key  # the real one, see quick_keys
from cryptography.x509.oid import NameOID

_BEGIN = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_END = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)


@dataclasses.dataclass(frozen=True)
class Pair:
    key_pem: str
    certificate_pem: str
    certificate: str  # DER in base64, as in metadata


@functools.cache
def pair(name: str) -> Pair:
    """The one key pair of this name. Making one takes a while, so few names are used."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_BEGIN)
        .not_valid_after(_END)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    der = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
    return Pair(plain.decode(), certificate.public_bytes(pem).decode(), der)
