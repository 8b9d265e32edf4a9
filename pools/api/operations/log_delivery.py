"""GetLogDeliveryConfiguration and SetLogDeliveryConfiguration."""

from typing import Any

from pools.actions import log_delivery
from pools.api.call import Call
from pools.api.registry import operation


@operation("GetLogDeliveryConfiguration")
def get_log_delivery_configuration(call: Call) -> dict[str, Any]:
    return _shape(call, log_delivery.get_log_delivery_configuration(call.pool))


@operation("SetLogDeliveryConfiguration")
def set_log_delivery_configuration(call: Call) -> dict[str, Any]:
    given = call.input["LogConfigurations"]
    return _shape(call, log_delivery.set_log_delivery_configuration(call.pool, given, caller=call.caller))


def _shape(call: Call, configurations: list[dict[str, Any]]) -> dict[str, Any]:
    return {"LogDeliveryConfiguration": {"UserPoolId": call.pool.id, "LogConfigurations": configurations}}
