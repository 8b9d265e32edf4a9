from django.contrib import admin
from django.urls import include, path

from hostedui.pages.landing import landing

urlpatterns = [
    path("", landing, name="landing"),
    path("", include("hostedui.urls")),
    path("demo/", include("hostedui.demo.urls")),
    path("admin/", admin.site.urls),
]
