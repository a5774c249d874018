from django.urls import path

from portal.audit.views import Trail

app_name = "audit"
urlpatterns = [path("", Trail.as_view(), name="trail")]
