"""The shape of what a SAML provider sends, looked at before anything in it is believed.

python3-saml verifies signatures and reads the signed assertion alone. What is asked for here leaves nothing to wrap
around it: each ID once, each signature over its own parent and by nothing but known algorithms, so that neither a
transformation nor an object within a signature can make the verified part differ from the part that is read.
"""

import base64
import binascii
import zlib
from typing import Any

from lxml import etree
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML as Xml

LARGEST = 524_288  # characters of a message in base64: some people are in hundreds of groups
_LARGEST_INFLATED = 1_048_576  # bytes
_DSIG = "http://www.w3.org/2000/09/xmldsig#"
_DSIG_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_XENC = "http://www.w3.org/2001/04/xmlenc#"
_XENC11 = "http://www.w3.org/2009/xmlenc11#"
_CANONICAL = {
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
}
_ALLOWED = {
    "./ds:SignedInfo/ds:CanonicalizationMethod": _CANONICAL,
    "./ds:SignedInfo/ds:SignatureMethod": {
        f"{_DSIG_MORE}{kind}-sha{bits}" for kind in ("rsa", "ecdsa") for bits in (256, 384, 512)
    },
    ".//ds:DigestMethod": {f"{_XENC}sha256", f"{_DSIG_MORE}sha384", f"{_XENC}sha512"},
    ".//ds:Transform": _CANONICAL | {f"{_DSIG}enveloped-signature"},
}
# PKCS #1 v1.5 would make whoever may post answers here a decryption oracle (Bleichenbacher)
_KEY_TRANSPORT = {f"{_XENC}rsa-oaep-mgf1p", f"{_XENC11}rsa-oaep"}
_CIPHERS = {f"{_XENC}aes{bits}-cbc" for bits in (128, 192, 256)} | {
    f"{_XENC11}aes{bits}-gcm" for bits in (128, 192, 256)
}


class Misshapen(Exception):
    """Nothing that a provider would send; the text says why."""


def parsed(message: str) -> Any:
    """The document of a message as it was posted. Raises `Misshapen`."""
    if not message or len(message) > LARGEST:
        raise Misshapen("empty or too large")
    try:
        return Xml.to_etree(base64.b64decode("".join(message.split()), validate=True))
    except (binascii.Error, etree.XMLSyntaxError, ValueError) as error:  # a DTD and entities are a ValueError
        raise Misshapen("no XML in base64, or with a document type") from error


def inflated(message: str) -> Any:
    """The document of a message in an address. Raises `Misshapen`, also for a little that would become very much."""
    try:
        decompressor = zlib.decompressobj(-15)
        plain = decompressor.decompress(base64.b64decode(message, validate=True), _LARGEST_INFLATED)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise Misshapen("nothing deflated in base64") from error
    if not decompressor.eof:
        raise Misshapen("too large, or cut off")
    return parsed(base64.b64encode(plain).decode())


def check(document: Any) -> None:
    """Raise `Misshapen` where an ID stands twice or a signature is not as it ought to be."""
    ids = [element.get("ID") for element in document.iter() if element.get("ID") is not None]
    if len(ids) != len(set(ids)):
        raise Misshapen("an ID stands twice")
    for signature in Xml.query(document, "//ds:Signature"):
        _check_signature(signature)
    for encrypted in Xml.query(document, "//xenc:EncryptedKey"):
        _check_algorithms(encrypted, "./xenc:EncryptionMethod", _KEY_TRANSPORT)
    for encrypted in Xml.query(document, "//xenc:EncryptedData"):
        _check_algorithms(encrypted, "./xenc:EncryptionMethod", _CIPHERS)


def is_encrypted(document: Any) -> bool:
    """Whether any part is: the assertion, the NameID or an attribute."""
    return bool(Xml.query(document, "//xenc:EncryptedData"))


def _check_signature(signature: Any) -> None:
    references = Xml.query(signature, "./ds:SignedInfo/ds:Reference")
    signed = signature.getparent()
    if signed is None or len(references) != 1 or references[0].get("URI") != f"#{signed.get('ID', '')}":
        raise Misshapen("a signature is not over the element that it stands in")
    if Xml.query(signature, "./ds:Object"):
        raise Misshapen("a signature has an object within")
    for path, allowed in _ALLOWED.items():
        _check_algorithms(signature, path, allowed)


def _check_algorithms(element: Any, path: str, allowed: set[str]) -> None:
    named = {found.get("Algorithm") for found in Xml.query(element, path)}
    if not named or not named <= allowed:
        raise Misshapen(f"an algorithm that is not taken: {path.rpartition(':')[2]}")
