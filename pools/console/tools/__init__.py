"""Helpers for those who connect an app or look into a sign-in."""

from pools.console.tools import launcher  # noqa: F401  # each registers its pages
