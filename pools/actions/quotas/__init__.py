"""How fast and how much: request rates, and how many resources of a kind there may be.

`categories` and `resources` are the tables of both, `values` what operators set in the place of Cognito's values.
`rates` and `rooms` hold callers to them.
"""

from pools.actions.quotas.categories import category_of
from pools.actions.quotas.rooms import check_room

__all__ = ["category_of", "check_room"]
