"""What a pool and its app clients do about risks, as the API reads and sets it."""

import pytest

from pools.models import AuditEvent, RiskConfiguration

COMPROMISED = {"EventFilter": ["SIGN_UP"], "Actions": {"EventAction": "NO_ACTION"}}
EXCEPTIONS = {"BlockedIPRangeList": ["198.51.100.0/24", "2001:db8::/32"], "SkippedIPRangeList": ["203.0.113.7"]}


def actions(**by_level):
    return {"Actions": {f"{level}Action": {"Notify": False, "EventAction": each} for level, each in by_level.items()}}


@pytest.fixture
def put(idp, pool, guarded):
    def put(**given):
        return idp.set_risk_configuration(UserPoolId=pool.id, **given)["RiskConfiguration"]

    guarded()
    return put


def read(idp, pool, **more):
    return idp.describe_risk_configuration(UserPoolId=pool.id, **more)["RiskConfiguration"]


@pytest.mark.spec("SEC-160", "SEC-292", "SEC-293", "SEC-294", "SEC-166")
def test_what_was_set_is_read_and_replaced_as_a_whole(idp, pool, put):
    put(CompromisedCredentialsRiskConfiguration=COMPROMISED)

    answer = put(AccountTakeoverRiskConfiguration=actions(High="BLOCK"), RiskExceptionConfiguration=EXCEPTIONS)

    assert answer == read(idp, pool)
    assert "CompromisedCredentialsRiskConfiguration" not in answer
    assert answer["RiskExceptionConfiguration"] == EXCEPTIONS
    assert answer["AccountTakeoverRiskConfiguration"] == actions(High="BLOCK")
    assert AuditEvent.objects.filter(name="SetRiskConfiguration", pool_id=pool.id).count() == 2


@pytest.mark.spec("SEC-291", "SEC-160")
def test_a_client_has_its_own_until_it_is_set_to_nothing(idp, pool, app, put):
    put(CompromisedCredentialsRiskConfiguration=COMPROMISED)
    put(ClientId=app.client_id, RiskExceptionConfiguration=EXCEPTIONS)

    assert read(idp, pool, ClientId=app.client_id)["RiskExceptionConfiguration"] == EXCEPTIONS
    assert "RiskExceptionConfiguration" not in read(idp, pool)

    assert put(ClientId=app.client_id) == {"UserPoolId": pool.id, "ClientId": app.client_id}
    assert put() == {"UserPoolId": pool.id}
    assert not RiskConfiguration.objects.exists()


@pytest.mark.spec("SEC-179")
@pytest.mark.parametrize(
    "by_level", [{"Low": "BLOCK", "High": "NO_ACTION"}, {"Medium": "MFA_REQUIRED", "High": "MFA_IF_CONFIGURED"}]
)
def test_a_higher_risk_is_not_treated_more_mildly(put, refused, by_level):
    with refused("InvalidParameterException") as refusal:
        put(AccountTakeoverRiskConfiguration=actions(**by_level))

    assert refusal.message == "HighAction: the action must not be less restrictive than that of a lower risk."


@pytest.mark.spec("SEC-166", "SEC-292")
@pytest.mark.parametrize("text", ["10.0.0.0/33", "everywhere", ""])
def test_what_is_no_range_is_refused(put, refused, text):
    with refused("InvalidParameterException"):
        put(RiskExceptionConfiguration={"BlockedIPRangeList": [text]})


@pytest.mark.spec("SEC-299")
def test_a_message_must_have_a_body(put, refused):
    notify = {"SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/a@b.example", "BlockEmail": {"Subject": "Hm"}}
    with refused("InvalidParameterException"):
        put(AccountTakeoverRiskConfiguration=actions(Low="BLOCK") | {"NotifyConfiguration": notify})
