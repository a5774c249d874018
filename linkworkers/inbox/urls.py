from django.urls import path

from linkworkers.inbox import late, revising, team_views, views

app_name = "inbox"
urlpatterns = [
    path("", views.Queue.as_view(), name="queue"),
    path("team/", team_views.Team.as_view(), name="team"),
    path("team/concerns/", team_views.TeamConcerns.as_view(), name="team_concerns"),
    path("team/give/", team_views.reassign, name="reassign"),
    path("late/", late.Late.as_view(), name="late"),
    path("next/", views.next_in_queue, name="next"),
    path("<reference:reference>/", views.concern, name="concern"),
    path("<reference:reference>/correct/", revising.correct, name="correct"),
    path("<reference:reference>/withdraw/", revising.withdraw, name="withdraw"),
    path("<reference:reference>/sign/", revising.sign, name="sign"),
    path("<reference:reference>/take/", views.take, name="take"),
    path("<reference:reference>/release/", views.release, name="release"),
    path("<reference:reference>/give/", views.give, name="give"),
    path("<reference:reference>/ask/", views.ask, name="ask"),
    path("<reference:reference>/write/", views.write, name="write"),
]
