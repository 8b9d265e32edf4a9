"""Certificate, key and chain as somebody uploads them: read, checked against each other, put in order."""

import datetime
import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.utils import timezone

from pools.errors import InvalidParameterException

# APP-203: of us-east-1, whatever the pool's region; in any partition
ARN = re.compile(r"arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate/[\w-]+")

_MOST_CHARACTERS = 131_072  # of each file
_LONGEST_CHAIN = 10  # certificates
_LEAST_RSA_BITS = 2048
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)  # what browsers take
_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

_HOST_NAME = re.compile(r"(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class Read(NamedTuple):
    """What was uploaded, found to be in order."""

    chain: list[x509.Certificate]
    private_key: PrivateKey
    names: list[str]

    def columns(self) -> dict[str, Any]:
        """What the model keeps of it."""
        leaf = self.chain[0]
        return {
            "chain": "".join(each.public_bytes(serialization.Encoding.PEM).decode() for each in self.chain),
            "private_key": self.private_key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ).decode(),
            "names": self.names,
            "issuer": leaf.issuer.rfc4514_string()[:512],
            "fingerprint": leaf.fingerprint(hashes.SHA256()).hex(),
            "not_before": leaf.not_valid_before_utc,
            "not_after": leaf.not_valid_after_utc,
        }


def read(certificate: str, private_key: str, certificate_chain: str = "") -> Read:
    """Raises InvalidParameterException, with what is wrong, unless the key is the certificate's, each certificate was
    issued by the next, host names are in it, and now is within its validity."""
    if max(map(len, (certificate, private_key, certificate_chain))) > _MOST_CHARACTERS:
        raise InvalidParameterException("The certificate, its key or its chain is too long.")
    chain = [*_certificates(certificate, "certificate")]
    if certificate_chain.strip():
        chain += _certificates(certificate_chain, "certificate chain")
    if len(chain) > _LONGEST_CHAIN:
        raise InvalidParameterException(f"The certificate chain is longer than {_LONGEST_CHAIN}.")
    key = _private_key(private_key)
    if _public_bytes(chain[0].public_key()) != _public_bytes(key.public_key()):
        raise InvalidParameterException("The private key is not the certificate's.")
    _check_dates(chain, timezone.now())
    _check_order(chain)
    return Read(chain, key, _names(chain[0]))


def write(path: Path, text: str) -> None:
    """For its owner alone, and whole or not at all: a server may be reading."""
    part = path.with_name(f"{path.name}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    part.replace(path)


def _certificates(text: str, what: str) -> Iterator[x509.Certificate]:
    blocks = _BLOCK.findall(text)
    if not blocks:
        raise InvalidParameterException(f"The {what} is not PEM: it has no BEGIN CERTIFICATE.")
    for block in blocks:
        try:
            yield x509.load_pem_x509_certificate(block.encode())
        except ValueError as error:
            raise InvalidParameterException(f"The {what} cannot be read.") from error


def _private_key(text: str) -> PrivateKey:
    try:
        key = serialization.load_pem_private_key(text.strip().encode(), password=None)
    except TypeError as error:
        raise InvalidParameterException("The private key is encrypted. Give it without a passphrase.") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InvalidParameterException("The private key is not PEM, or cannot be read.") from error
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _LEAST_RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, _CURVES):
        return key
    raise InvalidParameterException("The key must be RSA of 2048 bits or more, or of the curve P-256, P-384 or P-521.")


def _public_bytes(key: Any) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _check_dates(chain: list[x509.Certificate], now: datetime.datetime) -> None:
    for each in chain:
        if each.not_valid_after_utc <= now:
            raise InvalidParameterException(f"The certificate ended on {each.not_valid_after_utc:%Y-%m-%d}.")
        if each.not_valid_before_utc > now:
            raise InvalidParameterException(f"The certificate begins on {each.not_valid_before_utc:%Y-%m-%d} only.")


def _check_order(chain: list[x509.Certificate]) -> None:
    for issued, issuer in itertools.pairwise(chain):
        try:
            issued.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as error:
            raise InvalidParameterException(
                "The certificate chain is not in order: each certificate must have been issued by the next one."
            ) from error


def _names(leaf: x509.Certificate) -> list[str]:
    """Its DNS names; browsers look at no others."""
    try:
        extension = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        given = [name.lower() for name in extension.value.get_values_for_type(x509.DNSName)]
    except (x509.ExtensionNotFound, ValueError) as error:
        raise InvalidParameterException("The certificate names no host: it has no subject alternative name.") from error
    names = [name for name in given if _HOST_NAME.fullmatch(name)]
    if not names:
        raise InvalidParameterException("The certificate names no host.")
    return names
