"""Which logs of a pool go where."""

import pytest

from pools.models import AuditEvent, UserPool

GROUP = {"LogGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:people"}
BUCKET = {"BucketArn": "arn:aws:s3:::people-logs"}
STREAM = {"StreamArn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/people"}
ERRORS = {"LogLevel": "ERROR", "EventSource": "userNotification", "CloudWatchLogsConfiguration": GROUP}
EVENTS = {"LogLevel": "INFO", "EventSource": "userAuthEvents"}


@pytest.fixture
def put(idp, pool):
    def put(*configurations):
        answer = idp.set_log_delivery_configuration(UserPoolId=pool.id, LogConfigurations=list(configurations))
        return answer["LogDeliveryConfiguration"]

    return put


@pytest.fixture
def plus(pool):
    UserPool.objects.filter(id=pool.id).update(user_pool_tier="PLUS")


def read(idp, pool):
    return idp.get_log_delivery_configuration(UserPoolId=pool.id)["LogDeliveryConfiguration"]


@pytest.mark.spec("API-370")
def test_at_first_nothing_is_delivered(idp, pool):
    assert read(idp, pool) == {"UserPoolId": pool.id, "LogConfigurations": []}


@pytest.mark.spec("API-370")
@pytest.mark.parametrize(
    "destination",
    [{"CloudWatchLogsConfiguration": GROUP}, {"S3Configuration": BUCKET}, {"FirehoseConfiguration": STREAM}],
)
def test_two_configurations_are_kept_and_replaced(idp, pool, plus, put, destination):
    both = put(ERRORS, EVENTS | destination)
    kept = read(idp, pool)
    put()

    assert both == kept == {"UserPoolId": pool.id, "LogConfigurations": [ERRORS, EVENTS | destination]}
    assert read(idp, pool)["LogConfigurations"] == []
    assert AuditEvent.objects.filter(name="SetLogDeliveryConfiguration").count() == 2


@pytest.mark.spec("API-370")
@pytest.mark.parametrize(
    "wrong",
    [
        [ERRORS | {"LogLevel": "INFO"}],
        [ERRORS | {"LogLevel": "DEBUG"}],
        [ERRORS | {"EventSource": "everything"}],
        [ERRORS, ERRORS],
        [ERRORS, ERRORS, ERRORS],
        [EVENTS],
        [{"LogLevel": "ERROR", "EventSource": "userNotification", "S3Configuration": BUCKET}],
        [ERRORS | {"S3Configuration": BUCKET}],
        [ERRORS | {"CloudWatchLogsConfiguration": {}}],
        [ERRORS | {"CloudWatchLogsConfiguration": {"LogGroupArn": STREAM["StreamArn"]}}],
        [EVENTS | {"LogLevel": "ERROR", "S3Configuration": BUCKET}],
    ],
)
def test_what_does_not_go_together_is_refused(plus, put, refused, wrong):
    with refused("InvalidParameterException"):
        put(*wrong)


@pytest.mark.spec("API-370")
def test_the_events_of_users_need_the_plus_tier(put, refused):
    with refused("FeatureUnavailableInTierException"):
        put(EVENTS | {"S3Configuration": BUCKET})


@pytest.mark.parametrize("operation", ["get_log_delivery_configuration", "set_log_delivery_configuration"])
def test_an_unknown_pool_is_not_found(idp, db, refused, operation):
    more = {"set_log_delivery_configuration": {"LogConfigurations": []}}.get(operation, {})
    with refused("ResourceNotFoundException"):
        getattr(idp, operation)(UserPoolId="us-east-1_Missing00", **more)
