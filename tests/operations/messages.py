"""One broken constraint for each operation, and Cognito's exact words for it."""

from typing import Any

from tests.operations import model

Broken = tuple[dict[str, Any], str]

POOL: Broken = (
    {"UserPoolId": "nonsense"},
    "Value 'nonsense' at 'userPoolId' failed to satisfy constraint: "
    r"Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+",
)
TOKEN: Broken = (
    {"AccessToken": "two words"},
    r"Value at 'accessToken' failed to satisfy constraint: Member must satisfy regular expression pattern: "
    "[A-Za-z0-9-_=.]+",
)
CLIENT: Broken = (
    {"ClientId": "two words"},
    r"Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+]+",
)
LIMIT: Broken = (
    {"LimitDefinition": {"LimitClass": "Else", "Attributes": {"Category": "UserRead"}}},
    "Value 'Else' at 'limitDefinition.limitClass' failed to satisfy constraint: Member must satisfy enum value set: "
    "[API_CATEGORY]",
)
RESOURCE: Broken = (
    {"ResourceArn": "us-east-1:nobody:12345"},
    "Value 'us-east-1:nobody:12345' at 'resourceArn' failed to satisfy constraint: "
    "Member must satisfy regular expression pattern: "
    r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?",
)


def _too_long(path: str) -> str:
    value = LONG_NAME["ProviderName"]
    return f"Value '{value}' at '{path}' failed to satisfy constraint: Member must have length less than or equal to 32"


LONG_NAME = {"ProviderName": "p" * 33, "ProviderAttributeValue": "a"}
OTHERS: dict[str, Broken] = {
    "AdminDisableProviderForUser": ({"User": LONG_NAME}, _too_long("user.providerName")),
    "AdminLinkProviderForUser": ({"SourceUser": LONG_NAME}, _too_long("sourceUser.providerName")),
    "GetProvisionedLimit": LIMIT,
    "UpdateProvisionedLimit": LIMIT,
    "CreateUserPool": (
        {"PoolName": "?"},
        r"Value '?' at 'poolName' failed to satisfy constraint: Member must satisfy regular expression pattern: "
        r"[\w\s+=,.@-]+",
    ),
    "DescribeUserPoolDomain": (
        {"Domain": "-"},
        "Value '-' at 'domain' failed to satisfy constraint: Member must satisfy regular expression pattern: "
        r"^[a-z0-9](?:[a-z0-9\-.]{0,61}[a-z0-9])?$",
    ),
    "ListUserPools": (
        {"MaxResults": 61},
        "Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60",
    ),
}


def broken(operation: str) -> Broken | None:
    """The first of these that the operation's input has; None for one that is not here yet."""
    members = model.members(operation)
    named = [each for each in (POOL, TOKEN, CLIENT, RESOURCE) if members.issuperset(each[0])]
    return OTHERS.get(operation) or next(iter(named), None)


BROKEN = {operation: found for operation in model.operations() if (found := broken(operation))}
