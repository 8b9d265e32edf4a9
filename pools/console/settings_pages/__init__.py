"""The settings of a user pool, in slices: each is described once, and shown, changed and compared by that."""

from pools.console.settings_pages import (  # noqa: F401  # each registers what it has
    factors,
    logs,
    messaging,
    own_settings,
    pages,
    properties,
    risks,
    sign_in,
    sign_up,
    tokens,
)
