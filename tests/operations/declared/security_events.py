"""A user's events and what is said of them; risk configuration; log delivery; the certificate of SAML requests."""

from pools.actions import auth_events
from pools.models import AuditEvent, EventFeedback, UserPool
from tests.operations.cases import refuses, spoils, works

BLOCKED = {"BlockedIPRangeList": ["198.51.100.0/24"]}
FEEDBACK = ["AdminUpdateAuthEventFeedback", "UpdateAuthEventFeedback"]
GROUP = {"LogGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:people"}
ERRORS = {"LogLevel": "ERROR", "EventSource": "userNotification", "CloudWatchLogsConfiguration": GROUP}
EVENTS = {"LogLevel": "INFO", "EventSource": "userAuthEvents", "CloudWatchLogsConfiguration": GROUP}


def of_alice(event: AuditEvent, **more) -> dict:
    return {
        "UserPoolId": event.pool_id,
        "Username": "alice",
        "EventId": str(event.id),
        "FeedbackValue": "Valid",
        **more,
    }


@works("AdminListUserAuthEvents")
def events_are_listed(pool, sign_in_event):
    answer = yield {"UserPoolId": pool.id, "Username": "alice"}
    assert [each["EventType"] for each in answer["AuthEvents"]] == ["SignIn"]


@works("AdminUpdateAuthEventFeedback")
def an_administrator_judges_an_event(sign_in_event):
    yield of_alice(sign_in_event)
    assert EventFeedback.objects.get().value == "Valid"


@works("UpdateAuthEventFeedback")
def a_user_judges_an_event(sign_in_event):
    yield of_alice(sign_in_event, FeedbackToken=auth_events.feedback_token(sign_in_event))
    assert EventFeedback.objects.get().value == "Valid"


@works("DescribeRiskConfiguration")
def a_risk_configuration_is_read(pool, sign_in_event):
    answer = yield {"UserPoolId": pool.id}
    assert answer["RiskConfiguration"] == {"UserPoolId": pool.id}


@works("SetRiskConfiguration")
def a_risk_configuration_is_set(pool, sign_in_event):
    answer = yield {"UserPoolId": pool.id, "RiskExceptionConfiguration": BLOCKED}
    assert answer["RiskConfiguration"]["RiskExceptionConfiguration"] == BLOCKED


@spoils(["SetRiskConfiguration"], "CodeDeliveryFailureException", "The code could not be delivered.")
def the_sender_would_break_the_header():
    actions = {"LowAction": {"Notify": True, "EventAction": "BLOCK"}}
    notify = {"SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/a", "From": "a@shop.example\nBcc: b"}
    return {"AccountTakeoverRiskConfiguration": {"Actions": actions, "NotifyConfiguration": notify}}


@works("GetLogDeliveryConfiguration")
def log_delivery_is_read(pool):
    answer = yield {"UserPoolId": pool.id}
    assert answer["LogDeliveryConfiguration"] == {"UserPoolId": pool.id, "LogConfigurations": []}


@works("SetLogDeliveryConfiguration")
def log_delivery_is_set(pool):
    answer = yield {"UserPoolId": pool.id, "LogConfigurations": [ERRORS]}
    assert answer["LogDeliveryConfiguration"]["LogConfigurations"] == [ERRORS]


@works("GetSigningCertificate")
def a_certificate_is_read(pool, quick_keys):
    answer = yield {"UserPoolId": pool.id}
    assert answer["Certificate"].startswith("MII")


@spoils(
    ["AdminListUserAuthEvents", *FEEDBACK, "DescribeRiskConfiguration", "SetRiskConfiguration"],
    "UserPoolAddOnNotEnabledException",
    "User pool add-ons are not enabled.",
)
def nobody_watches_the_pool():
    UserPool.objects.update(user_pool_add_ons={})
    return {}


@spoils(["AdminUpdateAuthEventFeedback"], "ResourceNotFoundException", "Event does not exist.")
def there_is_no_such_event():
    return {"EventId": "00000000-0000-4000-8000-000000000000"}


@spoils(["UpdateAuthEventFeedback"], "NotAuthorizedException", "Invalid feedback token.")
def the_feedback_token_is_none():
    return {"FeedbackToken": "no.token"}


@refuses(
    "SetLogDeliveryConfiguration",
    "FeatureUnavailableInTierException",
    "The delivery of userAuthEvents needs the PLUS tier.",
)
def events_are_delivered_in_plus_alone(pool):
    return {"UserPoolId": pool.id, "LogConfigurations": [EVENTS]}
