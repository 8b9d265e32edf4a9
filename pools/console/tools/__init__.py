"""Helpers for those who connect an app or look into a sign-in."""

from pools.console.tools import code_samples, launcher, palette, token_inspector  # noqa: F401  # each registers its pages
