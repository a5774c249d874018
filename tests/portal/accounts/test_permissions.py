from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext


def test_the_rules_alone_decide_what_they_name(cast):
    with CaptureQueriesContext(connection) as asked:
        assert cast.dsl.has_perm("concerns.raise_concern")
        assert not cast.dsl.has_perm("inbox.see_queue")

    assert not [query for query in asked if "auth_permission" in query["sql"]]


def test_the_cms_decides_the_rest(cast):
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    cast.content_editor.user_permissions.add(access)

    assert cast.content_editor.has_perm("wagtailadmin.access_admin")
    assert not cast.dsl.has_perm("wagtailadmin.access_admin")
