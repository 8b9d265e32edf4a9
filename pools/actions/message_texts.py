"""What a pool itself says in its messages, changed: to all users, or to those of one language."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction

from pools.actions import audit, mfa_config, partial_changes, pool_own_settings, pool_rules
from pools.actions.composing import LONGEST_SUBJECT
from pools.actions.wordings import Words
from pools.caller import Caller
from pools.contract import service_model, validation
from pools.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import MessageKind, MessageTranslation, UserPool

_T = TypeVar("_T")

LANGUAGES = dict(settings.LANGUAGES)
_OLDER = {"EmailMessage": "email_verification_message", "EmailSubject": "email_verification_subject"} | {
    "SmsMessage": "sms_verification_message"
}


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Where the wire has the texts of a message. `path` leads to the structure that holds the members."""

    shape: str
    path: str
    message: str
    subject: str = ""

    def of(self, words: Words) -> dict[str, str]:
        """The members that say something."""
        members = {self.message: words.message} | ({self.subject: words.subject} if self.subject else {})
        return {member: text for member, text in members.items() if text}

    @property
    def members(self) -> tuple[str, ...]:
        return (self.message, self.subject) if self.subject else (self.message,)


_TEMPLATE = ("VerificationMessageTemplateType", "verificationMessageTemplate")
_INVITATION = ("MessageTemplateType", "adminCreateUserConfig.inviteMessageTemplate")
_PLACES: Mapping[MessageKind, _Place] = {
    MessageKind.VERIFICATION_EMAIL: _Place(*_TEMPLATE, "EmailMessage", "EmailSubject"),
    MessageKind.VERIFICATION_LINK: _Place(*_TEMPLATE, "EmailMessageByLink", "EmailSubjectByLink"),
    MessageKind.VERIFICATION_SMS: _Place(*_TEMPLATE, "SmsMessage"),
    MessageKind.INVITATION_EMAIL: _Place(*_INVITATION, "EmailMessage", "EmailSubject"),
    MessageKind.INVITATION_SMS: _Place(*_INVITATION, "SMSMessage"),
    MessageKind.MFA_EMAIL: _Place("EmailMfaConfigType", "emailMfaConfiguration", "Message", "Subject"),
    MessageKind.MFA_SMS: _Place("SmsMfaConfigType", "", "SmsAuthenticationMessage"),
}


def get_kind(name: str) -> MessageKind:
    """The message of this name. Raises `ResourceNotFoundException`."""
    if name not in MessageKind.values:
        raise ResourceNotFoundException(
            f"There is no message {name}: it must be one of {', '.join(MessageKind.values)}."
        )
    return MessageKind(name)


def is_sent(pool: UserPool, kind: MessageKind) -> bool:
    """Whether the pool's settings have it send this message (CON-117, CON-118)."""
    factors = pool.policies.get("SignInPolicy", {}).get("AllowedFirstAuthFactors", [])
    match kind:
        case MessageKind.VERIFICATION_EMAIL | MessageKind.VERIFICATION_LINK:
            return "email" in pool.auto_verified_attributes
        case MessageKind.VERIFICATION_SMS:
            return "phone_number" in pool.auto_verified_attributes
        case MessageKind.MFA_EMAIL:
            return bool(pool.email_mfa_configuration) or "EMAIL_OTP" in factors
        case MessageKind.MFA_SMS:
            return pool.mfa_configuration != UserPool.Mfa.OFF or "SMS_OTP" in factors
        case MessageKind.SIGN_IN_LINK:
            return pool.app_clients.filter(allow_sign_in_link=True).exists()
    return True


def check(kind: MessageKind, words: Words, *, shows_values: bool = True) -> None:
    """Raise `InvalidParameterException`, as the wire words it, for texts that the message cannot have: without the
    place for the code or the link, too short, too long."""
    if len(words.subject) > LONGEST_SUBJECT:
        raise InvalidParameterException(f"The subject has at most {LONGEST_SUBJECT} characters.")
    if kind == MessageKind.SIGN_IN_LINK:
        pool_own_settings.check_sign_in_link(words.message)
        return
    place, found = _PLACES[kind], list[validation.Violation]()
    validation.compile_shape(service_model.load("cognito-idp").shape_for(place.shape))(place.of(words), found)
    if found:
        named = [each.within(place.path) if place.path else each for each in found]
        describe = validation.describe if shows_values else validation.describe_without_values
        raise InvalidParameterException(describe(named))
    if place.path == _INVITATION[1]:
        pool_rules.check({"admin_create_user_config": {"InviteMessageTemplate": place.of(words)}})


def set_message(
    pool: UserPool, kind: MessageKind, words: Words, *, caller: Caller, email_option: str | None = None
) -> None:
    """Say this to all users; empty: what the product says. `email_option` is `DefaultEmailOption`. Raises
    `InvalidParameterException`."""
    check(kind, words)
    if kind == MessageKind.SIGN_IN_LINK:
        texts = {"sign_in_link_subject": words.subject, "sign_in_link_message": words.message}
        pool_own_settings.set_own_settings(pool, caller=caller, **texts)
    elif kind == MessageKind.MFA_EMAIL:
        _set_mfa_email(pool, words, caller)
    else:
        partial_changes.edit_user_pool(pool, lambda fresh: _columns(fresh, kind, words, email_option), caller=caller)


def say_in(pool: UserPool, language: str, kind: MessageKind, words: Words, *, caller: Caller) -> None:
    """Say this to users of this language; empty: what all are told. Raises `InvalidParameterException`."""
    if words != Words():
        put_translation(pool, language, kind, words, caller=caller)
    elif MessageTranslation.objects.filter(pool=pool, language=language, kind=kind).exists():
        delete_translation(pool, language, kind, caller=caller)


def put_translation(
    pool: UserPool, language: str, kind: MessageKind, words: Words, *, caller: Caller
) -> MessageTranslation:
    """Say this to users of this language, a code of `LANGUAGES`. The rules are those of what all are told. Raises
    `InvalidParameterException`."""
    if language not in LANGUAGES:
        raise InvalidParameterException(f"Language must be one of {', '.join(LANGUAGES)}.")
    if not words.message:
        raise InvalidParameterException("The message must say something.")
    check(kind, words)

    def put() -> MessageTranslation:
        texts = {"subject": words.subject, "message": words.message}
        return MessageTranslation.objects.update_or_create(pool=pool, language=language, kind=kind, defaults=texts)[0]

    return _changed(pool, put, "PutMessageTranslation", caller, language=language, kind=kind)


def delete_translation(pool: UserPool, language: str, kind: MessageKind, *, caller: Caller) -> None:
    """Say to users of this language what all are told. Raises `ResourceNotFoundException`."""

    def delete() -> None:
        if not MessageTranslation.objects.filter(pool=pool, language=language, kind=kind).delete()[0]:
            raise ResourceNotFoundException("There is no such text.")

    _changed(pool, delete, "DeleteMessageTranslation", caller, language=language, kind=kind)


def list_translations(pool: UserPool) -> list[MessageTranslation]:
    """All of the pool; there are not more than languages and messages."""
    return list(pool.message_translations.all())


def _changed(pool: UserPool, change: Callable[[], _T], name: str, caller: Caller, **detail: Any) -> _T:
    """Make the change while nobody else makes one, so that the pool lists the languages that there are."""
    with transaction.atomic():
        UserPool.objects.select_for_update().filter(pk=pool.pk).first()
        result = change()
        found = pool.message_translations.order_by("language").values_list("language", flat=True).distinct()
        pool.message_languages = list(found)
        pool.save(update_fields=["message_languages"])
        audit.record(caller, name, pool=pool, **detail)
    return result


def _columns(pool: UserPool, kind: MessageKind, words: Words, email_option: str | None) -> dict[str, Any]:
    place = _PLACES[kind]
    if kind == MessageKind.MFA_SMS:
        return {"sms_authentication_message": words.message}
    if place.path == _INVITATION[1]:
        config = pool.admin_create_user_config
        template = _replaced(config.get("InviteMessageTemplate", {}), place, words)
        return {"admin_create_user_config": config | {"InviteMessageTemplate": template}}
    template = _replaced(pool.verification_message_template, place, words)
    template |= {"DefaultEmailOption": email_option} if email_option else {}
    emptied = {_OLDER[member]: "" for member in place.members if member in _OLDER and member not in template}
    return {"verification_message_template": template} | emptied


def _replaced(template: Mapping[str, str], place: _Place, words: Words) -> dict[str, str]:
    return {member: text for member, text in template.items() if member not in place.members} | place.of(words)


def _set_mfa_email(pool: UserPool, words: Words, caller: Caller) -> None:
    """The texts stand in the factor's own settings: where the factor is off they have no place."""
    with transaction.atomic():
        fresh = UserPool.objects.select_for_update().get(pk=pool.pk)
        if not fresh.email_mfa_configuration:
            raise InvalidParameterException("Email MFA must be on to have a message of its own.")
        mfa_config.set_user_pool_mfa_config(
            fresh,
            mfa_configuration=fresh.mfa_configuration,
            sms=mfa_config.sms_of(fresh),
            software_token=fresh.software_token_mfa_configuration or None,
            email=_PLACES[MessageKind.MFA_EMAIL].of(words),
            caller=caller,
        )
