"""The WSGI application that granian serves."""

import os
import signal

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from idp_project import lifeline

PLACES = 4  # requests that a process works on at a time; its further threads are for those that wait for functions

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp_project.settings")

# Each worker process of the web server loads this module. While it does, SIGTERM still goes to its parent's handler
lifeline.tie_to_parent(signal.SIGKILL)
django_application = get_wsgi_application()

# These have models, so not before Django is set up
from pools.actions.analytics.latency import GATHERED  # noqa: E402
from pools.actions.audit_buffer import BUFFER  # noqa: E402
from pools.triggers import places  # noqa: E402

application = places.serve(django_application, PLACES)
BUFFER.start(GATHERED.flush_if_due)
get_resolver().url_patterns  # noqa: B018  # imports every page now, not in the first visitor's time
