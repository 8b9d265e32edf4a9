"""What a page says of an action's refusal, in the language of the page.

The wire's messages are Cognito's and in English. Those that a page may show are listed here, so that they are collected
for translation; whatever else an action says is told in general words to who does not read English.
"""

import re
from collections.abc import Iterator

from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from hostedui.pages.fields import Text
from pools.errors import (
    FUNCTION_FAILURES,
    AliasExistsException,
    CodeMismatchException,
    EnableSoftwareTokenMFAException,
    ExpiredCodeException,
    LimitExceededException,
    NotAuthorizedException,
    PoolError,
    WebAuthnChallengeNotFoundException,
    WebAuthnCredentialNotSupportedException,
    WebAuthnOriginNotAllowedException,
    WebAuthnRelyingPartyMismatchException,
)

# As the wire says them, and fit for people as well
_MESSAGES = frozenset(
    {
        gettext_noop("An account with the given email already exists."),
        gettext_noop("An account with the given phone_number already exists."),
        gettext_noop("An account with the given preferred_username already exists."),
        gettext_noop("Attempt limit exceeded, please try after some time."),
        gettext_noop("Contact administrator to reset password."),
        gettext_noop("Device does not exist."),
        gettext_noop("Incorrect username or password."),
        gettext_noop("Invalid code provided, please request a code again."),
        gettext_noop("Invalid email address format."),
        gettext_noop("Invalid phone number format."),
        gettext_noop("Invalid verification code provided, please try again."),
        gettext_noop("Password attempts exceeded"),
        gettext_noop("Password has previously been used."),
        gettext_noop("Password reset required for the user"),
        gettext_noop("Provided password cannot be used for security reasons."),
        gettext_noop("Session does not exist."),
        gettext_noop("Temporary password has expired and must be reset by an administrator."),
        gettext_noop("The code could not be delivered."),
        gettext_noop("The passkey is not supported."),
        gettext_noop("The passkey is registered already."),
        gettext_noop("The user has the most passkeys that are allowed."),
        gettext_noop("This recovery code has already been used."),
        gettext_noop("Too many failed attempts, please try after some time."),
        gettext_noop("Too many requests, please try after some time."),
        gettext_noop("Unable to login because of security reasons."),
        gettext_noop("User already exists"),
        gettext_noop("User does not exist."),
        gettext_noop("User is disabled."),
        gettext_noop("User is not confirmed."),
        gettext_noop("User password cannot be reset in the current state."),
        gettext_noop("Your software token has already been used once."),
        # What a password lacks
        gettext_noop("Password must have lowercase characters"),
        gettext_noop("Password must have numeric characters"),
        gettext_noop("Password must have symbol characters"),
        gettext_noop("Password must have uppercase characters"),
        gettext_noop("Password must not begin or end with a space"),
        gettext_noop("Password not long enough"),
        gettext_noop("Password too long"),
    }
)

# Where the wire's words are for developers
_INSTEAD: dict[type[PoolError], Text] = {
    CodeMismatchException: _("Invalid verification code provided, please try again."),
    EnableSoftwareTokenMFAException: _("This is not the code that the app shows now. Please try again."),
    WebAuthnChallengeNotFoundException: _("That took too long. Please try again."),
    WebAuthnOriginNotAllowedException: _("Passkeys cannot be used at this address."),
    WebAuthnRelyingPartyMismatchException: _("Passkeys cannot be used at this address."),
}
# What is said in other languages of a message that is not listed
_IN_GENERAL: dict[type[PoolError], Text] = {
    AliasExistsException: _("This address or name belongs to another account."),
    ExpiredCodeException: _("Invalid code provided, please request a code again."),
    LimitExceededException: _("Attempt limit exceeded, please try after some time."),
    NotAuthorizedException: _("You may not do this."),
    WebAuthnCredentialNotSupportedException: _("The passkey is not supported."),
}

_POLICY = "Password did not conform with policy: "
_SCHEMA = "Attributes did not conform to the schema: "
_FAULTS: dict[str, Text] = {  # by a pattern of the action's words
    r"The attribute is required": _("This field is required."),
    r"Attribute value must have at least (?P<limit>\S+) characters\.": _("At least %(limit)s characters."),
    r"Attribute value must have at most (?P<limit>\S+) characters\.": _("At most %(limit)s characters."),
    r"Attribute value is not a number\.": _("Enter a number."),
    r"Attribute value must be at least (?P<limit>\S+)\.": _("Not less than %(limit)s."),
    r"Attribute value must be at most (?P<limit>\S+)\.": _("Not more than %(limit)s."),
    r"Attribute value is not a date and time\.": _("Enter a date and time."),
}
_FAULT = re.compile(r"^(?P<name>[\w:.-]+): (?P<text>.*)$", re.MULTILINE)


def words_for(error: PoolError) -> str:
    """Why it was refused. What an operator's own function says is passed on as it is."""
    if instead := _INSTEAD.get(type(error)):
        return str(instead)
    if isinstance(error, FUNCTION_FAILURES) or _speaks_english():
        return error.message
    message = error.message.removeprefix(_POLICY)
    if message in _MESSAGES:
        return gettext(message)
    return str(_IN_GENERAL.get(type(error), _("That did not work. Please try again.")))


def faults_in(error: PoolError) -> Iterator[tuple[str, str]]:
    """The attributes that do not fit the pool's schema, and what is wrong with each; nothing for other refusals."""
    if error.message.startswith(_SCHEMA):
        for found in _FAULT.finditer(error.message.removeprefix(_SCHEMA)):
            yield found["name"], _fault(found["text"])


def _fault(text: str) -> str:
    for pattern, words in _FAULTS.items():
        if found := re.fullmatch(pattern, text):
            return str(words) % found.groupdict()
    return text if _speaks_english() else gettext("This value does not fit.")


def _speaks_english() -> bool:
    return (get_language() or "en").startswith("en")
