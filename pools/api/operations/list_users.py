"""Searching the directory on the wire."""

from typing import Any

from pools.actions import list_users
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import user_type


@operation("ListUsers")
def list_users_operation(call: Call) -> dict[str, Any]:
    names = call.input.get("AttributesToGet") or None
    page = list_users.list_users(
        call.pool,
        filter_text=call.input.get("Filter", ""),
        limit=call.input.get("Limit"),
        pagination_token=call.input.get("PaginationToken"),
        attributes_to_get=names,
    )
    shapes = [user_type(user, names.__contains__) if names else user_type(user) for user in page.users]
    return {"Users": shapes, "PaginationToken": page.next_token} if page.next_token else {"Users": shapes}
