"""Finding the operation, reading the request, wording the answer."""


def test_the_sdk_describes_a_pool(idp, pool):
    answer = idp.describe_user_pool(UserPoolId=pool.id)

    assert answer["UserPool"]["Name"] == pool.name
    assert answer["UserPool"]["CreationDate"].date() == pool.created_at.date()


def test_an_unknown_pool_is_not_found(idp, refused):
    with refused("ResourceNotFoundException") as refusal:
        idp.describe_user_pool(UserPoolId="us-east-1_000000000")

    assert refusal.message == "User pool us-east-1_000000000 does not exist."
