from django.urls import path

from linkworkers.allocation import assigning, views, weekly

app_name = "allocation"
urlpatterns = [
    path("", views.Coverage.as_view(), name="coverage"),
    path("chart.svg", views.chart, name="chart"),
    path("workers/", views.Load.as_view(), name="load"),
    path("week/", weekly.week, name="week"),
    path("assign/", assigning.assign, name="assign"),
]
