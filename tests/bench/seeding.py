"""Makes the same directory in every system, by the calls that any client would make."""

import dataclasses

from tests.bench import wire

PASSWORD = "Correct-Horse-1"
SIGNED_IN_USERS = 200  # as many hold tokens
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@dataclasses.dataclass(frozen=True)
class Directory:
    """A pool with its users, as a client knows it."""

    url: str
    pool_id: str
    client_id: str
    usernames: list[str]
    access_tokens: list[str]
    refresh_tokens: list[str]


def email_of(username: str) -> str:
    return f"{username}@example.com"


def attributes_of(username: str) -> list[dict[str, str]]:
    return [
        {"Name": "email", "Value": email_of(username)},
        {"Name": "email_verified", "Value": "true"},
        {"Name": "name", "Value": f"User {username}"},
    ]


def fill(url: str, number_of_users: int) -> Directory:
    """A pool, an app client and this many confirmed users, some of them signed in."""
    pool = wire.call(url, "CreateUserPool", signed=True, PoolName="bench", UsernameAttributes=[])
    pool_id = pool["UserPool"]["Id"]
    client = wire.call(
        url, "CreateUserPoolClient", signed=True, UserPoolId=pool_id, ClientName="bench", ExplicitAuthFlows=FLOWS
    )["UserPoolClient"]["ClientId"]
    usernames = [f"user{number:06}" for number in range(number_of_users)]
    for username in usernames:
        _create_user(url, pool_id, username)
    signed_in = [sign_in(url, client, username) for username in usernames[:SIGNED_IN_USERS]]
    access_tokens = [tokens["AccessToken"] for tokens in signed_in]
    return Directory(url, pool_id, client, usernames, access_tokens, [tokens["RefreshToken"] for tokens in signed_in])


def sign_in(url: str, client_id: str, username: str) -> dict[str, str]:
    parameters = {"USERNAME": username, "PASSWORD": PASSWORD}
    answer = wire.call(
        url, "InitiateAuth", ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    return answer["AuthenticationResult"]


def _create_user(url: str, pool_id: str, username: str) -> None:
    user = {"UserPoolId": pool_id, "Username": username}
    attributes = attributes_of(username)
    wire.call(url, "AdminCreateUser", signed=True, **user, UserAttributes=attributes, MessageAction="SUPPRESS")
    wire.call(url, "AdminSetUserPassword", signed=True, **user, Password=PASSWORD, Permanent=True)
