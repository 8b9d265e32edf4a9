"""Tags put on a pool and taken off one by one."""

import pytest

from pools.models import AuditEvent


@pytest.fixture
def tagged(idp, pool):
    idp.tag_resource(ResourceArn=pool.arn, Tags={"Stage": "Test", "stage": "test"})
    return pool


def tags(idp, pool):
    return idp.list_tags_for_resource(ResourceArn=pool.arn)["Tags"]


@pytest.mark.spec("API-147", "API-151", "API-153", "API-155", "CON-260")
def test_tags_are_added_and_listed(idp, tagged):
    idp.tag_resource(ResourceArn=tagged.arn, Tags={"Stage": "Live", "Owner": "SysEng"})

    assert tags(idp, tagged) == {"Stage": "Live", "stage": "test", "Owner": "SysEng"}
    assert idp.describe_user_pool(UserPoolId=tagged.id)["UserPool"]["UserPoolTags"] == tags(idp, tagged)


@pytest.mark.spec("API-155")
def test_tags_are_taken_off_by_key(idp, tagged):
    idp.untag_resource(ResourceArn=tagged.arn, TagKeys=["stage", "missing"])

    assert tags(idp, tagged) == {"Stage": "Test"}


def test_a_pool_without_tags_has_an_empty_list(idp, pool):
    assert tags(idp, pool) == {}


@pytest.mark.spec("API-148")
def test_there_is_room_for_fifty(idp, tagged, refused):
    idp.tag_resource(ResourceArn=tagged.arn, Tags={str(number): "" for number in range(48)})
    with refused("InvalidParameterException"):
        idp.tag_resource(ResourceArn=tagged.arn, Tags={"one more": ""})

    assert len(tags(idp, tagged)) == 50


@pytest.mark.spec("API-149", "API-150", "API-152")
@pytest.mark.parametrize("wrong", [{"aws:x": "y"}, {"": "x"}, {"k" * 129: "x"}, {"k": "v" * 257}, {"a!": "x"}])
def test_what_a_tag_may_not_be(idp, pool, refused, wrong):
    with refused("InvalidParameterException"):
        idp.tag_resource(ResourceArn=pool.arn, Tags=wrong)

    assert tags(idp, pool) == {}


@pytest.mark.parametrize(
    ("arn", "error"),
    [
        ("arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_Missing00", "ResourceNotFoundException"),
        ("arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_aB3dE6gH9", "ResourceNotFoundException"),
        ("arn:aws:cognito-idp:eu-west-1:000000000000:userpool/us-east-1_aB3dE6gH9", "ResourceNotFoundException"),
        ("arn:aws:s3:us-east-1:000000000000:userpool/us-east-1_aB3dE6gH9", "InvalidParameterException"),
        ("arn:aws:cognito-idp:us-east-1:000000000000:client/us-east-1_aB3dE6gH9", "InvalidParameterException"),
        ("us-east-1_aB3dE6gH9-is-no-arn", "InvalidParameterException"),
        ("arn:aws:cognito-idp:us-east-1", "InvalidParameterException"),
    ],
)
def test_the_arn_must_be_a_pool_s(idp, pool, refused, arn, error):
    with refused(error):
        idp.list_tags_for_resource(ResourceArn=arn)


def test_the_audit_trail_names_the_keys_alone(idp, tagged):
    idp.untag_resource(ResourceArn=tagged.arn, TagKeys=["stage"])

    assert AuditEvent.objects.filter(name="TagResource", pool_id=tagged.id).count() == 1
    assert AuditEvent.objects.filter(name="UntagResource", pool_id=tagged.id).count() == 1
