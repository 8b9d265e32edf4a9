import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp_project.settings")
django.setup()

from tests.operations import table  # noqa: E402, the registry is filled by the set-up

print("\n".join(table.lines()))
