"""The WSGI application that granian serves."""

import os
import signal

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from idp_project import lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp_project.settings")

# Each worker process of the web server loads this module. While it does, SIGTERM still goes to its parent's handler
lifeline.tie_to_parent(signal.SIGKILL)
application = get_wsgi_application()

from pools.actions.audit_buffer import BUFFER  # noqa: E402  # has models, so not before Django is set up

BUFFER.start()
get_resolver().url_patterns  # noqa: B018  # imports every page now, not in the first visitor's time
