"""What IAM's policy language means: a document, a request, the decision. One row, one rule."""

# ruff: noqa: E501  # a row is a line

import json

import pytest

from pools.policies.context import Context
from pools.policies.decision import Bounds, Policy, Request, decide
from pools.policies.document import parse

pytestmark = pytest.mark.one_database

ALLOWED, DENIED, NOT_ALLOWED = "allowed", "explicitDeny", "implicitDeny"

POOL = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_aB3dE6gH9"
OTHER = "arn:aws:cognito-idp:eu-west-1:000000000000:userpool/eu-west-1_zZ9yY8xX7"
ANY_POOL = "arn:aws:cognito-idp:*:*:userpool/*"
ALICE = "arn:aws:iam::000000000000:user/alice"
GET, LIST, DELETE = "cognito-idp:AdminGetUser", "cognito-idp:ListUserPools", "cognito-idp:DeleteUserPool"


def allow(action="*", resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def deny(action="*", resource="*", **more):
    return allow(action, resource, **more) | {"Effect": "Deny"}


def when(operator, key, *values):
    """Allow everything under one condition."""
    return [allow(Condition={operator: {key: list(values)}})]


def without(statement, *names, **more):
    return {name: value for name, value in statement.items() if name not in names} | more


def document(statements, version="2012-10-17"):
    return parse(json.dumps({"Version": version, "Statement": statements}))


def outcome(statements, action, resource, keys, tags=None, **layers):
    bounds = Bounds([Policy("p", document(statements))], **layers)
    return decide(Request(action, resource, Context(keys, resource_tags=lambda: tags or {})), bounds).outcome


ACTIONS_AND_RESOURCES = [
    ("nothing said is not allowed", [allow("s3:GetObject")], GET, POOL, NOT_ALLOWED),
    ("everything", [allow()], GET, POOL, ALLOWED),
    ("the action by name", [allow(GET)], GET, POOL, ALLOWED),
    ("another action", [allow(DELETE)], GET, POOL, NOT_ALLOWED),
    ("one action of a list", [allow([DELETE, GET])], GET, POOL, ALLOWED),
    ("one statement of several", [allow(DELETE), allow(GET)], GET, POOL, ALLOWED),
    ("a single statement without a list", allow(GET), GET, POOL, ALLOWED),
    ("actions in any case", [allow("COGNITO-IDP:admingetuser")], GET, POOL, ALLOWED),
    ("all actions of a service", [allow("cognito-idp:*")], GET, POOL, ALLOWED),
    ("all actions of another service", [allow("cognito-identity:*")], GET, POOL, NOT_ALLOWED),
    ("actions that begin so", [allow("cognito-idp:Admin*")], GET, POOL, ALLOWED),
    ("actions that end so", [allow("cognito-idp:*User")], GET, POOL, ALLOWED),
    ("actions with so much between", [allow("cognito-idp:Admin*User")], GET, POOL, ALLOWED),
    ("wildcards within and another end", [allow("cognito-idp:Admin*Users")], GET, POOL, NOT_ALLOWED),
    ("a question mark is one character", [allow("cognito-idp:AdminGetUse?")], GET, POOL, ALLOWED),
    ("a question mark is not none", [allow("cognito-idp:AdminGetUser?")], GET, POOL, NOT_ALLOWED),
    ("a dot in an action is a dot only", [allow("cognito-idp:Admin*")], "cognito-idpxAdminGetUser", POOL, NOT_ALLOWED),
    ("any action of any service", [allow("*:*")], GET, POOL, ALLOWED),
    ("several stars", [allow("cognito-idp:*Get*ser*")], GET, POOL, ALLOWED),
    ("several stars in the wrong order", [allow("cognito-idp:*ser*Get*")], GET, POOL, NOT_ALLOWED),
    ("the resource by name", [allow(GET, POOL)], GET, POOL, ALLOWED),
    ("another resource", [allow(GET, OTHER)], GET, POOL, NOT_ALLOWED),
    ("one resource of a list", [allow(GET, [OTHER, POOL])], GET, POOL, ALLOWED),
    ("any pool", [allow(GET, ANY_POOL)], GET, POOL, ALLOWED),
    ("any pool of the region", [allow(GET, "arn:aws:cognito-idp:us-east-1:*:userpool/*")], GET, POOL, ALLOWED),
    ("any pool of another region", [allow(GET, "arn:aws:cognito-idp:eu-west-1:*:userpool/*")], GET, POOL, NOT_ALLOWED),
    ("any pool of another account", [allow(GET, ANY_POOL.replace("*:*", "*:1"))], GET, POOL, NOT_ALLOWED),
    ("pools whose id begins so", [allow(GET, ANY_POOL + "_a*")], GET, POOL, ALLOWED),
    (
        "resources are as they are written",
        [allow(GET, POOL.upper().replace("ARN", "arn").replace("AWS", "aws"))],
        GET,
        POOL,
        NOT_ALLOWED,
    ),
    (
        "a star reaches over no colon",
        [allow(GET, "arn:aws:cognito-idp:*:userpool/us-east-1_aB3dE6gH9")],
        GET,
        POOL,
        NOT_ALLOWED,
    ),
    (
        "a star in the last part reaches over colons",
        [allow("*", "arn:aws:x:r:1:a*")],
        GET,
        "arn:aws:x:r:1:a:b:c",
        ALLOWED,
    ),
    (
        "a star in the last part reaches over slashes",
        [allow("*", "arn:aws:x:r:1:a/*")],
        GET,
        "arn:aws:x:r:1:a/b/c",
        ALLOWED,
    ),
    ("an ARN that stops early goes on with anything", [allow("*", "arn:aws:cognito-idp")], GET, POOL, ALLOWED),
    ("one that stops early in another service", [allow("*", "arn:aws:cognito-sync")], GET, POOL, NOT_ALLOWED),
    ("one that stops at a star", [allow("*", "arn:aws:cognito-idp:us-*")], GET, POOL, ALLOWED),
    ("one that stops at another region", [allow("*", "arn:aws:cognito-idp:eu-*")], GET, POOL, NOT_ALLOWED),
    ("question marks in an ARN", [allow("*", POOL[:-1] + "?")], GET, POOL, ALLOWED),
    ("too many question marks", [allow("*", POOL + "?")], GET, POOL, NOT_ALLOWED),
    ("brackets mean nothing", [allow("*", POOL[:-1] + "[0-9]")], GET, POOL, NOT_ALLOWED),
    ("a list is about nothing in particular", [allow(LIST)], LIST, "*", ALLOWED),
    ("a list is not of pools that are named", [allow(LIST, POOL)], LIST, "*", NOT_ALLOWED),
    ("a list is not of any pool", [allow(LIST, ANY_POOL)], LIST, "*", NOT_ALLOWED),
    ("a list is not of any ARN", [allow(LIST, "arn:aws:cognito-idp")], LIST, "*", NOT_ALLOWED),
    ("a star besides pools serves a list", [allow(LIST, [POOL, "*"])], LIST, "*", ALLOWED),
    ("all actions but one", [without(allow(), "Action", NotAction=DELETE)], GET, POOL, ALLOWED),
    ("all actions but this one", [without(allow(), "Action", NotAction=GET)], GET, POOL, NOT_ALLOWED),
    (
        "all actions but a service's",
        [without(allow(), "Action", NotAction=["iam:*", "cognito-sync:*"])],
        GET,
        POOL,
        ALLOWED,
    ),
    (
        "all but these services",
        [without(allow(), "Action", NotAction=["iam:*", "cognito-idp:*"])],
        GET,
        POOL,
        NOT_ALLOWED,
    ),
    ("all resources but another", [without(allow(), "Resource", NotResource=OTHER)], GET, POOL, ALLOWED),
    ("all resources but this", [without(allow(), "Resource", NotResource=POOL)], GET, POOL, NOT_ALLOWED),
    ("all resources but two", [without(allow(), "Resource", NotResource=[OTHER, POOL])], GET, POOL, NOT_ALLOWED),
    ("all resources but pools has lists", [without(allow(), "Resource", NotResource=ANY_POOL)], LIST, "*", ALLOWED),
    ("all resources but all", [without(allow(), "Resource", NotResource="*")], LIST, "*", NOT_ALLOWED),
    ("a denial wins over an allowance", [allow(), deny(GET)], GET, POOL, DENIED),
    ("a denial wins wherever it stands", [deny(GET), allow()], GET, POOL, DENIED),
    ("a denial alone", [deny()], GET, POOL, DENIED),
    ("a denial of something else", [allow(), deny(DELETE)], GET, POOL, ALLOWED),
    ("a denial of another resource", [allow(), deny(GET, OTHER)], GET, POOL, ALLOWED),
    ("a denial of all actions but one", [allow(), without(deny(), "Action", NotAction=GET)], GET, POOL, ALLOWED),
    ("a denial of all actions but another", [allow(), without(deny(), "Action", NotAction=LIST)], GET, POOL, DENIED),
    ("a denial of all pools but this", [allow(), without(deny(), "Resource", NotResource=POOL)], GET, POOL, ALLOWED),
    ("a denial of all pools but another", [allow(), without(deny(), "Resource", NotResource=OTHER)], GET, POOL, DENIED),
]


@pytest.mark.spec("API-06", "API-07", "API-12", "API-15", "API-16")
@pytest.mark.parametrize(("statements", "action", "resource", "expected"), [
    pytest.param(*row[1:], id=row[0]) for row in ACTIONS_AND_RESOURCES
])  # fmt: skip
def test_actions_and_resources(statements, action, resource, expected):
    assert outcome(statements, action, resource, {}) == expected


IP, NOW, ROLE = "aws:SourceIp", "aws:CurrentTime", "arn:aws:sts::000000000000:assumed-role/app/alice"
CONDITIONS = [
    ("equal text", when("StringEquals", "aws:username", "alice"), {"aws:username": "alice"}, True),
    ("other text", when("StringEquals", "aws:username", "alice"), {"aws:username": "bob"}, False),
    ("equal but for case", when("StringEquals", "aws:username", "alice"), {"aws:username": "Alice"}, False),
    ("one of several texts", when("StringEquals", "aws:username", "bob", "alice"), {"aws:username": "alice"}, True),
    ("no value to compare", when("StringEquals", "aws:username", "alice"), {}, False),
    ("names of keys in any case", when("StringEquals", "AWS:UserName", "alice"), {"aws:username": "alice"}, True),
    ("a star is a star when equality is asked", when("StringEquals", "aws:username", "a*"), {"aws:username": "alice"}, False),
    ("a single value needs no list", [allow(Condition={"StringEquals": {"aws:username": "alice"}})], {"aws:username": "alice"}, True),
    ("not equal", when("StringNotEquals", "aws:username", "alice"), {"aws:username": "bob"}, True),
    ("equal where it must not be", when("StringNotEquals", "aws:username", "alice"), {"aws:username": "alice"}, False),
    ("equal to none of several", when("StringNotEquals", "aws:username", "alice", "bob"), {"aws:username": "carol"}, True),
    ("equal to one of several", when("StringNotEquals", "aws:username", "alice", "bob"), {"aws:username": "bob"}, False),
    ("nothing is not equal", when("StringNotEquals", "aws:username", "alice"), {}, True),
    ("equal whatever the case", when("StringEqualsIgnoreCase", "aws:username", "ALICE"), {"aws:username": "alice"}, True),
    ("other whatever the case", when("StringEqualsIgnoreCase", "aws:username", "ALICE"), {"aws:username": "bob"}, False),
    ("not equal whatever the case", when("StringNotEqualsIgnoreCase", "aws:username", "ALICE"), {"aws:username": "alice"}, False),
    ("not equal, and different", when("StringNotEqualsIgnoreCase", "aws:username", "ALICE"), {"aws:username": "bob"}, True),
    ("like", when("StringLike", "aws:username", "al*"), {"aws:username": "alice"}, True),
    ("like with a question mark", when("StringLike", "aws:username", "al?ce"), {"aws:username": "alice"}, True),
    ("unlike", when("StringLike", "aws:username", "bo*"), {"aws:username": "alice"}, False),
    ("like, case counts", when("StringLike", "aws:username", "AL*"), {"aws:username": "alice"}, False),
    ("like over lines", when("StringLike", "aws:UserAgent", "a*b"), {"aws:UserAgent": "a\nb"}, True),
    ("not like", when("StringNotLike", "aws:username", "bo*"), {"aws:username": "alice"}, True),
    ("like where it must not be", when("StringNotLike", "aws:username", "al*"), {"aws:username": "alice"}, False),
    ("nothing is not like", when("StringNotLike", "aws:username", "al*"), {}, True),
    ("equal numbers", when("NumericEquals", "x:n", "10"), {"x:n": "10.0"}, True),
    ("numbers of JSON", when("NumericEquals", "x:n", 10), {"x:n": "10"}, True),
    ("other numbers", when("NumericEquals", "x:n", "10"), {"x:n": "11"}, False),
    ("no number at all", when("NumericEquals", "x:n", "10"), {"x:n": "ten"}, False),
    ("not equal numbers", when("NumericNotEquals", "x:n", "10"), {"x:n": "11"}, True),
    ("equal numbers where they must not be", when("NumericNotEquals", "x:n", "10"), {"x:n": "10"}, False),
    ("less", when("NumericLessThan", "x:n", "10"), {"x:n": "9"}, True),
    ("not less", when("NumericLessThan", "x:n", "10"), {"x:n": "10"}, False),
    ("less or equal", when("NumericLessThanEquals", "x:n", "10"), {"x:n": "10"}, True),
    ("greater", when("NumericGreaterThan", "x:n", "10"), {"x:n": "10.5"}, True),
    ("not greater", when("NumericGreaterThan", "x:n", "10"), {"x:n": "10"}, False),
    ("greater or equal", when("NumericGreaterThanEquals", "x:n", "10"), {"x:n": "10"}, True),
    ("neither greater nor equal", when("NumericGreaterThanEquals", "x:n", "10"), {"x:n": "-10"}, False),
    ("the same moment in another zone", when("DateEquals", NOW, "2026-05-04T12:00:00Z"), {NOW: "2026-05-04T14:00:00+02:00"}, True),
    ("another moment", when("DateEquals", NOW, "2026-05-04T12:00:00Z"), {NOW: "2026-05-04T12:00:01Z"}, False),
    ("not that moment", when("DateNotEquals", NOW, "2026-05-04T12:00:00Z"), {NOW: "2026-05-04T12:00:01Z"}, True),
    ("before", when("DateLessThan", NOW, "2026-05-05"), {NOW: "2026-05-04T12:00:00Z"}, True),
    ("not before", when("DateLessThan", NOW, "2026-05-04"), {NOW: "2026-05-04T12:00:00Z"}, False),
    ("before or at", when("DateLessThanEquals", NOW, "2026-05-04T12:00:00Z"), {NOW: "2026-05-04T12:00:00Z"}, True),
    ("after", when("DateGreaterThan", NOW, "2026-05-04"), {NOW: "2026-05-04T12:00:00Z"}, True),
    ("after or at", when("DateGreaterThanEquals", NOW, "2026-05-04T12:00:00Z"), {NOW: "2026-05-04T12:00:00Z"}, True),
    ("not after", when("DateGreaterThan", NOW, "2026-06-01T00:00:00Z"), {NOW: "2026-05-04T12:00:00Z"}, False),
    ("a moment in seconds", when("DateGreaterThan", "aws:EpochTime", "1700000000"), {"aws:EpochTime": "1700000001"}, True),
    ("no moment at all", when("DateGreaterThan", NOW, "2026-05-04"), {NOW: "soon"}, False),
    ("true", when("Bool", "aws:SecureTransport", "true"), {"aws:SecureTransport": "true"}, True),
    ("true as JSON has it", when("Bool", "aws:SecureTransport", True), {"aws:SecureTransport": "true"}, True),
    ("not true", when("Bool", "aws:SecureTransport", "true"), {"aws:SecureTransport": "false"}, False),
    ("false", when("Bool", "aws:SecureTransport", "FALSE"), {"aws:SecureTransport": "false"}, True),
    ("nothing is not true", when("Bool", "aws:MultiFactorAuthPresent", "true"), {}, False),
    ("nothing is not false either", when("Bool", "aws:MultiFactorAuthPresent", "false"), {}, False),
    ("equal bytes", when("BinaryEquals", "x:b", "QUI="), {"x:b": "QUI="}, True),
    ("other bytes", when("BinaryEquals", "x:b", "QUI="), {"x:b": "QUM="}, False),
    ("an address in a network", when("IpAddress", IP, "203.0.113.0/24"), {IP: "203.0.113.7"}, True),
    ("an address outside", when("IpAddress", IP, "203.0.113.0/24"), {IP: "198.51.100.7"}, False),
    ("the address itself", when("IpAddress", IP, "203.0.113.7"), {IP: "203.0.113.7"}, True),
    ("a network by one of its addresses", when("IpAddress", IP, "203.0.113.9/24"), {IP: "203.0.113.7"}, True),
    ("an address in one of several", when("IpAddress", IP, "10.0.0.0/8", "203.0.113.0/24"), {IP: "203.0.113.7"}, True),
    ("an IPv6 address", when("IpAddress", IP, "2001:db8::/32"), {IP: "2001:db8::7"}, True),
    ("an IPv4 address in no IPv6 network", when("IpAddress", IP, "2001:db8::/32"), {IP: "203.0.113.7"}, False),
    ("no address at all", when("IpAddress", IP, "10.0.0.0/8"), {IP: "localhost"}, False),
    ("not from there", when("NotIpAddress", IP, "203.0.113.0/24"), {IP: "198.51.100.7"}, True),
    ("from there where it must not be", when("NotIpAddress", IP, "203.0.113.0/24"), {IP: "203.0.113.7"}, False),
    ("from nowhere is not from there", when("NotIpAddress", IP, "203.0.113.0/24"), {}, True),
    ("an ARN", when("ArnEquals", "aws:PrincipalArn", ALICE), {"aws:PrincipalArn": ALICE}, True),
    ("wildcards in an equal ARN", when("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:user/*"), {"aws:PrincipalArn": ALICE}, True),
    ("like an ARN", when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/al*"), {"aws:PrincipalArn": ALICE}, True),
    ("another service's ARN", when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*"), {"aws:PrincipalArn": ROLE}, False),
    ("an ARN in a condition is whole", when("ArnLike", "aws:PrincipalArn", "arn:aws:iam"), {"aws:PrincipalArn": ALICE}, False),
    ("a star in an ARN reaches over no colon", when("ArnLike", "aws:PrincipalArn", "arn:aws:iam:*:user/alice"), {"aws:PrincipalArn": ALICE}, False),
    ("not that ARN", when("ArnNotEquals", "aws:PrincipalArn", ROLE), {"aws:PrincipalArn": ALICE}, True),
    ("that ARN where it must not be", when("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*"), {"aws:PrincipalArn": ALICE}, False),
    ("absent", when("Null", "aws:TokenIssueTime", "true"), {}, True),
    ("not absent", when("Null", "aws:TokenIssueTime", "true"), {"aws:TokenIssueTime": "x"}, False),
    ("present", when("Null", "aws:TokenIssueTime", "false"), {"aws:TokenIssueTime": "x"}, True),
    ("not present", when("Null", "aws:TokenIssueTime", False), {}, False),
    ("equal if it exists, and it does", when("StringEqualsIfExists", "aws:username", "alice"), {"aws:username": "alice"}, True),
    ("equal if it exists, and it is other", when("StringEqualsIfExists", "aws:username", "alice"), {"aws:username": "bob"}, False),
    ("equal if it exists, and it does not", when("StringEqualsIfExists", "aws:username", "alice"), {}, True),
    ("true if it exists, and it does not", when("BoolIfExists", "aws:MultiFactorAuthPresent", "true"), {}, True),
    ("from there if from anywhere", when("IpAddressIfExists", IP, "10.0.0.0/8"), {IP: "11.0.0.1"}, False),
    ("all values are among these", when("ForAllValues:StringEquals", "aws:TagKeys", "a", "b"), {"aws:TagKeys": ["a", "b"]}, True),
    ("one value is not among these", when("ForAllValues:StringEquals", "aws:TagKeys", "a", "b"), {"aws:TagKeys": ["a", "c"]}, False),
    ("all of no values", when("ForAllValues:StringEquals", "aws:TagKeys", "a"), {}, True),
    ("all are like these", when("ForAllValues:StringLike", "aws:TagKeys", "app-*"), {"aws:TagKeys": ["app-a", "app-b"]}, True),
    ("all are others", when("ForAllValues:StringNotEquals", "aws:TagKeys", "a"), {"aws:TagKeys": ["b", "c"]}, True),
    ("all are others but one", when("ForAllValues:StringNotEquals", "aws:TagKeys", "a"), {"aws:TagKeys": ["b", "a"]}, False),
    ("any value is among these", when("ForAnyValue:StringEquals", "aws:TagKeys", "a"), {"aws:TagKeys": ["c", "a"]}, True),
    ("no value is among these", when("ForAnyValue:StringEquals", "aws:TagKeys", "a"), {"aws:TagKeys": ["c"]}, False),
    ("any of no values", when("ForAnyValue:StringEquals", "aws:TagKeys", "a"), {}, False),
    ("any is another", when("ForAnyValue:StringNotEquals", "aws:TagKeys", "a"), {"aws:TagKeys": ["a", "b"]}, True),
    ("none is another", when("ForAnyValue:StringNotEquals", "aws:TagKeys", "a"), {"aws:TagKeys": ["a"]}, False),
    ("any if there are some", when("ForAnyValue:StringEqualsIfExists", "aws:TagKeys", "a"), {}, True),
    ("two keys, both met", [allow(Condition={"StringEquals": {"aws:username": "alice", "aws:PrincipalType": "User"}})], {"aws:username": "alice", "aws:PrincipalType": "User"}, True),
    ("two keys, one met", [allow(Condition={"StringEquals": {"aws:username": "alice", "aws:PrincipalType": "User"}})], {"aws:username": "alice"}, False),
    ("two operators, both met", [allow(Condition={"StringLike": {"aws:username": "a*"}, "Bool": {"x:y": "true"}})], {"aws:username": "alice", "x:y": "true"}, True),
    ("two operators, one met", [allow(Condition={"StringLike": {"aws:username": "a*"}, "Bool": {"x:y": "true"}})], {"aws:username": "alice", "x:y": "false"}, False),
]  # fmt: skip


@pytest.mark.spec("API-06", "API-09", "API-22")
@pytest.mark.parametrize(("statements", "keys", "is_met"), [pytest.param(*row[1:], id=row[0]) for row in CONDITIONS])
def test_conditions(statements, keys, is_met):
    assert (outcome(statements, GET, POOL, keys) == ALLOWED) is is_met


USERS = "arn:aws:iam::*:user/"
OF_ALICE = {"aws:username": "alice"}
VARIABLES = [
    ("one's own resource", [allow("*", USERS + "${aws:username}")], ALICE, OF_ALICE, True),
    ("somebody else's resource", [allow("*", USERS + "${aws:username}")], ALICE, {"aws:username": "bob"}, False),
    ("a variable among text", [allow("*", USERS + "al${x:middle}e")], ALICE, {"x:middle": "ic"}, True),
    ("a variable's star is no wildcard", [allow("*", USERS + "${aws:username}")], ALICE, {"aws:username": "*"}, False),
    ("a variable's colon is text", [allow("*", "arn:aws:x:r:1:${aws:userid}")], "arn:aws:x:r:1:A:b", {"aws:userid": "A:b"}, True),
    ("a variable without a value", [allow("*", USERS + "${aws:username}")], ALICE, {}, False),
    ("another resource beside it", [allow("*", [USERS + "${aws:username}", ALICE])], ALICE, {}, True),
    ("a default", [allow("*", USERS + "${aws:username, 'alice'}")], ALICE, {}, True),
    ("a default that is not needed", [allow("*", USERS + "${aws:username, 'alice'}")], ALICE, {"aws:username": "bob"}, False),
    ("all but what has no value", [without(allow(), "Resource", NotResource=USERS + "${aws:username}")], ALICE, {}, False),
    ("all but one's own", [without(allow(), "Resource", NotResource=USERS + "${aws:username}")], ALICE, {"aws:username": "bob"}, True),
    ("a key with several values has none", [allow("*", USERS + "${aws:TagKeys}")], ALICE, {"aws:TagKeys": ["alice"]}, False),
    ("a star that is one", [allow("*", USERS + "${*}")], ALICE, {}, False),
    ("a star that is one, met", [allow("*", USERS + "${*}")], USERS.replace("*", "0") + "*", {}, True),
    ("a question mark that is one", [allow("*", USERS + "alic${?}")], ALICE, {}, False),
    ("a dollar sign that is one", [allow("*", USERS + "${$}x")], USERS.replace("*", "0") + "$x", {}, True),
    ("a variable in a condition", when("StringEquals", "x:owner", "${aws:username}"), ALICE, OF_ALICE | {"x:owner": "alice"}, True),
    ("a variable in a condition, other", when("StringEquals", "x:owner", "${aws:username}"), ALICE, OF_ALICE | {"x:owner": "bob"}, False),
    ("a variable in a likeness", when("StringLike", "x:owner", "${aws:username}-*"), ALICE, OF_ALICE | {"x:owner": "alice-1"}, True),
    ("a literal star in a likeness", when("StringLike", "x:owner", "a${*}"), ALICE, {"x:owner": "ab"}, False),
    ("a variable in an ARN", when("ArnLike", "aws:PrincipalArn", USERS + "${aws:username}"), ALICE, OF_ALICE | {"aws:PrincipalArn": ALICE}, True),
    ("a condition whose variable has no value", when("StringEquals", "x:owner", "${aws:username}"), ALICE, {"x:owner": "alice"}, False),
    ("a negated one whose variable has none", when("StringNotEquals", "x:owner", "${aws:username}"), ALICE, {"x:owner": "alice"}, False),
    ("a principal's tag", [allow("*", USERS + "${aws:PrincipalTag/name}")], ALICE, {"aws:PrincipalTag/name": "alice"}, True),
]  # fmt: skip


@pytest.mark.spec("API-09", "API-19")
@pytest.mark.parametrize(
    ("statements", "resource", "keys", "is_met"), [pytest.param(*row[1:], id=row[0]) for row in VARIABLES]
)
def test_policy_variables(statements, resource, keys, is_met):
    assert (outcome(statements, "iam:GetUser", resource, keys) == ALLOWED) is is_met


def test_the_old_version_knows_no_variables():
    old = document([allow("*", USERS + "${aws:username}")], version="2008-10-17")
    asked = Request("iam:GetUser", ALICE, Context(OF_ALICE))

    assert decide(asked, Bounds([Policy("p", old)])).outcome == NOT_ALLOWED


TAGS = [
    ("a tag of the resource", when("StringEquals", "aws:ResourceTag/owner", "alice"), {}, {"owner": "alice"}, True),
    ("another value of it", when("StringEquals", "aws:ResourceTag/owner", "alice"), {}, {"owner": "bob"}, False),
    ("a resource without the tag", when("StringEquals", "aws:ResourceTag/owner", "alice"), {}, {}, False),
    ("names of tags in any case", when("StringEquals", "aws:ResourceTag/Owner", "alice"), {}, {"OWNER": "alice"}, True),
    ("the caller's name on it", when("StringEquals", "aws:ResourceTag/owner", "${aws:username}"), OF_ALICE, {"owner": "alice"}, True),
    ("somebody else's name on it", when("StringEquals", "aws:ResourceTag/owner", "${aws:username}"), OF_ALICE, {"owner": "bob"}, False),
    ("the principal's tag on it", when("StringEquals", "aws:ResourceTag/team", "${aws:PrincipalTag/team}"), {"aws:PrincipalTag/team": "a"}, {"team": "a"}, True),
    ("a tag of the request", when("StringEquals", "aws:RequestTag/stage", "dev"), {"aws:RequestTag/stage": "dev"}, {}, True),
    ("another tag of the request", when("StringEquals", "aws:RequestTag/stage", "dev"), {"aws:RequestTag/stage": "prod"}, {}, False),
    ("the tag must be there", when("Null", "aws:ResourceTag/owner", "false"), {}, {"owner": "x"}, True),
    ("an empty tag is one", when("StringEquals", "aws:ResourceTag/owner", ""), {}, {"owner": ""}, True),
]  # fmt: skip


@pytest.mark.spec("API-08", "API-11")
@pytest.mark.parametrize(("statements", "keys", "tags", "is_met"), [pytest.param(*row[1:], id=row[0]) for row in TAGS])
def test_tag_conditions(statements, keys, tags, is_met):
    assert (outcome(statements, GET, POOL, keys, tags) == ALLOWED) is is_met


NO_BOUND = None
LAYERS = [
    # identity, boundary, session, decision, why
    ([allow()], [allow()], NO_BOUND, ALLOWED, "identity-based policy"),
    ([allow()], [allow(DELETE)], NO_BOUND, NOT_ALLOWED, "permissions boundary"),
    ([allow(DELETE)], [allow()], NO_BOUND, NOT_ALLOWED, "identity-based policy"),
    ([allow()], [allow(), deny(GET)], NO_BOUND, DENIED, "permissions boundary"),
    ([allow(), deny(GET)], [allow()], NO_BOUND, DENIED, "identity-based policy"),
    ([deny(GET)], [deny(GET)], NO_BOUND, DENIED, "identity-based policy"),
    ([allow()], NO_BOUND, [allow(GET)], ALLOWED, "identity-based policy"),
    ([allow()], NO_BOUND, [allow(DELETE)], NOT_ALLOWED, "session policy"),
    ([allow()], NO_BOUND, [allow(), deny(GET)], DENIED, "session policy"),
    ([allow(DELETE)], NO_BOUND, [allow()], NOT_ALLOWED, "identity-based policy"),
    ([allow()], [allow()], [allow()], ALLOWED, "identity-based policy"),
    ([allow()], [allow(DELETE)], [allow(LIST)], NOT_ALLOWED, "permissions boundary"),
    ([allow()], [allow()], [allow(LIST)], NOT_ALLOWED, "session policy"),
    ([allow(DELETE)], [allow(LIST)], [deny(GET)], DENIED, "session policy"),
]


@pytest.mark.spec("API-10")
@pytest.mark.parametrize(("identity", "boundary", "session", "expected", "layer"), LAYERS)
def test_boundary_and_session_policy_bound_what_is_allowed(identity, boundary, session, expected, layer):
    identity, boundary, session = map(_policies, (identity, boundary, session))
    decision = decide(Request(GET, POOL, Context({})), Bounds(identity, boundary, session))

    assert (decision.outcome, decision.layer) == (expected, layer)


def test_an_empty_boundary_allows_nothing():
    assert decide(Request(GET, POOL, Context({})), Bounds(_policies([allow()]), [])).outcome == NOT_ALLOWED


def test_a_decision_names_what_decided():
    policies = _policies([allow(), deny(GET, Sid="NoReading")])
    decision = decide(Request(GET, POOL, Context({})), Bounds(policies))

    assert (decision.policy.name, decision.statement.name, decision.statement.place) == ("p", "NoReading", 2)


def _policies(statements):
    return None if statements is None else [Policy("p", document(statements))]
