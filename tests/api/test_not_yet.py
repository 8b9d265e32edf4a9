"""What Cognito has and this version does not."""

from pools.api.operations.not_yet import NOT_YET
from pools.api.registry import missing_operations

NAMES = sorted(name for names in NOT_YET.values() for name in names)


def test_nothing_else_is_missing_and_nothing_that_is_there_is_said_to_be():
    assert missing_operations() == NAMES


def test_a_call_is_told_which_feature_is_not_there_yet(idp, pool, refused):
    with refused("OperationNotEnabledException") as refusal:
        idp.get_csv_header(UserPoolId=pool.id)

    assert refusal.message == "Import of users: not available yet in this version of Poolhouse."
    assert refusal.status == 400


def test_its_input_is_checked_before(idp, refused):
    with refused("InvalidParameterException"):
        idp.get_csv_header(UserPoolId="not an id")


def test_and_so_is_the_signature(sdk, pool, refused):
    with refused("InvalidSignatureException"):
        sdk(secret="wrong").get_csv_header(UserPoolId=pool.id)
