"""Helpers for those who connect an app or look into a sign-in."""

from pools.console.tools import (  # noqa: F401  # each registers its pages
    code_samples,
    launcher,
    palette,
    sign_in_debugger,
    token_inspector,
    try_sign_in,
)
