from federation.models.attempt import FederatedAttempt
from federation.models.identity_provider import IdentityProvider, IdpIdentifier

__all__ = ["FederatedAttempt", "IdentityProvider", "IdpIdentifier"]
