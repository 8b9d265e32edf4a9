"""The three triggers of custom sign-in: Define says what comes next, Create makes a challenge, Verify judges the answer
(TRG-106 to TRG-146)."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from pools.errors import InvalidLambdaResponseException
from pools.models import AppClient, User
from pools.triggers.invoking import invoke, user_attributes

DEFINE, CREATE, VERIFY = "DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"

Entry = dict[str, Any]  # an element of `request.session`


@dataclasses.dataclass(frozen=True, slots=True)
class Occasion:
    """Who signs in where. `user` is None for a name that nobody has, which the functions are told (TRG-122)."""

    client: AppClient
    username: str
    user: User | None
    client_metadata: Mapping[str, str]


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
        challenge_name=_read(response, "challengeName", str, ""),
        issue_tokens=_read(response, "issueTokens", bool, False),
        fail_authentication=_read(response, "failAuthentication", bool, False),
    )


def create(occasion: Occasion, challenge_name: str, session: Sequence[Entry]) -> Created:
    given = {"publicChallengeParameters": None, "privateChallengeParameters": None, "challengeMetadata": None}
    response = _ask(CREATE, occasion, {"challengeName": challenge_name, "session": session}, given)
    return Created(
        public=_read_texts(response, "publicChallengeParameters"),
        private=_read_texts(response, "privateChallengeParameters"),
        metadata=_read(response, "challengeMetadata", str, ""),
    )


def verify(occasion: Occasion, private: Mapping[str, str], answer: str) -> bool:
    """Whether the function takes the answer for right."""
    request = {"privateChallengeParameters": private, "challengeAnswer": answer}
    return _read(_ask(VERIFY, occasion, request, {"answerCorrect": None}), "answerCorrect", bool, False)


def _ask(trigger: str, occasion: Occasion, request: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    everywhere: dict[str, Any] = {"userAttributes": user_attributes(occasion.user)}
    if occasion.client_metadata:
        everywhere["clientMetadata"] = dict(occasion.client_metadata)
    if occasion.client.hides_user_existence:
        everywhere["userNotFound"] = occasion.user is None
    name = occasion.user.username if occasion.user else occasion.username
    return invoke(trigger, f"{trigger}_Authentication", occasion.client, name, everywhere | request, given)


def _read(response: Mapping[str, Any], name: str, kind: type, absent: Any) -> Any:
    value = response.get(name)
    if value is None:
        return absent
    if type(value) is not kind:
        raise InvalidLambdaResponseException
    return value


def _read_texts(response: Mapping[str, Any], name: str) -> dict[str, str]:
    values = _read(response, name, dict, {})
    if not all(isinstance(value, str) for value in values.values()):
        raise InvalidLambdaResponseException
    return values
