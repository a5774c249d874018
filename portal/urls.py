"""Every address of the portal. The access matrix (tests/test_access_matrix.py) knows each by name."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from health_check.views import HealthCheckView

from resources.guidance import wagtail_urls

# What the load balancer asks: can this process reach its database and its cache.
HEALTH_CHECKS = ("health_check.checks.Database", "health_check.checks.Cache")

urlpatterns = [
    path("", include("portal.home.urls")),
    path("", include("portal.core.urls")),
    path("accounts/", include("portal.accounts.allauth_urls")),
    path("account/", include("portal.accounts.urls")),
    path("people/", include("portal.people.urls")),
    path("notices/", include("portal.notices.urls")),
    path("search/", include("portal.search.urls")),
    path("audit/", include("portal.audit.urls")),
    path("imports/", include("portal.bulk.urls")),
    path("schools/", include("schools.register.urls")),
    path("links/", include("schools.links.urls")),
    path("headcounts/", include("schools.headcounts.urls")),
    path("calendar/", include("schools.calendars.urls")),
    path("pupils/", include("schools.pupils.urls")),
    path("concerns/", include("exclusions.concerns.urls")),
    path("risk/", include("exclusions.risk.urls")),
    path("suspensions/", include("exclusions.suspensions.urls")),
    path("measures/", include("exclusions.measures.urls")),
    path("cases/", include("exclusions.protocol.urls")),
    path("plans/", include("exclusions.plans.urls")),
    path("meetings/", include("exclusions.meetings.urls")),
    path("outcomes/", include("exclusions.outcomes.urls")),
    path("own-plans/", include("exclusions.ownplans.urls")),
    path("my-plan/", include("exclusions.ownplans.holder_urls")),
    path("saved/", include("portal.saved.urls")),
    path("inbox/", include("linkworkers.inbox.urls")),
    path("allocation/", include("linkworkers.allocation.urls")),
    path("diary/", include("linkworkers.diary.urls")),
    path("training/", include("resources.training.urls")),
    path("files/", include("portal.exports.urls")),
    path("systems/", include("portal.api.page_urls")),
    path("api/v1/", include("portal.api.urls")),
    path("board/", include("portal.dashboards.urls")),
    path("health/", login_not_required(HealthCheckView.as_view(checks=HEALTH_CHECKS)), name="health"),
    path("cms/", include(wagtail_urls.cms)),
    path("documents/", include(wagtail_urls.documents)),
    path("guidance/", include("resources.guidance.urls")),
    path("guidance/", include(wagtail_urls.pages)),
]

handler400 = "portal.core.views.bad_request"
handler403 = "portal.core.views.permission_denied"
handler404 = "portal.core.views.page_not_found"
handler500 = "portal.core.views.server_error"
