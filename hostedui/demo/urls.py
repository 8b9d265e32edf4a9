from django.urls import path

from hostedui.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.app, name="app"),
    path("callback", views.app, name="callback"),
]
