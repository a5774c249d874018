from django.urls import path

from exclusions.meetings.views import arranging, minuting, public

app_name = "meetings"
urlpatterns = [
    path("of/<reference:reference>/", arranging.of_case, name="of_case"),
    path("of/<reference:reference>/arrange/", arranging.arrange, name="arrange"),
    path("invitation/<reference:reference>/<str:code>/", public.invitation, name="invitation"),
    path(
        "invitation/<reference:reference>/<str:code>/calendar.ics",
        public.invitation_entry,
        name="invitation_entry",
    ),
    path("<reference:reference>/", arranging.meeting, name="meeting"),
    path("<reference:reference>/dates/", arranging.dates, name="dates"),
    path("<reference:reference>/fix/", arranging.fix, name="fix"),
    path("<reference:reference>/change/", arranging.change, name="change"),
    path("<reference:reference>/cancel/", arranging.cancel, name="cancel"),
    path("<reference:reference>/answer/", arranging.answer, name="answer"),
    path("<reference:reference>/people/", arranging.invite, name="invite"),
    path("<reference:reference>/people/<reference:invitee>/take-off/", arranging.take_off, name="take_off"),
    path("<reference:reference>/agenda/", arranging.add_item, name="add_item"),
    path("<reference:reference>/agenda/<int:item>/strike/", arranging.strike_item, name="strike_item"),
    path("<reference:reference>/papers/", arranging.add_paper, name="add_paper"),
    path("<reference:reference>/papers/<reference:file>/", arranging.paper, name="paper"),
    path("<reference:reference>/calendar.ics", arranging.calendar_entry, name="calendar_entry"),
    path("<reference:reference>/minutes/", minuting.minutes, name="minutes"),
    path("<reference:reference>/minutes/save/", minuting.save_minutes, name="save_minutes"),
    path("<reference:reference>/minutes/finish/", minuting.finish, name="finish"),
    path("<reference:reference>/minutes/pdf/", minuting.pdf, name="pdf"),
    path("<reference:reference>/minutes/correct/", arranging.correct, name="correct"),
]
