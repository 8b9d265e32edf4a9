"""Django's admin looks for this module; the console it loads is in pools/console."""

from pools.console import (  # noqa: F401  # each registers its pages and tabs
    access_keys,
    api_tokens,
    app_clients,
    certificates,
    domains,
    events,
    functions,
    held_policies,
    inbox,
    managed_login,
    policies,
    principal_groups,
    principals,
    quotas,
    resource_servers,
    senders,
    triggers,
    ui_customization,
    user_pools,
    users,
)
