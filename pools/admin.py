"""Django's admin looks for this module; the console it loads is in pools/console."""

from pools.console import (  # noqa: F401  # each registers its pages and tabs
    access_keys,
    administrators,
    app_clients,
    domains,
    events,
    inbox,
    quotas,
    resource_servers,
    user_pools,
    users,
)
