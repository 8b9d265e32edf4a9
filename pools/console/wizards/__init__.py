"""A new user pool step by step, as either console does it. Own code, not django-formtools: its wizard has one form a
step, and one draft a session; here a step has several slices of settings, and each tab of a browser its own draft."""

from pools.console.wizards import pages  # noqa: F401  # registers them
