"""What may happen to users, groups and policies."""

import datetime
import json

import pytest
from django.utils import timezone

from pools.actions import policies, principals, temporary_credentials
from pools.errors import (
    DeleteConflictException,
    EntityAlreadyExistsException,
    InvalidParameterException,
    LimitExceededException,
    MalformedPolicyDocumentException,
    NoSuchEntityException,
)
from pools.models import AuditEvent, PolicyAttachment, PrincipalGroupMembership, TemporaryCredential
from pools.policies import managed
from tests.conftest import CALLER

pytestmark = pytest.mark.django_db
READ_ONLY = "arn:aws:iam::aws:policy/AmazonCognitoReadOnly"
LOOK = {"Effect": "Allow", "Action": "cognito-idp:*", "Resource": "*"}
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [LOOK]})


@pytest.fixture
def carol():
    return principals.create_principal("carol", caller=CALLER)


@pytest.fixture
def team():
    return principals.create_group("team", caller=CALLER)


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ä", "a" * 65, "a\n"])
def test_names_are_of_iams_letters(name):
    with pytest.raises(InvalidParameterException):
        principals.create_principal(name, caller=CALLER)


def test_a_name_belongs_to_one_user(carol):
    with pytest.raises(EntityAlreadyExistsException):
        principals.create_principal("carol", caller=CALLER)


def test_a_name_belongs_to_one_group(team):
    with pytest.raises(EntityAlreadyExistsException):
        principals.create_group("team", caller=CALLER)


@pytest.mark.parametrize("find", [principals.get_principal, principals.get_group, policies.get_policy])
def test_what_is_not_there_is_said_so(find):
    with pytest.raises(NoSuchEntityException):
        find("nobody")


def test_a_user_of_the_same_name_is_another(carol):
    first = carol.unique_id
    principals.delete_principal(carol, caller=CALLER)

    assert principals.create_principal("carol", caller=CALLER).unique_id != first


@pytest.mark.parametrize("tags", [{"": "x"}, {"aws:x": "y"}, {"a": "y" * 257}, {"a" * 129: "y"}, {"A": "1", "a": "2"}])
def test_tags_are_bounded(carol, tags):
    with pytest.raises(InvalidParameterException):
        principals.tag_principal(carol, tags, caller=CALLER)


def test_a_user_has_fifty_tags(carol):
    principals.tag_principal(carol, {f"k{number}": "" for number in range(50)}, caller=CALLER)

    with pytest.raises(LimitExceededException):
        principals.tag_principal(carol, {"more": ""}, caller=CALLER)


def test_tags_are_added_and_taken_away(carol):
    principals.tag_principal(carol, {"a": "1", "b": "2"}, caller=CALLER)
    principals.untag_principal(carol, ["a", "none"], caller=CALLER)

    carol.refresh_from_db()
    assert carol.tags == {"b": "2"}


def test_a_user_is_in_ten_groups(carol, team):
    others = [principals.create_group(f"g{number}", caller=CALLER) for number in range(10)]
    PrincipalGroupMembership.objects.bulk_create(PrincipalGroupMembership(user=carol, group=each) for each in others)

    with pytest.raises(LimitExceededException):
        principals.add_user_to_group(carol, team, caller=CALLER)


def test_being_put_into_a_group_twice_changes_nothing(carol, team):
    principals.add_user_to_group(carol, team, caller=CALLER)
    principals.add_user_to_group(carol, team, caller=CALLER)

    assert team.memberships.count() == 1


def test_a_holder_has_ten_managed_policies(carol):
    made = [policies.create_policy(f"p{number}", DOCUMENT, caller=CALLER) for number in range(10)]
    PolicyAttachment.objects.bulk_create(
        PolicyAttachment(user=carol, policy_arn=policy.arn, managed=policy) for policy in made
    )

    policies.attach_policy(carol, made[0].arn, caller=CALLER)
    with pytest.raises(LimitExceededException):
        policies.attach_policy(carol, READ_ONLY, caller=CALLER)


def test_a_policy_that_is_used_stays(carol, team):
    policy = policies.create_policy("own", DOCUMENT, caller=CALLER)
    policies.attach_policy(team, policy.arn, caller=CALLER)

    with pytest.raises(DeleteConflictException):
        policies.delete_policy(policy, caller=CALLER)
    assert not AuditEvent.objects.filter(name="DeletePolicy").exists()

    policies.detach_policy(team, policy.arn, caller=CALLER)
    policies.delete_policy(policy, caller=CALLER)
    with pytest.raises(NoSuchEntityException):
        policies.attach_policy(team, policy.arn, caller=CALLER)


@pytest.mark.spec("API-40")
@pytest.mark.parametrize("policy", managed.BUILT_IN, ids=lambda policy: policy.name)
def test_built_in_policies_are_attached_and_never_changed(carol, policy):
    policies.attach_policy(carol, policy.arn, caller=CALLER)

    with pytest.raises(InvalidParameterException):
        policies.get_own_policy(policy.arn)


def test_inline_policies_are_small(carol):
    room = policies.LARGEST_INLINE_OF_USER - len(DOCUMENT)
    filler = DOCUMENT.replace("cognito-idp:*", "cognito-idp:" + "x" * room)
    policies.put_inline_policy(carol, "own", filler, caller=CALLER)

    with pytest.raises(LimitExceededException):
        policies.put_inline_policy(carol, "more", DOCUMENT, caller=CALLER)


@pytest.mark.spec("API-22")
def test_a_malformed_document_is_not_kept(carol):
    with pytest.raises(MalformedPolicyDocumentException):
        policies.put_inline_policy(carol, "own", "{}", caller=CALLER)
    assert not carol.inline_policies.exists()


@pytest.mark.parametrize("forget", [policies.detach_policy, policies.delete_inline_policy])
def test_what_is_not_attached_is_not_detached(carol, forget):
    with pytest.raises(NoSuchEntityException):
        forget(carol, "none", caller=CALLER)


@pytest.mark.parametrize("minutes", [0, 14, 36 * 60 + 1])
def test_temporary_credentials_last_from_15_minutes_to_36_hours(carol, minutes):
    with pytest.raises(InvalidParameterException):
        temporary_credentials.issue(owner=carol, duration=datetime.timedelta(minutes=minutes), caller=CALLER)


def test_temporary_credentials_are_kept_sealed(carol):
    issued = temporary_credentials.issue(owner=carol, caller=CALLER)

    kept = TemporaryCredential.objects.get()
    assert issued.secret_access_key.encode() not in bytes(kept.sealed_secret)
    assert kept.secret == issued.secret_access_key
    assert issued.secret_access_key not in repr(issued)
    assert issued.session_token not in json.dumps(AuditEvent.objects.get(name="GetSessionToken").detail)


def test_ended_credentials_are_forgotten_a_day_later(carol):
    ended = temporary_credentials.issue(owner=carol, caller=CALLER)
    temporary_credentials.issue(owner=carol, caller=CALLER)
    long_ago = timezone.now() - datetime.timedelta(days=1, minutes=1)
    TemporaryCredential.objects.filter(pk=ended.access_key_id).update(expires_at=long_ago)
    temporary_credentials.forget_ended()

    assert TemporaryCredential.objects.exclude(pk=ended.access_key_id).count() == 1
    assert not TemporaryCredential.objects.filter(pk=ended.access_key_id).exists()
