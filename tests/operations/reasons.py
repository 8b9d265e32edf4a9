"""Pairs of operation and error that have no case, and why. A line that no pair needs any more fails the tests."""

from tests.operations import model

# What a later part brings: the error, wherever it has no case yet
LATER = {
    "ForbiddenException": "web ACLs",
    "OperationNotEnabledException": "replicas",
    "UserImportInProgressException": "import jobs",
}

# The same for single pairs
LATER_IN: dict[tuple[str, str], tuple[str, ...]] = {}

# What cannot come about here, wherever it has no case
NEVER = {
    "ConcurrentModificationException": "of two changes at once the later one waits for the database, and then counts",
    "InvalidEmailRoleAccessPolicyException": "our own senders deliver, so no role has to let us",
    "InvalidSmsRoleAccessPolicyException": "our own senders deliver, so no role has to let us",
    "InvalidSmsRoleTrustRelationshipException": "our own senders deliver, so no role has to let us",
    "InternalServerException": "a failure of ours is InternalErrorException, whatever the operation",
    "TooManyRequestsException": "the operation is in no category that has a rate",
    "MFAMethodNotFoundException": "nobody is asked for a factor that he lacks: he sets one up, or needs none",
}

# The same for single pairs
NEVER_IN = {
    ("NotAuthorizedException", "who may not is refused by policy, as AccessDeniedException"): tuple(
        operation
        for operation in model.listing("NotAuthorizedException")
        if model.is_signed(operation)
        and operation
        not in (
            "AdminConfirmSignUp",
            "AdminInitiateAuth",
            "AdminResetUserPassword",
            "AdminRespondToAuthChallenge",
            "GetDerivedToken",
        )
    ),
    ("LimitExceededException", "no number of calls is too many"): (
        "AdminConfirmSignUp",
        "AdminResetUserPassword",
        "CreateManagedLoginBranding",
        "CreateTerms",
        "DeleteUserPoolClientSecret",
        "DeleteWebAuthnCredential",
        "ListUserPoolClientSecrets",
        "ListWebAuthnCredentials",
    ),
    ("TooManyFailedAttemptsException", "too many attempts are LimitExceededException, as in the field"): (
        "AdminConfirmSignUp",
        "ConfirmForgotPassword",
        "ConfirmSignUp",
    ),
    ("UserNotFoundException", "who is deleted between has no session or refresh token any more"): (
        "AdminRespondToAuthChallenge",
        "GetTokensFromRefreshToken",
        "RespondToAuthChallenge",
    ),
    ("InvalidUserPoolConfigurationException", "a pool whose settings contradict each other cannot be made"): (
        "AdminInitiateAuth",
        "AdminRespondToAuthChallenge",
        "InitiateAuth",
        "RespondToAuthChallenge",
        "VerifySoftwareToken",
    ),
    ("UnsupportedOperationException", "a flow that is not allowed is InvalidParameterException, in AWS's words"): (
        "AdminInitiateAuth",
        "InitiateAuth",
    ),
    ("AliasExistsException", "who ends a link takes nobody's"): ("AdminDisableProviderForUser",),
    ("CodeMismatchException", "it takes no code"): ("UpdateUserAttributes",),
    ("CodeMismatchException", "the wrong code of an app is EnableSoftwareTokenMFAException"): ("VerifySoftwareToken",),
    ("ExpiredCodeException", "it takes no code"): ("UpdateUserAttributes",),
    ("PasswordResetRequiredException", "an administrator prepares for who cannot come yet"): (
        "AdminSetUserMFAPreference",
    ),
    ("UserNotConfirmedException", "an administrator prepares for who cannot come yet"): (
        "AdminDeleteSoftwareToken",
        "AdminSetUserMFAPreference",
    ),
    ("InvalidPasswordException", "a device's verifier is no password"): ("ConfirmDevice",),
    ("UsernameExistsException", "a device has no user name"): ("ConfirmDevice",),
    ("InvalidLambdaResponseException", "no trigger hears of devices"): ("ConfirmDevice",),
    ("ResourceNotFoundException", "an unknown domain has an empty description (APP-194)"): ("DescribeUserPoolDomain",),
    ("TierChangeNotAllowedException", "a new pool had no tier before"): ("CreateUserPool",),
    ("UserPoolTaggingException", "reading tags cannot fail on its own"): ("DescribeUserPool",),
    ("PreconditionNotMetException", "nothing has to be true before a user is made that has no error of its own"): (
        "AdminCreateUser",
    ),
}

# Operations that are being built and have no cases yet
PENDING: set[str] = set()


def single() -> dict[tuple[str, str], str]:
    """The reasons of single pairs."""
    return {
        (operation, error): reason
        for (error, reason), operations in [*_later(), *NEVER_IN.items()]
        for operation in operations
    }


def for_error() -> dict[str, str]:
    """The reasons that hold for an error wherever it has no case."""
    return {error: f"later: {part}" for error, part in LATER.items()} | NEVER


def _later() -> list[tuple[tuple[str, str], tuple[str, ...]]]:
    return [((error, f"later: {part}"), operations) for (error, part), operations in LATER_IN.items()]
