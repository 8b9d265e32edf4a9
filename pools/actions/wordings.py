"""What messages say: in the words of the pool, in the user's language where there are any, else as the product has them
(USR-79 to USR-91)."""

import dataclasses
from collections.abc import Callable, Mapping

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from pools.models import MessageKind, MessageTranslation, UserPool

CODE = "{####}"  # the code or the temporary password
USERNAME = "{username}"


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """Subject and text, with places for what is put into them; empty where there is none."""

    subject: str = ""
    message: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Worded:
    """What one user is told. Around the message stands its language; `is_own` are words of the operator's that nobody
    has told the language of. `is_warning` is what nobody asked for, and should not be ignored."""

    subject: str
    message: str
    language: str
    is_own: bool = False
    is_warning: bool = False


CODE_SUBJECT = _("Your verification code")
_RESET_TEXT = _("Your password reset code is {####}.")
_SIGN_IN_TEXT = _("Your authentication code is {####}.")
_INVITATION = Words(_("Your temporary password"), _("Your username is {username} and temporary password is {####}."))
_WELCOME = Words(_("Your account"), _("Your username is {username}."))
SIGN_IN_CODE = Words(_("Your authentication code"), _SIGN_IN_TEXT)
DEFAULTS: Mapping[MessageKind, Words] = {
    MessageKind.VERIFICATION_EMAIL: Words(CODE_SUBJECT, _("Your verification code is {####}.")),
    MessageKind.VERIFICATION_LINK: Words(
        _("Your verification link"),
        _("Please click the link below to verify your email address. {##Verify Email##}"),
    ),
    MessageKind.VERIFICATION_SMS: Words("", _("Your verification code is {####}.")),
    MessageKind.INVITATION_EMAIL: _INVITATION,
    MessageKind.INVITATION_SMS: Words("", _INVITATION.message),
    MessageKind.MFA_EMAIL: SIGN_IN_CODE,
    MessageKind.MFA_SMS: Words("", _SIGN_IN_TEXT),
    MessageKind.SIGN_IN_LINK: Words(
        _("Your sign-in link"),
        _(
            "{##Sign in##}\n\nThe link works once, for 15 minutes, in the browser that you asked for it from. "
            "If you did not ask for it, there is nothing to do: without your mailbox nobody gets in by it."
        ),
    ),
}
_KNOWN = {_RESET_TEXT} | {
    text for words in (*DEFAULTS.values(), _WELCOME) for text in (words.subject, words.message) if text
}


def own_of(pool: UserPool, kind: MessageKind) -> Words:
    """What the pool says itself, to users of every language."""
    return _OWN[kind](pool)


def kept(pool: UserPool, kind: MessageKind, language: str = "") -> Words:
    """What the pool says itself to users of this language, or to all; of that but what the product says too."""
    if language:
        return translated(pool, kind, language)
    own, default = own_of(pool, kind), DEFAULTS[kind]
    return Words(
        "" if own.subject == default.subject else own.subject, "" if own.message == default.message else own.message
    )


def worded(pool: UserPool, kind: MessageKind, language: str, *, is_reset: bool = False) -> Worded:
    """The message to a user of this language. `is_reset` is about a password: where the pool has no words of its own
    for codes, the product has some for that."""
    return chosen(kind, own_of(pool, kind), translated(pool, kind, language), language, is_reset=is_reset)


def chosen(kind: MessageKind, own: Words, translated: Words, language: str, *, is_reset: bool = False) -> Worded:
    """What is said of the words to users of this language, those to all, and the product's."""
    default = DEFAULTS[kind]
    return in_language(
        translated.subject or own.subject or default.subject,
        translated.message or own.message or (_RESET_TEXT if is_reset else default.message),
        language,
        is_translated=bool(translated.message),
    )


def welcome(language: str) -> Worded:
    """To a user who came with a password of before. The pool has no words of its own for it."""
    return in_language(_WELCOME.subject, _WELCOME.message, language)


def in_language(subject: str, message: str, language: str, *, is_translated: bool = False) -> Worded:
    """These words, or their translation where they are the product's own."""
    with translation.override(language):
        return Worded(
            subject=gettext(subject) if subject in _KNOWN else subject,
            message=gettext(message) if message in _KNOWN else message,
            language=language,
            is_own=not is_translated and message not in _KNOWN,
        )


def translated(pool: UserPool, kind: MessageKind, language: str) -> Words:
    """What the pool says itself to users of this language. A query only where it says anything in it."""
    if language not in pool.message_languages:
        return Words()
    row = MessageTranslation.objects.filter(pool=pool, language=language, kind=kind).first()
    return Words(row.subject, row.message) if row else Words()


def _verification(pool: UserPool, subject: str, message: str) -> Words:
    return Words(
        pool.verification_message_template.get(subject, ""), pool.verification_message_template.get(message, "")
    )


def _verification_email(pool: UserPool) -> Words:
    template = _verification(pool, "EmailSubject", "EmailMessage")
    return Words(
        template.subject or pool.email_verification_subject, template.message or pool.email_verification_message
    )


def _verification_sms(pool: UserPool) -> Words:
    return Words("", pool.verification_message_template.get("SmsMessage") or pool.sms_verification_message)


def _invitation(pool: UserPool, subject: str, message: str) -> Words:
    template = pool.admin_create_user_config.get("InviteMessageTemplate", {})
    return Words(template.get(subject, ""), template.get(message, ""))


def _mfa_email(pool: UserPool) -> Words:
    texts = pool.email_mfa_configuration
    return Words(texts.get("Subject", ""), texts.get("Message", ""))


_OWN: Mapping[MessageKind, Callable[[UserPool], Words]] = {
    MessageKind.VERIFICATION_EMAIL: _verification_email,
    MessageKind.VERIFICATION_LINK: lambda pool: _verification(pool, "EmailSubjectByLink", "EmailMessageByLink"),
    MessageKind.VERIFICATION_SMS: _verification_sms,
    MessageKind.INVITATION_EMAIL: lambda pool: _invitation(pool, "EmailSubject", "EmailMessage"),
    MessageKind.INVITATION_SMS: lambda pool: _invitation(pool, "", "SMSMessage"),
    MessageKind.MFA_EMAIL: _mfa_email,
    MessageKind.MFA_SMS: lambda pool: Words("", pool.sms_authentication_message),
    MessageKind.SIGN_IN_LINK: lambda pool: Words(pool.sign_in_link_subject, pool.sign_in_link_message),
}
