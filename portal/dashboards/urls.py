from django.urls import path

from portal.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.board, name="board"),
    path("charts/<slug:name>.svg", views.chart, name="chart"),
    path("schools/", views.SchoolList.as_view(), name="schools"),
    path("workbook/", views.workbook, name="workbook"),
]
