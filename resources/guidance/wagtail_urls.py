"""Wagtail's addresses, each with who may knock.

Sign-in is asked for everywhere (LoginRequiredMiddleware), except where a page or document is handed
out: these two ask their audience themselves (wagtail_hooks.py).
"""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.documents.views import serve as document_views

from resources.guidance import views

# Users, groups and sites are the portal's own business; pages hold no images.
UNUSED = "users|groups|sites|images|password_reset|workflows|redirects|failwhale|test404"

cms: list[URLPattern | URLResolver] = [
    path("login/", views.sign_in, name="cms_sign_in"),
    path("logout/", views.sign_out, name="cms_sign_out"),
    path("account/", views.own_page, name="cms_own_page"),
    re_path(rf"^(?:{UNUSED})/(?P<rest>.*)$", views.closed, name="cms_closed"),
    path("", include(wagtail_admin_urls)),
]

documents = [
    # At most 18 digits: longer numbers are nobody's, and too long for the database.
    re_path(r"^(\d{1,18})/(.*)$", login_not_required(document_views.serve), name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        document_views.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]

pages = [
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        wagtail_views.authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    path("_util/login/", views.sign_in, name="wagtailcore_login"),
    re_path(r"^((?:[\w\-]+/)*)$", login_not_required(wagtail_views.serve), name="wagtail_serve"),
]
