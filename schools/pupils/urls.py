from django.urls import URLPattern

app_name = "pupils"
# Pupils are found where they are needed (raising a concern); a pupil's own page is yet to come.
urlpatterns: list[URLPattern] = []
