"""The settings of a pool: what each falls back to, and the one form that they are kept in."""

from typing import Any

from pools.actions import assurance, first_factors, mfa_config, pool_rules, schema, tags, tiers
from pools.errors import InvalidParameterException, UserPoolTaggingException
from pools.models import UserPool

Settings = dict[str, Any]  # columns of UserPool

FIXED_AT_CREATION = ("username_attributes", "alias_attributes", "username_configuration", "schema")
KEPT_WHEN_OMITTED = ("name", "dcr_configuration")  # by UpdateUserPool; all else returns to its default (CON-238)
REPLACEABLE = (
    "policies",
    "mfa_configuration",
    "auto_verified_attributes",
    "admin_create_user_config",
    "account_recovery_setting",
    "user_attribute_update_settings",
    "device_configuration",
    "user_pool_add_ons",
    "lambda_config",
    "deletion_protection",
    "user_pool_tier",
    "user_pool_tags",
    "key_configuration",
    "issuer_configuration",
    "acr_configuration",
    "verification_message_template",
    "email_verification_subject",
    "email_verification_message",
    "sms_verification_message",
    "sms_authentication_message",
    "email_configuration",
    "sms_configuration",
)

# The older settings of a message and their places in the template
MESSAGES = {
    "email_verification_message": "EmailMessage",
    "email_verification_subject": "EmailSubject",
    "sms_verification_message": "SmsMessage",
}


def complete(settings: Settings, pool: UserPool | None = None) -> Settings:
    """The settings of a new pool or this one, checked together and with what `SetUserPoolMfaConfig` set, and written in
    one form. Raises what the wire names for each."""
    pool_rules.check(settings)
    settings = (
        settings | _temporary_passwords(settings) | _messages(settings) | _registration(settings) | _triggers(settings)
    )
    _check_mfa(settings, pool)
    first_factors.check_policy(
        settings.get("policies", {}),
        tier=settings.get("user_pool_tier", UserPool.Tier.ESSENTIALS),
        mfa_configuration=settings.get("mfa_configuration", UserPool.Mfa.OFF),
        web_authn_configuration=pool.web_authn_configuration if pool else {},
    )
    tiers.check(settings)
    if pool:
        tiers.check_change(pool, settings)
    tags.check(settings.get("user_pool_tags", {}), UserPoolTaggingException)  # API-373
    if "schema" in settings:
        settings["schema"] = schema.complete(settings["schema"])
    return settings


def effective(pool: UserPool) -> Settings:
    """The settings with Cognito's defaults filled in, as `DescribeUserPool` shows them."""
    shown = {name: getattr(pool, name) for name in (*FIXED_AT_CREATION, *REPLACEABLE, "dcr_configuration")}
    days = pool.password_policy["TemporaryPasswordValidityDays"]
    return shown | {
        "policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}}
        | pool.policies
        | {"PasswordPolicy": pool.password_policy},
        "admin_create_user_config": {"AllowAdminCreateUserOnly": False}
        | pool.admin_create_user_config
        | {"UnusedAccountValidityDays": days},
        "email_configuration": {"EmailSendingAccount": "COGNITO_DEFAULT"} | pool.email_configuration,
        "verification_message_template": {"DefaultEmailOption": "CONFIRM_WITH_CODE"}
        | pool.verification_message_template,
        "acr_configuration": assurance.effective_configuration(pool),
        "user_attribute_update_settings": {"AttributesRequireVerificationBeforeUpdate": []}
        | pool.user_attribute_update_settings,
    }


def _check_mfa(settings: Settings, pool: UserPool | None) -> None:
    """`CreateUserPool` and `UpdateUserPool` can turn on MFA by SMS only (SEC-280); what `SetUserPoolMfaConfig` turned
    on beside it stays."""
    if settings.get("mfa_configuration", "OFF") == "OFF" or settings.get("sms_configuration"):
        return
    if pool is None or not mfa_config.has_other_factors(pool):
        raise InvalidParameterException(
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
        )


def _temporary_passwords(settings: Settings) -> Settings:
    """The older place for the days that a temporary password lives gives way to the password policy (USR-256). Zero
    days are the default, in either place."""
    config = dict(settings.get("admin_create_user_config", {}))
    policies = settings.get("policies", {})
    policy = dict(policies.get("PasswordPolicy", {}))
    older, newer = config.pop("UnusedAccountValidityDays", None), policy.pop("TemporaryPasswordValidityDays", None)
    if older and newer and newer != older:  # the same twice is what DescribeUserPool gives (APP-97)
        raise InvalidParameterException(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays"
        )
    if days := newer or older:
        policy["TemporaryPasswordValidityDays"] = days
    if policy or "PasswordPolicy" in policies:
        policies = policies | {"PasswordPolicy": policy}
    return {"admin_create_user_config": config, "policies": policies}


def _messages(settings: Settings) -> Settings:
    """A text given in one of its two places stands in both; the template goes first. It has one e-mail, by code or by
    link (CON-256)."""
    template = dict(settings.get("verification_message_template", {}))
    for column, member in MESSAGES.items():
        if settings.get(column) and not (member == "EmailMessage" and "EmailMessageByLink" in template):
            template.setdefault(member, settings[column])
    older = {column: template[member] for column, member in MESSAGES.items() if member in template}
    return older | ({"verification_message_template": template} if template else {})


def _registration(settings: Settings) -> Settings:
    """Given at all, dynamic client registration is on unless it says otherwise (APP-261)."""
    if "dcr_configuration" not in settings:
        return {}
    return {"dcr_configuration": {"EnableStatus": "Enabled", "OpenDcrEnabled": False} | settings["dcr_configuration"]}


def _triggers(settings: Settings) -> Settings:
    """The trigger that stands in two places, the older one without its version, is in both wherever it was given."""
    config = settings.get("lambda_config", {})
    legacy, versioned = config.get("PreTokenGeneration"), config.get("PreTokenGenerationConfig")
    if not (legacy or versioned):
        return {}
    versioned = versioned or {"LambdaVersion": "V1_0", "LambdaArn": legacy}
    both = {"PreTokenGeneration": versioned["LambdaArn"], "PreTokenGenerationConfig": versioned}
    return {"lambda_config": config | both}
