from django.urls import path

from linkworkers.diary.views import reading, weeks, writing

app_name = "diary"
urlpatterns = [
    path("", reading.mine, name="mine"),
    path("add/", reading.choose, name="choose"),
    path("not-seen/", reading.NotSeen.as_view(), name="not_seen"),
    path("returns/", weeks.returns, name="returns"),
    path("schools/<int:urn>/", reading.SchoolDiary.as_view(), name="school"),
    path("schools/<int:urn>/add/", writing.add, name="add"),
    path("schools/<int:urn>/plan/", writing.plan, name="plan"),
    path("schools/<int:urn>/weeks/<int:year>/<int:week>/", weeks.week, name="week"),
    path("<reference:reference>/", reading.entry, name="entry"),
    path("<reference:reference>/happened/", writing.happened, name="happened"),
    path("<reference:reference>/call-off/", writing.call_off, name="call_off"),
    path("<reference:reference>/follow-up/", writing.follow_up, name="follow_up"),
    path("<reference:reference>/correct/", writing.correct, name="correct"),
]
