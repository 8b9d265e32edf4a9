"""What a sign-in at a provider has to remember until it ends, sealed: nonce, PKCE verifier, what the app wished for."""

import json
from typing import Any

from federation.models import FederatedAttempt
from notifications import sealing

_PURPOSE = "federated attempt"


def keep(attempt: FederatedAttempt, **proofs: Any) -> None:
    """Add these to what the attempt remembers. It is saved by whoever made it."""
    known = kept(attempt) | proofs
    attempt.sealed_proofs = sealing.seal(_PURPOSE, json.dumps(known).encode())


def kept(attempt: FederatedAttempt) -> dict[str, Any]:
    """All that the attempt remembers."""
    if not attempt.sealed_proofs:
        return {}
    found: dict[str, Any] = json.loads(sealing.unseal(_PURPOSE, bytes(attempt.sealed_proofs)))
    return found
