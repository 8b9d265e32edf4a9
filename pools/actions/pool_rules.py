"""Which settings of a pool do not go together, each rule by itself. All raise InvalidParameterException."""

from collections.abc import Callable
from typing import Any

from pools.actions import assurance
from pools.errors import InvalidParameterException

Settings = dict[str, Any]  # columns of UserPool

_SENDERS = ("CustomSMSSender", "CustomEmailSender")


def check(settings: Settings) -> None:
    """Raise InvalidParameterException for the first rule that is broken."""
    for rule in _RULES:
        rule(settings)


def _one_kind_of_sign_in_name(settings: Settings) -> None:
    if settings.get("username_attributes") and settings.get("alias_attributes"):
        raise InvalidParameterException(
            "Only one of the aliasAttributes or usernameAttributes can be set in a user pool."
        )


def _preferred_username(settings: Settings) -> None:
    """It cannot be given at sign-up where it is an alias, so it cannot be asked for there (CON-33, CON-34)."""
    required = {each.get("Name") for each in settings.get("schema", []) if each.get("Required")}
    if "preferred_username" in settings.get("alias_attributes", []) and "preferred_username" in required:
        raise InvalidParameterException("preferred_username cannot be both an alias and a required attribute.")


def _recovery(settings: Settings) -> None:
    mechanisms = settings.get("account_recovery_setting", {}).get("RecoveryMechanisms", [])
    names = [mechanism["Name"] for mechanism in mechanisms]
    if "admin_only" in names and len(names) > 1:
        raise InvalidParameterException("Invalid account recovery setting: admin_only cannot be combined with others.")
    if len({mechanism["Priority"] for mechanism in mechanisms}) < len(names) or len(set(names)) < len(names):
        raise InvalidParameterException("Invalid account recovery setting: each name and priority may be given once.")


def _updates_that_wait(settings: Settings) -> None:
    """An address that must be verified before it counts needs somebody to verify it."""
    waiting = settings.get("user_attribute_update_settings", {}).get("AttributesRequireVerificationBeforeUpdate", [])
    if lacking := [name for name in waiting if name not in settings.get("auto_verified_attributes", [])]:
        raise InvalidParameterException(
            f"AttributesRequireVerificationBeforeUpdate: {', '.join(lacking)} must be in AutoVerifiedAttributes."
        )


def _one_verification_email(settings: Settings) -> None:
    template = settings.get("verification_message_template", {})
    if "EmailMessage" in template and "EmailMessageByLink" in template:  # CON-256
        raise InvalidParameterException(
            "VerificationMessageTemplate: EmailMessage and EmailMessageByLink cannot be given together."
        )


def _invitation(settings: Settings) -> None:
    """It must say by what name to sign in; the password may be missing where there is none (CON-129, CON-258)."""
    template = settings.get("admin_create_user_config", {}).get("InviteMessageTemplate", {})
    for member in ("SMSMessage", "EmailMessage"):
        if member in template and "{username}" not in template[member]:
            raise InvalidParameterException(f"InviteMessageTemplate: {member} must contain {{username}}.")


def _email(settings: Settings) -> None:
    configuration = settings.get("email_configuration", {})
    if configuration.get("EmailSendingAccount") == "DEVELOPER" and not configuration.get("SourceArn"):
        raise InvalidParameterException(
            "EmailConfiguration: SourceArn is required when EmailSendingAccount is DEVELOPER."
        )


def _sms(settings: Settings) -> None:
    """By one service or the other, never by both (CON-254)."""
    configuration = settings.get("sms_configuration")
    if not configuration:
        return
    eums = configuration.get("EumsSms")
    if bool(configuration.get("SnsCallerArn")) == bool(eums):
        raise InvalidParameterException("SmsConfiguration: either SnsCallerArn or EumsSms is required, not both.")


def _triggers(settings: Settings) -> None:
    config = settings.get("lambda_config", {})
    if any(config.get(sender) for sender in _SENDERS) and not config.get("KMSKeyID"):  # APP-45
        raise InvalidParameterException("LambdaConfig: KMSKeyID is required with a custom sender trigger.")
    legacy, versioned = config.get("PreTokenGeneration"), config.get("PreTokenGenerationConfig")
    if legacy and versioned and legacy != versioned["LambdaArn"]:  # CON-266
        raise InvalidParameterException(
            "LambdaConfig: PreTokenGeneration and the LambdaArn of PreTokenGenerationConfig must be the same."
        )


def _key(settings: Settings) -> None:
    configuration = settings.get("key_configuration", {})
    is_own = configuration.get("KeyType") == "CUSTOMER_MANAGED_KEY"
    if configuration and is_own != bool(configuration.get("KmsKeyArn")):  # API-350
        raise InvalidParameterException(
            "KeyConfiguration: KmsKeyArn is required for CUSTOMER_MANAGED_KEY, and only there."
        )


def _assurance_levels(settings: Settings) -> None:
    names = assurance.names(settings.get("acr_configuration", {}))
    if len(set(names.values())) < len(names):
        raise InvalidParameterException("AcrConfiguration: each level must have a name of its own.")


_RULES: tuple[Callable[[Settings], None], ...] = (
    _one_kind_of_sign_in_name,
    _preferred_username,
    _recovery,
    _updates_that_wait,
    _one_verification_email,
    _invitation,
    _email,
    _sms,
    _triggers,
    _key,
    _assurance_levels,
)
