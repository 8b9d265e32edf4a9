from django.contrib import admin
from django.urls import include, path

from hostedui.ask import ask
from hostedui.pages.landing import landing
from pools.rest import urls as rest

urlpatterns = [
    path("", landing, name="landing"),
    path("", include("hostedui.urls")),
    path("tls/ask", ask, name="tls_ask"),
    path("", include("notifications.urls")),
    path("demo/", include("hostedui.demo.urls")),
    path("api/v1/", include("pools.rest.urls")),
    path("admin/api/v1/", include(rest.in_console)),  # the console's cookie is sent below /admin/ alone
    path("admin/", admin.site.urls),
]
