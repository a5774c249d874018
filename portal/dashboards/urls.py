from django.urls import path, re_path

from portal.dashboards import views
from portal.dashboards.learning import views as learning
from portal.dashboards.rates import views as rates

app_name = "dashboards"
urlpatterns = [
    path("", views.board, name="board"),
    path("charts/<slug:name>.svg", views.chart, name="chart"),
    path("schools/", views.SchoolList.as_view(), name="schools"),
    path("rates/", rates.rates, name="rates"),
    path("rates/reasons/", rates.reasons, name="reasons"),
    path("rates/measures/", rates.SchoolMeasuresList.as_view(), name="measures_schools"),
    path("rates/schools/", rates.SchoolRates.as_view(), name="rates_schools"),
    # Two dots in one name: `exc_school.meta.csv`.
    re_path(r"^rates/(?P<name>[a-z_]+(?:\.meta)?)\.csv$", rates.published_file, name="published"),
    path("learning/", learning.learning, name="learning"),
    path("workbook/", views.workbook, name="workbook"),
]
