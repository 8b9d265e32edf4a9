"""How often something may be tried. Each line is a quota of Cognito's, named by the operations that share it."""

import dataclasses
import datetime

from django.conf import settings

_HOUR = datetime.timedelta(hours=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Limit:
    name: str
    number: int
    window: datetime.timedelta = _HOUR


CONFIRM_SIGN_UP = Limit("ConfirmSignUp", 15)  # API-227
RESEND_CONFIRMATION_CODE = Limit("ResendConfirmationCode", 5)  # API-226
RECOVERY = Limit("recovery", settings.RECOVERY_ATTEMPTS_PER_HOUR)  # USR-209: asking for a code and answering it
CHANGE_PASSWORD = Limit("ChangePassword", 5)  # API-228
GET_ATTRIBUTE_CODE = Limit("GetUserAttributeVerificationCode", 5)  # API-229
# Ours: a sign-in code is worth as much as a password, so few are sent, and few guesses are taken for each
SEND_SIGN_IN_CODE = Limit("sign-in code sent", 10)
GUESS_SIGN_IN_CODE = Limit("sign-in code guessed", 5)
VERIFY_ATTRIBUTE = Limit("VerifyUserAttribute", 15)  # API-230
VERIFY_SOFTWARE_TOKEN = Limit("VerifySoftwareToken", 15)  # SEC-141
SECOND_FACTOR = Limit("second factor", 10)  # wrong answers since the last right one, whatever the factor
SECOND_FACTOR_MESSAGE = Limit("second factor message", 20)  # codes sent since the last right answer
# Ours: signing in to the console, by whatever is shown there for it
ADMINISTRATOR_SIGN_IN = Limit("administrator's sign-in", 10, datetime.timedelta(minutes=15))  # of one name
ADMINISTRATORS_FROM_ADDRESS = Limit("administrators from an address", 60, datetime.timedelta(minutes=15))
# Ours: what an administrator tries out must not become a way to write to strangers
SEND_SAMPLE = Limit("sample of a message sent", 20)
