"""The settings of an app client, in slices: cards of the new console, forms of the original one, a new client."""

from pools.console.client_settings import (  # noqa: F401  # each registers what it has
    advanced,
    analytics,
    attribute_permissions,
    hosted_ui,
    information,
    own_settings,
    risks,
    sessions,
    terms,
)
