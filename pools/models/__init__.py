from pools.models.app_client import AppClient
from pools.models.attempt import AttemptCount
from pools.models.audit_event import AuditEvent
from pools.models.code import VerificationCode
from pools.models.device import Device
from pools.models.domain import Domain
from pools.models.group import Group, GroupMembership
from pools.models.passkey import WebAuthnCredential
from pools.models.past_password import PastPassword
from pools.models.principal import AccessKey, Administrator
from pools.models.recovery_code import RecoveryCode
from pools.models.session import Session, SpentStep
from pools.models.signing_key import SigningKey
from pools.models.user import Alias, User
from pools.models.user_pool import UserPool

__all__ = [
    "AccessKey",
    "Administrator",
    "Alias",
    "AppClient",
    "AttemptCount",
    "AuditEvent",
    "Device",
    "Domain",
    "Group",
    "GroupMembership",
    "PastPassword",
    "RecoveryCode",
    "Session",
    "SigningKey",
    "SpentStep",
    "User",
    "UserPool",
    "VerificationCode",
    "WebAuthnCredential",
]
