from django.urls import path

from schools.links.views import carrying, contacts, covers, handing_over, managing

app_name = "links"
urlpatterns = [
    path("schools/<int:urn>/", managing.manage, name="manage"),
    path("schools/<int:urn>/add/", managing.add, name="add"),
    path("schools/<int:urn>/carry-over/<int:predecessor>/", carrying.carry, name="carry"),
    path("schools/<int:urn>/contacts/", contacts.contacts, name="contacts"),
    path("schools/<int:urn>/contacts/add/", contacts.add, name="add_contact"),
    path("schools/<int:urn>/contacts/checked/", contacts.checked, name="contacts_checked"),
    path("contacts/<int:pk>/end/", contacts.end, name="end_contact"),
    path("<int:pk>/end/", managing.end, name="end"),
    path("cover/<reference:reference>/", covers.arrange, name="cover"),
    path("cover/<int:pk>/end/", covers.end, name="end_cover"),
    path("handovers/<reference:reference>/", handing_over.handover, name="handover"),
    path("schools/<int:urn>/work/<reference:reference>/", handing_over.give, name="hand_over"),
]
