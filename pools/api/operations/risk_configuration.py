"""DescribeRiskConfiguration and SetRiskConfiguration."""

from typing import Any

from pools.actions import app_clients
from pools.actions.threats import configuration
from pools.api.call import Call
from pools.api.registry import operation
from pools.models import AppClient


@operation("DescribeRiskConfiguration")
def describe_risk_configuration(call: Call) -> dict[str, Any]:
    client = _client(call)
    found = configuration.describe_risk_configuration(call.pool, client)
    return {"RiskConfiguration": configuration.shape(call.pool, client, found)}


@operation("SetRiskConfiguration")
def set_risk_configuration(call: Call) -> dict[str, Any]:
    client = _client(call)
    found = configuration.set_risk_configuration(call.pool, client, call.input, caller=call.caller)
    return {"RiskConfiguration": configuration.shape(call.pool, client, found)}


def _client(call: Call) -> AppClient | None:
    return app_clients.get_app_client(call.input["ClientId"], call.pool) if "ClientId" in call.input else None
