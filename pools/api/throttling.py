"""For whom a call counts against the request rates."""

from pools.actions.quotas import rates
from pools.actions.quotas.rates import Asker
from pools.api.call import Call
from pools.errors import PoolError

_NAMED_IN = ("AuthParameters", "ChallengeResponses")


def count(operation: str, call: Call) -> None:
    """Count a call of the user pools' API. Raises `TooManyRequestsException`."""
    rates.count_call(operation, _asker(call), challenge=call.input.get("ChallengeName", ""))


def _asker(call: Call) -> Asker:
    """What is looked up here, the operation would look up too, and finds it done."""
    given = call.input
    try:
        if "AccessToken" in given:
            bearer = call.bearer
            return _of_pool(bearer.user.pool_id, bearer.client.client_id, str(bearer.user.sub), call.region)
        if "ClientId" in given:
            return _of_pool(call.client.pool_id, call.client.client_id, _user_name(call), call.region)
    except PoolError:  # the operation will word it; it counts all the same
        return Asker(call.region)
    pool_id = given.get("UserPoolId") or given.get("ResourceArn", "").rpartition("/")[2]
    return _of_pool(pool_id, "", _user_name(call), call.region)


def _of_pool(pool_id: str, client_id: str, user: str, region: str) -> Asker:
    return Asker(pool_id.rpartition("_")[0] or region, pool_id, client_id, user)


def _user_name(call: Call) -> str:
    """As it was typed in, whether there is such a user or not: who is refused learns nothing from it."""
    for member in _NAMED_IN:
        if name := call.input.get(member, {}).get("USERNAME"):
            return name.casefold()
    return call.input.get("Username", "").casefold()
