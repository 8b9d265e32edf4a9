"""The keys that codes are encrypted under for functions that send them (TRG-212 to TRG-217).

`KMSKeyID` is an ARN, and each ARN names a key: derived from the installation's master key, so that there is nothing to
make, to keep or to lose. A message of the AWS Encryption SDK carries its data key twice: wrapped by that key for a raw
AES keyring, and as `aws-kms` has it, for the guide's own code, whose KMS client is to ask us (`pools/api/kms.py`).
"""

import base64
import json
from typing import Any

from notifications import sealing
from pools.models import UserPool

NAMESPACE = "poolhouse"  # of the raw AES keyring; its key's name is the ARN
_PURPOSE = "key encryption key"
_BLOB = "data key"


class Undecipherable(Exception):
    """No data key of ours, or of another key or context than was said."""


def material(arn: str) -> bytes:
    """The 256 bits of the key of this ARN, for AES-GCM."""
    return bytes.fromhex(sealing.fingerprint(_PURPOSE, arn))


def encrypt(pool: UserPool, code: str) -> str:
    """The code in base64 of an Encryption SDK message, bound to the pool by its encryption context."""
    from pools.triggers import encryption_sdk  # takes seconds to import, which only the worker with such a pool needs

    arn = pool.lambda_config["KMSKeyID"]
    ciphertext = encryption_sdk.encrypt(arn, code.encode(), {"userpool-id": pool.id})
    return base64.b64encode(ciphertext).decode()


def wrap(arn: str, data_key: bytes, context: dict[str, str]) -> bytes:
    """A data key as KMS would give it out: a blob that `unwrap` alone opens."""
    content = {"arn": arn, "key": base64.b64encode(data_key).decode(), "context": context}
    return sealing.seal(_BLOB, json.dumps(content).encode())


def unwrap(blob: bytes, context: dict[str, str], arn: str = "") -> tuple[str, bytes]:
    """The ARN of the key that wrapped a data key, and the data key. Raises `Undecipherable`."""
    try:
        content: dict[str, Any] = json.loads(sealing.unseal(_BLOB, blob))
    except sealing.Unsealable as error:
        raise Undecipherable from error
    if content["context"] != context or arn not in ("", content["arn"]):
        raise Undecipherable
    return content["arn"], base64.b64decode(content["key"])
