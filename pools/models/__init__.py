from pools.models.app_client import AppClient
from pools.models.attempt import AttemptCount
from pools.models.audit_event import AuditEvent
from pools.models.code import VerificationCode
from pools.models.domain import Domain
from pools.models.principal import AccessKey, Administrator
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
    "Domain",
    "Session",
    "SigningKey",
    "SpentStep",
    "User",
    "UserPool",
    "VerificationCode",
]
