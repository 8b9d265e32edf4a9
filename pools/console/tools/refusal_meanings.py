"""What the refusals of a sign-in mean, for who looks into one."""

from django.utils.translation import gettext_lazy as _

MEANINGS = {
    "NotAuthorizedException": _(
        "The password is wrong, the user is disabled, the session of the sign-in ended, or the app client may not do "
        "this. Where the client hides who exists, an unknown user is refused alike."
    ),
    "UserNotFoundException": _("Nobody in the pool has this name, and the app client does not hide that."),
    "UserNotConfirmedException": _("The user signed up and has not entered the code yet. Confirm the account."),
    "PasswordResetRequiredException": _("An administrator had the password reset: the user has to set a new one."),
    "CodeMismatchException": _("The code is not the one that was sent, or not the app's current one."),
    "ExpiredCodeException": _("The code is too old, or a newer one was sent."),
    "InvalidPasswordException": _("The new password does not meet the pool's password policy."),
    "InvalidParameterException": _("The request is not as it has to be: see the message."),
    "InvalidLambdaResponseException": _("A function of the pool answered in a form that cannot be used."),
    "UnexpectedLambdaException": _("A function of the pool could not be asked, or did not answer in time."),
    "UserLambdaValidationException": _("A function of the pool refused, or failed; its own words are in the message."),
    "LimitExceededException": _("Too many attempts for this user: it is let go on later."),
    "TooManyRequestsException": _("More requests than the quota lets through."),
    "TooManyFailedAttemptsException": _("Too many wrong answers: the user has to wait."),
    "ResourceNotFoundException": _("The user pool, the app client or a function does not exist."),
    "MFAMethodNotFoundException": _("The user has no second factor that could be asked for."),
    "SoftwareTokenMFANotFoundException": _("The user has no authenticator app set up."),
    "EnableSoftwareTokenMFAException": _("The code of the authenticator app does not fit: its clock may go wrong."),
    "CodeDeliveryFailureException": _("The message could not be handed over. See the pool's messages and senders."),
    "InvalidSmsRoleAccessPolicyException": _("The role for text messages may not send."),
    "ForbiddenException": _("A web ACL refused the request."),
    "UnsupportedOperationException": _("The pool's feature plan has no such thing."),
    "AliasExistsException": _("Another user has this e-mail address or phone number."),
    "InternalErrorException": _("Something went wrong here: the log of the installation tells what."),
}

STEPS = {
    "REFRESH_TOKEN": _("New tokens by a refresh token"),
    "PASSWORD_VERIFIER": _("SRP: the password is to be proven"),
    "NEW_PASSWORD_REQUIRED": _("A new password is asked for"),
    "SMS_MFA": _("A code by text message is asked for"),
    "EMAIL_OTP": _("A code by e-mail is asked for"),
    "SMS_OTP": _("A code by text message is asked for"),
    "SOFTWARE_TOKEN_MFA": _("A code of the authenticator app is asked for"),
    "SELECT_MFA_TYPE": _("The user chooses a second factor"),
    "SELECT_CHALLENGE": _("The user chooses how to sign in"),
    "MFA_SETUP": _("A second factor has to be set up"),
    "CUSTOM_CHALLENGE": _("The pool's own challenge is asked"),
    "DEVICE_SRP_AUTH": _("The device is to prove itself"),
    "DEVICE_PASSWORD_VERIFIER": _("SRP: the device's password is to be proven"),
    "WEB_AUTHN": _("A passkey is asked for"),
    "PASSWORD": _("The password is asked for"),
    "PASSWORD_SRP": _("The password is asked for, by SRP"),
}
