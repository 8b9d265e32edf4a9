"""Resource servers."""

from pools.models import ResourceServer
from tests.operations.cases import refuses, spoils, works

READ = {"ScopeName": "read", "ScopeDescription": "Look at the shop"}
ONE = ["DescribeResourceServer", "UpdateResourceServer", "DeleteResourceServer"]


def shop(pool, **more) -> dict:
    return {"UserPoolId": pool.id, "Identifier": "shop", **more}


@works("CreateResourceServer")
def a_server_is_made(pool):
    answer = yield shop(pool, Name="Shop", Scopes=[READ])
    assert answer["ResourceServer"]["Scopes"] == [READ]


@works("DescribeResourceServer")
def a_server_is_described(pool, resource_server):
    answer = yield shop(pool)
    assert answer["ResourceServer"]["Name"] == "Shop"


@works("UpdateResourceServer")
def a_server_is_changed(pool, resource_server):
    answer = yield shop(pool, Name="Store")
    assert (answer["ResourceServer"]["Name"], answer["ResourceServer"]["Scopes"]) == ("Store", [])


@works("DeleteResourceServer")
def a_server_is_deleted(pool, resource_server):
    yield shop(pool)
    assert not ResourceServer.objects.exists()


@works("ListResourceServers")
def servers_are_listed(pool, resource_server):
    answer = yield {"UserPoolId": pool.id}
    assert [each["Identifier"] for each in answer["ResourceServers"]] == ["shop"]


@refuses("CreateResourceServer", "InvalidParameterException", "shop already exists in user pool us-east-1_aB3dE6gH9.")
def the_identifier_is_taken(pool, resource_server):
    return shop(pool, Name="Shop")


@spoils(ONE, "ResourceNotFoundException", "Resource server does not exist.")
def there_is_no_such_server():
    return {"Identifier": "nobody"}
