"""TagResource and its siblings."""

from typing import Any

from pools.actions import tags
from pools.api.call import Call
from pools.api.registry import operation


@operation("TagResource")
def tag_resource(call: Call) -> dict[str, Any]:
    tags.tag_resource(tags.find_resource(call.input["ResourceArn"]), call.input["Tags"], caller=call.caller)
    return {}


@operation("UntagResource")
def untag_resource(call: Call) -> dict[str, Any]:
    tags.untag_resource(tags.find_resource(call.input["ResourceArn"]), call.input["TagKeys"], caller=call.caller)
    return {}


@operation("ListTagsForResource")
def list_tags_for_resource(call: Call) -> dict[str, Any]:
    return {"Tags": tags.find_resource(call.input["ResourceArn"]).user_pool_tags}
