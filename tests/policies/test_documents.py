"""What a policy document must be, and what is said of one that is not."""

import json

import pytest

from pools.errors import MalformedPolicyDocumentException
from pools.policies import managed
from pools.policies.context import Context
from pools.policies.document import parse
from pools.policies.patterns import Template

pytestmark = pytest.mark.one_database

STATEMENT = {"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}


def policy(**changes):
    statement = {name: value for name, value in (STATEMENT | changes).items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


WRONG = [
    ("", "Syntax errors in policy."),
    ("[]", "Syntax errors in policy."),
    ("{", "Syntax errors in policy."),
    ("[" * 100_000, "Syntax errors in policy."),
    ('{"Version": NaN}', "Syntax errors in policy."),
    ('{"Version": "2012-10-17"}', "The policy has no statement."),
    ('{"Version": "2012-10-17", "Statement": []}', "The policy has no statement."),
    ('{"Statement": [], "Statement": []}', "Syntax errors in policy."),
    (json.dumps({"Version": "2020-01-01", "Statement": STATEMENT}), "Policy document must be version 2012-10-17"),
    (json.dumps({"Version": "2012-10-17", "Statement": [1]}), "Statement 1: Syntax errors in policy."),
    (json.dumps({"Versions": "2012-10-17", "Statement": STATEMENT}), "Syntax errors in policy."),
    (policy(Effect=None), "Missing required field Effect"),
    (policy(Effect="allow"), "Missing required field Effect"),
    (policy(Principal="*"), "Policy document should not specify a principal."),
    (policy(Actions="*"), "Unknown element Actions."),
    (policy(Action=None), "Policy statement must contain actions."),
    (policy(Action=[]), "Policy statement must contain actions."),
    (policy(NotAction="*"), "Give Action or NotAction, not both."),
    (policy(Action=5), "Action is a text or a list of texts."),
    (policy(Action="DescribeUserPool"), "must be prefaced by a vendor"),
    (policy(Action="a:b:c"), "can contain only one colon"),
    (policy(Action="cognito idp:x"), "Action cognito idp:x is not valid."),
    (policy(Resource=None), "Policy statement must contain resources."),
    (policy(NotResource="*"), "Give Resource or NotResource, not both."),
    (policy(Resource="us-east-1_abc"), 'Resource us-east-1_abc must be in ARN format or "*".'),
    (policy(Resource="arn:moon:s3:::x"), 'Partition "moon" is not valid for resource "arn:moon:s3:::x".'),
    (policy(Resource="arn:aws:iam::*:user/${username}"), "Invalid policy variable ${username}."),
    (policy(Resource="arn:aws:iam::*:user/${aws:username"), "A policy variable does not end."),
    (policy(Sid="a b"), "Statement IDs (SID) must be alpha-numeric."),
    (policy(Condition=[]), "Condition maps operators to keys and values."),
    (policy(Condition={"StringEquals": "x"}), "Condition maps operators to keys and values."),
    (policy(Condition={"StringEqual": {"aws:username": "x"}}), "Invalid Condition type : StringEqual."),
    (policy(Condition={"ForSome:StringEquals": {"aws:username": "x"}}), "Invalid Condition type"),
    (policy(Condition={"NullIfExists": {"aws:username": "true"}}), "Invalid Condition type"),
    (policy(Condition={"StringEquals": {"username": "x"}}), "must be prefaced by a vendor"),
    (policy(Condition={"StringEquals": {"aws:username": None}}), "Invalid value of the condition key"),
    (policy(Condition={"StringEquals": {"aws:username": {"a": "b"}}}), "Invalid value of the condition key"),
    (policy(Condition={"NumericEquals": {"x:n": "ten"}}), "Invalid value 'ten'"),
    (policy(Condition={"NumericEquals": {"x:n": "NaN"}}), "Invalid value 'NaN'"),
    (policy(Condition={"DateLessThan": {"aws:CurrentTime": "soon"}}), "Invalid value 'soon'"),
    (policy(Condition={"DateLessThan": {"aws:EpochTime": "9" * 40}}), "Invalid value"),
    (policy(Condition={"Bool": {"aws:SecureTransport": "yes"}}), "Invalid value 'yes'"),
    (policy(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/99"}}), "Invalid value '10.0.0.0/99'"),
    (policy(Condition={"BinaryEquals": {"x:b": "!"}}), "Invalid value '!'"),
    (policy(Condition={"Null": {"x:b": "maybe"}}), "Invalid value 'maybe'"),
]


@pytest.mark.spec("API-22")
@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_wrong_document_is_refused_and_told_why(text, said):
    with pytest.raises(MalformedPolicyDocumentException) as refusal:
        parse(text)

    assert said in refusal.value.message


def test_everything_that_is_wrong_is_told_at_once():
    with pytest.raises(MalformedPolicyDocumentException) as refusal:
        parse(policy(Effect="Permit", Action="x", Resource="y"))

    assert refusal.value.message.count("Statement 1:") == 3


def test_two_statements_have_two_ids():
    statements = [STATEMENT | {"Sid": "One"}, STATEMENT | {"Sid": "One"}]
    with pytest.raises(MalformedPolicyDocumentException) as refusal:
        parse(json.dumps({"Version": "2012-10-17", "Statement": statements}))

    assert "must be unique" in refusal.value.message


@pytest.mark.spec("API-40", "API-41")
@pytest.mark.parametrize("built_in", managed.BUILT_IN, ids=lambda policy: policy.name)
def test_the_policies_that_are_always_there_are_right(built_in):
    assert parse(built_in.document).statements
    assert managed.find(built_in.arn) == built_in


@pytest.mark.parametrize("pattern", ["*a" * 60, "a*" * 60 + "b", "arn:" + "*:" * 3 + "*a" * 60])
def test_no_pattern_takes_long(pattern):
    template = Template(pattern, has_variables=True)

    assert not template.matches("a" * 5000 + "c", Context({}))
