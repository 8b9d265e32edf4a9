"""All that a pool's domain answers: the hosted UI and nothing else."""

from django.urls import include, path

urlpatterns = [path("", include("hostedui.urls"))]
