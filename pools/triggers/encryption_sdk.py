"""Messages of the AWS Encryption SDK, whose library does the work. Importing it takes seconds."""

from typing import Any

import attr
import aws_encryption_sdk
from aws_encryption_sdk.identifiers import EncryptionKeyType, WrappingAlgorithm
from aws_encryption_sdk.internal.crypto.wrapping_keys import WrappingKey
from aws_encryption_sdk.key_providers.base import MasterKey, MasterKeyConfig
from aws_encryption_sdk.key_providers.raw import RawMasterKey
from aws_encryption_sdk.structures import DataKey, EncryptedDataKey, MasterKeyInfo

from pools.triggers import sender_keys

_WRAPPING = WrappingAlgorithm.AES_256_GCM_IV12_TAG16_NO_PADDING
_client = aws_encryption_sdk.EncryptionSDKClient()


def encrypt(arn: str, plain: bytes, context: dict[str, str]) -> bytes:
    """The message, readable by whoever has the key of this ARN, or may ask us for it as KMS."""
    ciphertext, _header = _client.encrypt(source=plain, key_provider=_both(arn), encryption_context=context)
    return ciphertext


def decrypt(arn: str, ciphertext: bytes) -> tuple[bytes, dict[str, str]]:
    """What `encrypt` was given: the plain text and the context."""
    plain, header = _client.decrypt(source=ciphertext, key_provider=_both(arn))
    return plain, header.encryption_context


class _ForBoth(RawMasterKey):
    """The raw key, and beside it the same as KMS has it."""

    def master_keys_for_encryption(
        self, encryption_context: dict[str, str], plaintext_rostream: Any, plaintext_length: int | None = None
    ) -> tuple[MasterKey, list[MasterKey]]:
        return self, [self, _AsKms(key_id=self.key_id)]


@attr.s(hash=True)
class _KmsConfig(MasterKeyConfig):
    provider_id = "aws-kms"


class _AsKms(MasterKey):
    """Wraps data keys as KMS does, for those who unwrap them by its API."""

    provider_id = "aws-kms"
    _config_class = _KmsConfig

    def _encrypt_data_key(self, data_key: DataKey, algorithm: Any, encryption_context: dict[str, str]) -> Any:
        blob = sender_keys.wrap(self.key_id.decode(), data_key.data_key, encryption_context)
        return EncryptedDataKey(MasterKeyInfo(self.provider_id, self.key_id), blob)

    def _generate_data_key(self, algorithm: Any, encryption_context: dict[str, str]) -> DataKey:
        raise NotImplementedError  # the raw key makes them

    def _decrypt_data_key(self, encrypted_data_key: Any, algorithm: Any, encryption_context: dict[str, str]) -> DataKey:
        raise NotImplementedError  # the raw key opens them


def _both(arn: str) -> _ForBoth:
    key = WrappingKey(_WRAPPING, sender_keys.material(arn), EncryptionKeyType.SYMMETRIC)
    return _ForBoth(key_id=arn, provider_id=sender_keys.NAMESPACE, wrapping_key=key)
