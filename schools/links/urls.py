from django.urls import path

from schools.links.views import carrying, covers, handing_over, managing

app_name = "links"
urlpatterns = [
    path("schools/<int:urn>/", managing.manage, name="manage"),
    path("schools/<int:urn>/add/", managing.add, name="add"),
    path("schools/<int:urn>/carry-over/<int:predecessor>/", carrying.carry, name="carry"),
    path("<int:pk>/end/", managing.end, name="end"),
    path("cover/<reference:reference>/", covers.arrange, name="cover"),
    path("cover/<int:pk>/end/", covers.end, name="end_cover"),
    path("handovers/<reference:reference>/", handing_over.handover, name="handover"),
    path("schools/<int:urn>/work/<reference:reference>/", handing_over.give, name="hand_over"),
]
