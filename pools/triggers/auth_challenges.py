"""The three triggers of custom sign-in: Define says what comes next, Create makes a challenge, Verify judges the answer
(TRG-106 to TRG-146)."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from pools.triggers.invoking import (
    Occasion,
    client_metadata,
    invoke,
    read,
    read_texts,
    user_attributes,
    user_not_found,
)

DEFINE, CREATE, VERIFY = "DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"

Entry = dict[str, Any]  # an element of `request.session`


@dataclasses.dataclass(frozen=True, slots=True)
class Decision:
    """What Define says: a challenge by name, tokens, or failure."""

    challenge_name: str
    issue_tokens: bool
    fail_authentication: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Created:
    """A challenge as Create made it: what the client sees, what only Verify does, and what it is called."""

    public: dict[str, str]
    private: dict[str, str]
    metadata: str


def define(occasion: Occasion, session: Sequence[Entry]) -> Decision:
    given = {"challengeName": None, "issueTokens": None, "failAuthentication": None}
    response = _ask(DEFINE, occasion, {"session": session}, given)
    return Decision(
        challenge_name=read(response, "challengeName", str, ""),
        issue_tokens=read(response, "issueTokens", bool, False),
        fail_authentication=read(response, "failAuthentication", bool, False),
    )


def create(occasion: Occasion, challenge_name: str, session: Sequence[Entry]) -> Created:
    given = {"publicChallengeParameters": None, "privateChallengeParameters": None, "challengeMetadata": None}
    response = _ask(CREATE, occasion, {"challengeName": challenge_name, "session": session}, given)
    return Created(
        public=read_texts(response, "publicChallengeParameters"),
        private=read_texts(response, "privateChallengeParameters"),
        metadata=read(response, "challengeMetadata", str, ""),
    )


def verify(occasion: Occasion, private: Mapping[str, str], answer: str) -> bool:
    """Whether the function takes the answer for right."""
    request = {"privateChallengeParameters": private, "challengeAnswer": answer}
    return read(_ask(VERIFY, occasion, request, {"answerCorrect": None}), "answerCorrect", bool, False)


def _ask(trigger: str, occasion: Occasion, request: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    everywhere: dict[str, Any] = {"userAttributes": user_attributes(occasion.user)}
    everywhere |= client_metadata(occasion) | user_not_found(occasion)
    return invoke(trigger, f"{trigger}_Authentication", occasion, everywhere | request, given)
