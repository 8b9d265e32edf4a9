"""Notifications of Amazon SNS, believed by their signature.

The signature's certificate is fetched from the address that the notification names, so that address must be one of
SNS itself: https, on a host of its own domain.
"""

import base64
import binascii
import functools
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_HOST = re.compile(r"sns\.[a-z0-9-]{1,32}\.amazonaws\.com(\.cn)?")
_TIMEOUT_SECONDS = 5
_LARGEST_CERTIFICATE = 65_536  # bytes
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {"1": hashes.SHA1, "2": hashes.SHA256}
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
    "UnsubscribeConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}


class Unbelievable(ValueError):
    """The notification is not SNS's."""


def check_signature(notification: Mapping[str, Any]) -> None:
    """Raise `Unbelievable` unless SNS signed this notification."""
    signed = _signed_text(notification)
    algorithm = _HASHES.get(str(notification.get("SignatureVersion")))
    if algorithm is None:
        raise Unbelievable("unknown version of the signature")
    try:
        signature = base64.b64decode(str(notification.get("Signature", "")), validate=True)
        _key(_own_address(notification.get("SigningCertURL"))).verify(
            signature, signed, padding.PKCS1v15(), algorithm()
        )
    except (binascii.Error, InvalidSignature) as error:
        raise Unbelievable("wrong signature") from error


def confirm(notification: Mapping[str, Any]) -> None:
    """Accept a subscription that was asked for. Raises `Unbelievable`, and `requests.RequestException`."""
    address = _own_address(notification.get("SubscribeURL"))
    requests.get(address, timeout=_TIMEOUT_SECONDS, allow_redirects=False).raise_for_status()


def _signed_text(notification: Mapping[str, Any]) -> bytes:
    """Names and values in turn, each on a line, as SNS documents it."""
    names = _SIGNED.get(str(notification.get("Type")))
    if names is None:
        raise Unbelievable("unknown type")
    given = [(name, notification[name]) for name in names if notification.get(name) is not None]
    if not all(isinstance(value, str) for _, value in given):
        raise Unbelievable("not text")
    return "".join(f"{name}\n{value}\n" for name, value in given).encode(errors="replace")


def _own_address(url: object) -> str:
    """The address, if it leads to SNS itself."""
    try:
        parts = urlsplit(str(url))
        is_own = parts.scheme == "https" and bool(_HOST.fullmatch(parts.netloc))
    except ValueError:
        is_own = False
    if not is_own:
        raise Unbelievable("an address that is not of SNS")
    return str(url)


@functools.lru_cache(maxsize=8)
def _key(url: str) -> rsa.RSAPublicKey:
    try:
        key = x509.load_pem_x509_certificate(_fetch(url)).public_key()
    except (requests.RequestException, ValueError) as error:
        raise Unbelievable("no certificate") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise Unbelievable("no RSA key")
    return key


def _fetch(url: str) -> bytes:
    with requests.get(url, timeout=_TIMEOUT_SECONDS, allow_redirects=False, stream=True) as answer:
        answer.raise_for_status()
        return answer.raw.read(_LARGEST_CERTIFICATE, decode_content=True)
