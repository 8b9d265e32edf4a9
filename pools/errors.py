"""The errors that actions raise, named as on the wire.

The public text stands on the class or is given by the raiser; what only the operator may know goes into `reason`, which
reaches the audit event and the log. Each face turns these into its own form in one place.
"""


class PoolError(Exception):
    """A refusal with Cognito's name for it. `status` is the HTTP status of the wire API."""

    message = ""
    status = 400

    def __init__(self, message: str = "", *, reason: str = "") -> None:
        self.message = message or self.message
        self.reason = reason
        super().__init__(self.message)

    @property
    def name(self) -> str:
        return type(self).__name__

    @property
    def recorded_message(self) -> str:
        """What the audit trail may say of it."""
        return self.reason or self.message


class AccessDeniedException(PoolError):
    pass


class AliasExistsException(PoolError):
    message = "An account with the given email already exists."


class CodeDeliveryFailureException(PoolError):
    message = "The code could not be delivered."


class CodeMismatchException(PoolError):
    message = "Invalid verification code provided, please try again."


class ConcurrentModificationException(PoolError):
    message = "The item was changed by another request at the same time."


class DeleteConflictException(PoolError):
    message = "Cannot delete a policy attached to entities."
    status = 409


class DeviceKeyExistsException(PoolError):
    message = "The device is already confirmed."


class DuplicateProviderException(PoolError):
    message = "The identity provider already exists."


class EnableSoftwareTokenMFAException(PoolError):
    message = "Code mismatch and fail enable Software Token MFA"


class EntityAlreadyExistsException(PoolError):
    status = 409


class ExpiredCodeException(PoolError):
    message = "Invalid code provided, please request a code again."


class ExpiredTokenException(PoolError):
    message = "The security token included in the request is expired"


class FeatureUnavailableInTierException(PoolError):
    message = "This feature is not available in the feature plan of the user pool."


class GroupExistsException(PoolError):
    message = "A group with the name already exists."


class IncompleteSignatureException(PoolError):
    pass


class InternalErrorException(PoolError):
    message = "An internal error occurred."
    status = 500


class InvalidLambdaResponseException(PoolError):
    message = "Unrecognizable lambda output"


class InvalidOAuthFlowException(PoolError):
    pass


class InvalidParameterException(PoolError):
    pass


class InvalidPasswordException(PoolError):
    message = "Password did not conform with policy"


class InvalidSignatureException(PoolError):
    message = (
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
        "Key and signing method. Consult the service documentation for details."
    )


class InvalidUserPoolConfigurationException(PoolError):
    pass


class LimitExceededException(PoolError):
    message = "Attempt limit exceeded, please try after some time."


class MFAMethodNotFoundException(PoolError):
    message = "The user has no such MFA method."


class MalformedPolicyDocumentException(PoolError):
    message = "Syntax errors in policy."


class ManagedLoginBrandingExistsException(PoolError):
    message = "The app client already has a managed login branding style."


class MissingAuthenticationTokenException(PoolError):
    message = "Missing Authentication Token"


class NoSuchEntityException(PoolError):
    status = 404


class NotAuthorizedException(PoolError):
    message = "Incorrect username or password."


class OperationNotEnabledException(PoolError):
    pass


class PasswordHistoryPolicyViolationException(PoolError):
    message = "Password has previously been used."


class PasswordResetRequiredException(PoolError):
    message = "Password reset required for the user"


class RefreshTokenReuseException(PoolError):
    message = "Refresh token has been rotated out and cannot be used again."


class RequestEntityTooLargeException(PoolError):
    message = "The request is larger than 1 MB."
    status = 413


class ResourceConflictException(PoolError):
    pass


class ResourceNotFoundException(PoolError):
    pass


class ScopeDoesNotExistException(PoolError):
    pass


class SerializationException(PoolError):
    message = "The request body is not valid JSON."


class ServiceQuotaExceededException(PoolError):
    message = "The requested value exceeds the service quota of your account."


class SoftwareTokenMFANotFoundException(PoolError):
    message = "Software Token MFA does not exist for the user."


class TermsExistsException(PoolError):
    message = "The app client already has a document with this name."


class TierChangeNotAllowedException(PoolError):
    message = "The user pool uses features that the feature plan does not have. Turn them off first."


class TooManyFailedAttemptsException(PoolError):
    message = "Too many failed attempts, please try after some time."


class TooManyRequestsException(PoolError):
    message = "Too many requests, please try after some time."


class UnauthorizedException(PoolError):
    message = "Invalid client"


class UnexpectedLambdaException(PoolError):
    pass


class UnknownOperationException(PoolError):
    pass


class UnrecognizedClientException(PoolError):
    message = "The security token included in the request is invalid."


class UnsupportedIdentityProviderException(PoolError):
    message = "The user pool itself is no identity provider that can be changed."


class UnsupportedOperationException(PoolError):
    pass


class UnsupportedTokenTypeException(PoolError):
    message = "Unsupported token type"


class UnsupportedUserStateException(PoolError):
    pass


class UserLambdaValidationException(PoolError):
    pass


class UserNotConfirmedException(PoolError):
    message = "User is not confirmed."


class UserNotFoundException(PoolError):
    message = "User does not exist."


class UserPoolAddOnNotEnabledException(PoolError):
    message = "User pool add-ons are not enabled."


class UserPoolTaggingException(PoolError):
    pass


class UsernameExistsException(PoolError):
    message = "User already exists"


class WebAuthnChallengeNotFoundException(PoolError):
    message = "The challenge of the passkey registration has expired or was not asked."


class WebAuthnClientMismatchException(PoolError):
    message = "The passkey registration was started at another app client."


class WebAuthnConfigurationMissingException(PoolError):
    message = "The user pool has no relying party for passkeys."


class WebAuthnCredentialNotSupportedException(PoolError):
    message = "The passkey is not supported."


class WebAuthnNotEnabledException(PoolError):
    message = "Passkeys are not enabled for the user pool."


class WebAuthnOriginNotAllowedException(PoolError):
    message = "The origin of the passkey registration does not belong to the relying party of the user pool."


class WebAuthnRelyingPartyMismatchException(PoolError):
    message = "The passkey was made for another relying party."


# What comes of the operator's functions, not of who calls
FUNCTION_FAILURES = (InvalidLambdaResponseException, UnexpectedLambdaException, UserLambdaValidationException)
