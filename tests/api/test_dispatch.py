"""Finding the operation, reading the request, wording the answer."""

import datetime
import json

import pytest
from botocore.model import ShapeResolver

from pools.api import registry
from pools.contract import service_model, shaping
from pools.errors import InvalidParameterException
from pools.models import AuditEvent


def test_the_sdk_describes_a_pool(idp, pool):
    answer = idp.describe_user_pool(UserPoolId=pool.id)

    assert answer["UserPool"]["Name"] == pool.name
    assert answer["UserPool"]["CreationDate"].date() == pool.created_at.date()


def test_an_unknown_pool_is_not_found(idp, refused):
    with refused("ResourceNotFoundException") as refusal:
        idp.describe_user_pool(UserPoolId="us-east-1_000000000")

    assert refusal.message == "User pool us-east-1_000000000 does not exist."


def test_the_audit_log_knows_a_call_by_its_request_id(idp, quick_keys):
    answer = idp.create_user_pool(PoolName="people")

    event = AuditEvent.objects.get(name="CreateUserPool")
    assert event.request_id == answer["ResponseMetadata"]["RequestId"]
    assert event.ip_address == "127.0.0.1"
    assert event.user_agent.startswith("Boto3/")


def test_times_are_epoch_seconds(wire, pool):
    answer = json.loads(wire("DescribeUserPool", {"UserPoolId": pool.id}).content)

    assert answer["UserPool"]["CreationDate"] == pytest.approx(pool.created_at.timestamp(), abs=0.001)


def test_output_is_in_the_shape_of_the_model():
    shapes = {
        "Output": {
            "type": "structure",
            "members": {name: {"shape": name} for name in ("At", "Bytes", "Parts", "Map", "Text")},
        },
        "At": {"type": "timestamp"},
        "Bytes": {"type": "blob"},
        "Parts": {"type": "list", "member": {"shape": "Part"}},
        "Part": {"type": "structure", "members": {"At": {"shape": "At"}}},
        "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Part"}},
        "Text": {"type": "string"},
    }
    shaper = shaping.compile_shape(ShapeResolver(shapes).get_shape_by_name("Output"))
    at = datetime.datetime(2026, 1, 1, 0, 0, 0, 123456, tzinfo=datetime.UTC)

    shown = shaper({"At": at, "Bytes": b"abc", "Parts": [{"At": at}, {"At": None}], "Map": {"a": {}}, "Text": None})

    assert shown == {"At": 1767225600.123, "Bytes": "YWJj", "Parts": [{"At": 1767225600.123}, {}], "Map": {"a": {}}}


def test_a_member_that_the_model_does_not_know_is_a_mistake_of_ours():
    shape = service_model.load("cognito-idp").operation_model("DescribeUserPool").output_shape

    with pytest.raises(KeyError):
        shaping.compile_shape(shape)({"Pool": {}})


def test_a_pool_is_described_in_few_queries(idp, pool, django_assert_num_queries):
    idp.describe_user_pool(UserPoolId=pool.id)

    with django_assert_num_queries(4):  # the key, the pool, its domains, its users up to a bound
        idp.describe_user_pool(UserPoolId=pool.id)


def test_a_client_is_described_in_three_queries(idp, app, django_assert_num_queries):
    with django_assert_num_queries(3):  # the key, the pool, the client
        idp.describe_user_pool_client(UserPoolId=app.pool_id, ClientId=app.client_id)


def test_two_functions_cannot_answer_one_operation():
    service = registry.Service("cognito-idp", "Any", InvalidParameterException)
    service.operation("SignUp")(lambda call: {})

    with pytest.raises(ValueError, match="twice"):
        service.operation("SignUp")(lambda call: {})
