"""Whether a request is allowed: default deny, explicit deny above all, boundary and session policy bound it further."""

import dataclasses
import enum
from collections.abc import Sequence

from pools.policies.context import Context
from pools.policies.document import Document, Statement


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: an action such as `cognito-idp:DescribeUserPool`, on an ARN or on `*`."""

    action: str
    resource: str
    context: Context


@dataclasses.dataclass(frozen=True, slots=True)
class Policy:
    """A document with the name that a decision tells of it."""

    name: str
    document: Document


class Outcome(enum.StrEnum):
    """In the words of IAM's policy simulator."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"


class Layer(enum.StrEnum):
    """The kind of policy that decided, as AWS's refusals name it."""

    IDENTITY = "identity-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """All policies that have a say on a principal. None is a layer that is not there, which bounds nothing; an empty
    one allows nothing."""

    identity: Sequence[Policy] = ()
    boundary: Sequence[Policy] | None = None
    session: Sequence[Policy] | None = None

    def layers(self) -> list[tuple[Layer, Sequence[Policy]]]:
        given = ((Layer.IDENTITY, self.identity), (Layer.BOUNDARY, self.boundary), (Layer.SESSION, self.session))
        return [(layer, policies) for layer, policies in given if policies is not None]


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """The outcome, the layer that it came from, and the policy's statement that decided, if one did."""

    outcome: Outcome
    layer: Layer = Layer.IDENTITY
    policy: Policy | None = None
    statement: Statement | None = None

    @property
    def is_allowed(self) -> bool:
        return self.outcome == Outcome.ALLOWED

    def reason(self, action: str) -> str:
        """Why not, as AWS ends its sentence."""
        if self.outcome == Outcome.EXPLICIT_DENY:
            article = "an" if self.layer == Layer.IDENTITY else "a"
            return f"with an explicit deny in {article} {self.layer}"
        return f"because no {self.layer} allows the {action} action"


def decide(request: Request, bounds: Bounds) -> Decision:
    """Every layer must allow it and none may deny it (API-07, API-10)."""
    layers = bounds.layers()
    for layer, policies in layers:
        if denial := _find(request, policies, is_allow=False):
            return Decision(Outcome.EXPLICIT_DENY, layer, *denial)
    allowance = None
    for layer, policies in layers:
        found = _find(request, policies, is_allow=True)
        if found is None:
            return Decision(Outcome.IMPLICIT_DENY, layer)
        allowance = allowance or found
    assert allowance  # the identity layer is always there
    return Decision(Outcome.ALLOWED, Layer.IDENTITY, *allowance)


def _find(request: Request, policies: Sequence[Policy], *, is_allow: bool) -> tuple[Policy, Statement] | None:
    """The first statement of this effect that speaks of the request."""
    for policy in policies:
        for statement in policy.document.statements:
            if statement.is_allow == is_allow and statement.applies(request.action, request.resource, request.context):
                return policy, statement
    return None
