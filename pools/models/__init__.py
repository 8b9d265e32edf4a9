from pools.models.administrator_account import (
    AdministratorApp,
    AdministratorIdentity,
    AdministratorPasskey,
    AdministratorRecoveryCode,
    AdministratorSession,
)
from pools.models.analytics import ActiveUser, CountedSlice, CountingProgress, FirstSteps, Tally
from pools.models.api_token import ApiToken
from pools.models.app_client import AppClient
from pools.models.attempt import AttemptCount
from pools.models.audit_event import AuditEvent, AuditExport, AuditHorizon, AuditResponse
from pools.models.branding import BrandAsset, BrandFile, ManagedLoginBranding, UICustomization
from pools.models.certificate import Certificate
from pools.models.code import VerificationCode
from pools.models.device import Device
from pools.models.domain import Domain
from pools.models.event_feedback import EventFeedback
from pools.models.function import Function
from pools.models.group import Group, GroupMembership
from pools.models.job import Job, JobFailure, JobOutput
from pools.models.log_delivery import LogDelivery
from pools.models.logout_notice import LogoutNotice
from pools.models.message_translation import MessageKind, MessageTranslation
from pools.models.passkey import WebAuthnCredential
from pools.models.past_password import PastPassword
from pools.models.policy import InlinePolicy, ManagedPolicy, PolicyAttachment
from pools.models.principal import AccessKey, Administrator, PrincipalGroup, PrincipalGroupMembership
from pools.models.provider_link import ProviderLink
from pools.models.quota import Quota
from pools.models.recovery_code import RecoveryCode
from pools.models.resource_server import ResourceServer
from pools.models.risk_configuration import RiskConfiguration
from pools.models.saml_certificate import SamlCertificate
from pools.models.saved_view import SavedView
from pools.models.searched_value import SearchedValue
from pools.models.session import Session, SpentStep
from pools.models.signing_key import SigningKey
from pools.models.temporary_credential import TemporaryCredential
from pools.models.terms import Terms
from pools.models.user import Alias, User
from pools.models.user_pool import UserPool

__all__ = [
    "AccessKey",
    "ActiveUser",
    "Administrator",
    "AdministratorApp",
    "AdministratorIdentity",
    "AdministratorPasskey",
    "AdministratorRecoveryCode",
    "AdministratorSession",
    "Alias",
    "ApiToken",
    "AppClient",
    "AttemptCount",
    "AuditEvent",
    "AuditExport",
    "AuditHorizon",
    "AuditResponse",
    "BrandAsset",
    "BrandFile",
    "Certificate",
    "CountedSlice",
    "CountingProgress",
    "Device",
    "Domain",
    "EventFeedback",
    "FirstSteps",
    "Function",
    "Group",
    "GroupMembership",
    "InlinePolicy",
    "Job",
    "JobFailure",
    "JobOutput",
    "LogDelivery",
    "LogoutNotice",
    "ManagedLoginBranding",
    "ManagedPolicy",
    "MessageKind",
    "MessageTranslation",
    "PastPassword",
    "PolicyAttachment",
    "PrincipalGroup",
    "PrincipalGroupMembership",
    "ProviderLink",
    "Quota",
    "RecoveryCode",
    "ResourceServer",
    "RiskConfiguration",
    "SamlCertificate",
    "SavedView",
    "SearchedValue",
    "Session",
    "SigningKey",
    "SpentStep",
    "Tally",
    "TemporaryCredential",
    "Terms",
    "UICustomization",
    "User",
    "UserPool",
    "VerificationCode",
    "WebAuthnCredential",
]
