"""What was counted, as charts."""

from pools.console.analytics import pages  # noqa: F401  # registers its pages
