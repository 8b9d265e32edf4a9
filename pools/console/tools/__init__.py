"""Helpers for those who connect an app or look into a sign-in."""

from pools.console.tools import launcher, token_inspector  # noqa: F401  # each registers its pages
