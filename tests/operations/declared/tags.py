"""Tags of user pools, also of those that are made and changed with them."""

from pools.models import UserPool
from tests.operations.cases import spoils, works

TAGS = {"team": "shop"}
EACH = ["TagResource", "UntagResource", "ListTagsForResource"]


@works("TagResource")
def a_pool_is_tagged(pool):
    yield {"ResourceArn": pool.arn, "Tags": TAGS}
    assert UserPool.objects.get().user_pool_tags == TAGS


@works("UntagResource")
def a_tag_is_taken_off(tagged):
    yield {"ResourceArn": tagged.arn, "TagKeys": ["team"]}
    assert UserPool.objects.get().user_pool_tags == {}


@works("ListTagsForResource")
def tags_are_listed(tagged):
    answer = yield {"ResourceArn": tagged.arn}
    assert answer["Tags"] == TAGS


@spoils(EACH, "ResourceNotFoundException", "User pool us-east-1_Nobody000 does not exist.")
def there_is_no_such_resource(pool):
    return {"ResourceArn": pool.arn.replace(pool.id, "us-east-1_Nobody000")}


@spoils(["CreateUserPool", "UpdateUserPool"], "UserPoolTaggingException", "Tag keys that start with aws: are reserved.")
def a_tag_is_reserved():
    return {"UserPoolTags": {"aws:cloudformation:stack-name": "x"}}
