"""As much of KMS as the AWS Encryption SDK asks for: data keys, wrapped and unwrapped (TRG-214, TRG-216).

Functions that send messages get codes as the SDK encrypted them; with the endpoint of their KMS client set to ours, the
guide's code reads them as it is. A key is whatever an ARN names (`pools/triggers/sender_keys.py`).
"""

import re
import secrets
from typing import Any

from pools.api.call import Call
from pools.api.registry import add_service
from pools.errors import PoolError
from pools.triggers import sender_keys

_KEY_ARN = re.compile(r"arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:(key|alias)/[\w/-]{1,256}")
_SIZES = {"AES_256": 32, "AES_128": 16}
_DEFAULT = "SYMMETRIC_DEFAULT"


class ValidationException(PoolError):
    pass


class NotFoundException(PoolError):
    message = "A key is named by its ARN here."


class InvalidCiphertextException(PoolError):
    message = "The ciphertext is none of this key's, or was encrypted with another context."


KMS = add_service("kms", "TrentService", ValidationException)


@KMS.operation("Decrypt")
def decrypt(call: Call) -> dict[str, Any]:
    arn = _key(call) if "KeyId" in call.input else ""
    try:
        arn, plain = sender_keys.unwrap(call.input.get("CiphertextBlob", b""), _context(call), arn)
    except sender_keys.Undecipherable as error:
        raise InvalidCiphertextException from error
    return {"KeyId": arn, "Plaintext": plain, "EncryptionAlgorithm": _DEFAULT}


@KMS.operation("Encrypt")
def encrypt(call: Call) -> dict[str, Any]:
    arn = _key(call)
    blob = sender_keys.wrap(arn, call.input["Plaintext"], _context(call))
    return {"KeyId": arn, "CiphertextBlob": blob, "EncryptionAlgorithm": _DEFAULT}


@KMS.operation("GenerateDataKey")
def generate_data_key(call: Call) -> dict[str, Any]:
    arn = _key(call)
    size = call.input.get("NumberOfBytes") or _SIZES.get(call.input.get("KeySpec", ""))
    if size is None:
        raise ValidationException("Please specify either number of bytes or key spec.")
    plain = secrets.token_bytes(size)
    return {"KeyId": arn, "Plaintext": plain, "CiphertextBlob": sender_keys.wrap(arn, plain, _context(call))}


def _key(call: Call) -> str:
    if not _KEY_ARN.fullmatch(call.input["KeyId"]):
        raise NotFoundException
    return call.input["KeyId"]


def _context(call: Call) -> dict[str, str]:
    return call.input.get("EncryptionContext", {})
