from typing import Any

from pools.api.call import Call
from pools.api.registry import operation


@operation("DescribeUserPool")
def describe_user_pool(call: Call) -> dict[str, Any]:
    return {"UserPool": {"Id": call.pool.id, "Name": call.pool.name, "CreationDate": call.pool.created_at}}
