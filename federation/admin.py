"""Django's admin looks for this module; the console it loads is in federation/console."""

from federation.console import certificate, mapping_pages, pages  # noqa: F401  # each registers its pages
