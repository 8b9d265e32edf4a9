"""Calls drawn by the service model: well-typed ones, many of which name what there is, and ill-typed ones.

A call is drawn from a number, which hypothesis draws. (Given the choices themselves, it takes care not to make the same
ones twice, so that few calls would be right.) What there is only turns out while calls are made: a `Known` is looked up
when it is sent.
"""

import dataclasses
import functools
from random import Random
from typing import Any

from botocore.model import Shape
from hypothesis import strategies as st

from pools.contract import validation
from tests.operations import model


@dataclasses.dataclass(frozen=True)
class Known:
    """Something of this kind that exists: the `turn`th of them, the likeliest first."""

    kind: str
    turn: int


@dataclasses.dataclass(frozen=True)
class Call:
    operation: str
    signer: str
    body: Any


# The members whose values exist in the world, by the kind that they are kept as; answers add to them
KINDS = {
    "AccessToken": "AccessToken",
    "ActorToken": "AccessToken",
    "AttributeName": "AttributeName",
    "AuthFlow": "AuthFlow",
    "ChallengeName": "ChallengeName",
    "ClientId": "ClientId",
    "ClientSecret": "ClientSecret",
    "Code": "Code",
    "ConfirmationCode": "Code",
    "Credential": "Credential",
    "CredentialId": "CredentialId",
    "DeviceKey": "DeviceKey",
    "Domain": "Domain",
    "EventId": "EventId",
    "Filter": "Filter",
    "GroupName": "GroupName",
    "Identifier": "Identifier",
    "NextToken": "NextToken",
    "PaginationToken": "NextToken",
    "Password": "Password",
    "PreviousPassword": "Password",
    "ProposedPassword": "Password",
    "RefreshToken": "RefreshToken",
    "ResourceArn": "ResourceArn",
    "Secret": "ClientSecret",
    "SecretHash": "SecretHash",
    "Session": "Session",
    "SessionId": "SessionId",
    "SubjectToken": "AccessToken",
    "TemporaryPassword": "Password",
    "TermsId": "TermsId",
    "Token": "RefreshToken",
    "UserCode": "Code",
    "Username": "Username",
    "UserPoolId": "UserPoolId",
}
PARAMETERS = {
    "USERNAME": "Username",
    "PASSWORD": "Password",
    "NEW_PASSWORD": "Password",
    "SRP_A": "SrpValue",
    "REFRESH_TOKEN": "RefreshToken",
    "DEVICE_KEY": "DeviceKey",
    "SECRET_HASH": "SecretHash",
    "PREFERRED_CHALLENGE": "Factor",
    "ANSWER": "Factor",
    "SMS_MFA_CODE": "Code",
    "EMAIL_OTP_CODE": "Code",
    "SMS_OTP_CODE": "Code",
    "SOFTWARE_TOKEN_MFA_CODE": "Code",
    "CHALLENGE_NAME": "Factor",
    "CREDENTIAL": "Factor",
    "PASSWORD_CLAIM_SIGNATURE": "Signature",
    "PASSWORD_CLAIM_SECRET_BLOCK": "Session",
    "TIMESTAMP": "Timestamp",
}
_TOGETHER = (
    ("PASSWORD", "SRP_A", "REFRESH_TOKEN", "PREFERRED_CHALLENGE"),
    ("PASSWORD", "SRP_A", "REFRESH_TOKEN"),
    ("NEW_PASSWORD", "ANSWER", "SMS_MFA_CODE", "EMAIL_OTP_CODE", "SMS_OTP_CODE", "SOFTWARE_TOKEN_MFA_CODE"),
    ("PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP"),
)
_WORDS = (
    "a",
    "alice",
    "b" * 128,
    "custom:shoe_size",
    "email",
    "phone_number",
    "preferred_username",
    "true",
    "7",
    "-1",
    "99999999999999999999",
    "new@example.com",
    "+15550009999",
    "Your code is {####}",
    "{username}: {####}",
    "https://shop.example/callback",
    "arn:aws:iam::123456789012:role/x",
    "arn:aws:acm:us-east-1:123456789012:certificate/1234",
    "us-east-1_Nobody000",
    "openid",
    "shop/read",
    "COGNITO",
    "é𝕏漢",
)
_JUNK = (
    None, True, 0, -1, 1.5, 2**31, 2**63, 2**80, -(2**63) - 1, 1e300,
    "", " ", "\x00", "a\x00b", "\ud800", "\u202e", "\r\n",
    "x" * 5000, "9" * 400, [], {}, [[]], [None], [{}], {"a": 1}, {"": None}, {"\x00": "\x00"}, [[[[[[[[[[]]]]]]]]]],
)  # fmt: skip
_USUAL = frozenset({"AccessToken", "AuthParameters", "ChallengeResponses", "Name", "Password", "Session", "Value"})
_MOST = 3  # elements of a list or map, and members that are given beside the usual ones
_SIGNERS = ("root",) * 18 + ("nobody", "forger")


def calls() -> st.SearchStrategy[Call]:
    return st.integers(0, 2**64 - 1).map(drawn)


def drawn(number: int) -> Call:
    """The call of this number: always the same one, as long as the model is the same."""
    rng = Random(number)
    operation = rng.choice(model.operations())
    shape = model.model_of(operation).input_shape
    body = _ill_typed(rng, shape) if rng.random() < 0.25 else _well_typed(rng, shape)
    return Call(operation, rng.choice(_SIGNERS), body)


def _well_typed(rng: Random, shape: Shape, name: str = "") -> Any:
    """A value that fits the shape, and mostly its constraints too."""
    if shape.metadata.get("document"):
        return _known(rng, "Credential")
    return _MAKERS[shape.type_name](rng, shape, name)


def _ill_typed(rng: Random, shape: Shape, name: str = "") -> Any:
    """A value of which some part is wrong: of another type, too long, missing, or unheard of."""
    toss = rng.random()
    if toss < 0.1 or shape.metadata.get("document"):
        return _junk(rng)
    if shape.type_name == "list":
        return [_maybe_ill(rng, shape.member, name) for _ in range(rng.randint(1, _MOST))]
    if shape.type_name != "structure" or not shape.members:
        return _junk(rng)
    members = _structure(rng, shape, name)
    one = rng.choice(sorted(shape.members))
    if toss < 0.2:
        return {key: value for key, value in members.items() if rng.random() < 0.5} | {"Unheard": _junk(rng)}
    return members | {one: _ill_typed(rng, shape.members[one], one)}


def _maybe_ill(rng: Random, shape: Shape, name: str) -> Any:
    return _ill_typed(rng, shape, name) if rng.random() < 0.2 else _well_typed(rng, shape, name)


def _junk(rng: Random) -> Any:
    return rng.choice(_JUNK) if rng.random() < 0.8 else _text(rng, 20)


def _structure(rng: Random, shape: Shape, name: str) -> dict[str, Any]:
    """What is required, what else is hardly ever left out, and a few more members."""
    wanted = {*shape.required_members, *_USUAL.intersection(shape.members)}
    more = sorted(shape.members.keys() - wanted)
    wanted |= set(rng.sample(more, rng.randint(0, min(len(more), _MOST))))
    return {member: _well_typed(rng, shape.members[member], member) for member in sorted(wanted)}


def _list(rng: Random, shape: Shape, name: str) -> list[Any]:
    least = min(shape.metadata.get("min", 0), _MOST)
    return [_well_typed(rng, shape.member, name) for _ in range(rng.randint(least, _MOST))]


def _map(rng: Random, shape: Shape, name: str) -> dict[Any, Any]:
    if name in ("AuthParameters", "ChallengeResponses"):
        return _parameters(rng)
    return {_well_typed(rng, shape.key): _well_typed(rng, shape.value) for _ in range(rng.randint(0, _MOST))}


def _parameters(rng: Random) -> dict[str, Any]:
    """Those of a sign-in, which the model does not know: what belongs together, and now and then anything."""
    names = ["USERNAME", *rng.choice(_TOGETHER)]
    if rng.random() < 0.2:
        names = rng.sample(sorted(PARAMETERS), rng.randint(0, 5))
    return {name: _known(rng, PARAMETERS[name]) for name in names}


def _string(rng: Random, shape: Shape, name: str) -> Any:
    if name in KINDS and rng.random() < 0.9:
        return _known(rng, KINDS[name])
    if shape.enum:
        return rng.choice(shape.enum)
    fitting = _fitting(shape)
    if fitting and rng.random() < 0.95:
        return rng.choice(fitting)
    return _text(rng, min(shape.metadata.get("max", 40), 40))


def _integer(rng: Random, shape: Shape, name: str) -> int:
    least, most = shape.metadata.get("min", -(2**31)), shape.metadata.get("max", 2**31 - 1)
    if rng.random() < 0.2:
        return rng.choice((least, most))
    return rng.randint(max(least, 0), max(min(most, 100), least, 0))


def _text(rng: Random, longest: int) -> str:
    """Any characters but halves of surrogate pairs."""
    points = (
        rng.choice((rng.randrange(32, 127), rng.randrange(0xD800), rng.randrange(0xE000, 0x110000)))
        for _ in range(rng.randint(0, longest))
    )
    return "".join(map(chr, points))


@functools.cache
def _fitting(shape: Shape) -> list[str]:
    """The words that break none of the shape's constraints."""
    parse = validation.compile_shape(shape)
    return [word for word in (*_WORDS, "z" * shape.metadata.get("min", 1)) if not _complaints(parse, word)]


def _complaints(parse: validation.Parser, word: str) -> list[validation.Violation]:
    found: list[validation.Violation] = []
    parse(word, found)
    return found


def _known(rng: Random, kind: str) -> Known:
    return Known(kind, 0 if rng.random() < 0.6 else rng.randint(1, 9))


_MAKERS: dict[str, Any] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _integer,
    "long": _integer,
    "boolean": lambda rng, shape, name: rng.random() < 0.5,
    "blob": lambda rng, shape, name: rng.choice(["", "YWJj", "/9j/4AAQ", "iVBORw0KGgo="]),
    "timestamp": lambda rng, shape, name: rng.choice([0, 1.5, 1_800_000_000, -1, 2**40, 1e18]),
    "double": lambda rng, shape, name: rng.uniform(-1e9, 1e9),
    "float": lambda rng, shape, name: rng.uniform(-1e9, 1e9),
}
