import pytest

from pools.actions import administrators
from pools.caller import Caller, Via
from pools.errors import InvalidParameterException, LimitExceededException
from pools.models import AccessKey, AuditEvent

pytestmark = pytest.mark.django_db
CALLER = Caller(via=Via.COMMAND)


@pytest.fixture
def carol():
    return administrators.create_administrator("carol", "Correct-Horse-1", caller=CALLER)


def test_an_administrator_signs_in_with_the_password_given(client, carol):
    assert client.login(username="carol", password="Correct-Horse-1")


@pytest.mark.spec("APP-25")
def test_an_access_key_has_the_shape_of_an_aws_pair(carol):
    key = administrators.create_access_key(carol, caller=CALLER)

    assert key.access_key_id.startswith("AKIA")
    assert (len(key.access_key_id), len(key.secret)) == (20, 40)


def test_a_pair_of_ones_own_is_kept_as_given(carol):
    administrators.create_access_key(carol, "AKIAIOSFODNN7EXAMPLE", "a secret of mine", caller=CALLER)

    kept = AccessKey.objects.get(access_key_id="AKIAIOSFODNN7EXAMPLE")
    assert kept.secret == "a secret of mine"
    assert b"a secret of mine" not in bytes(kept.sealed_secret)


@pytest.mark.spec("API-28")
def test_a_third_access_key_is_refused(carol):
    administrators.create_access_key(carol, caller=CALLER)
    administrators.create_access_key(carol, caller=CALLER)

    with pytest.raises(LimitExceededException):
        administrators.create_access_key(carol, caller=CALLER)
    assert carol.access_keys.count() == 2


def test_an_access_key_id_belongs_to_one_owner_only(carol):
    dave = administrators.create_administrator("dave", "Correct-Horse-1", caller=CALLER)
    administrators.create_access_key(carol, "AKIAIOSFODNN7EXAMPLE", caller=CALLER)

    with pytest.raises(InvalidParameterException):
        administrators.create_access_key(dave, "AKIAIOSFODNN7EXAMPLE", caller=CALLER)
    assert not dave.access_keys.exists()


def test_the_audit_trail_tells_of_a_new_key_without_its_secret(carol):
    key = administrators.create_access_key(carol, caller=CALLER)

    event = AuditEvent.objects.get(name="CreateAccessKey")
    assert event.detail == {"owner": carol.arn, "access_key_id": key.access_key_id}
