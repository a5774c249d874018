"""The guidance home in place of Wagtail's welcome page, and what content editors may do.

Django makes permissions only after all migrations have run, so those that are given here are made here.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import migrations

EDITORS = "content_editor"
PAGE_VERBS = ("add", "change", "publish", "lock", "unlock")
DOCUMENT_VERBS = ("add", "change", "delete", "choose")
TOPIC_VERBS = ("add", "change", "delete")


def _permission(apps, label, model, verb):
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=label, model=model
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {model}"}
    )
    return permission


def _home(apps):
    home_model = apps.get_model("guidance", "GuidanceHome")
    if home := home_model.objects.first():
        return home
    page_model, site_model = apps.get_model("wagtailcore", "Page"), apps.get_model("wagtailcore", "Site")
    site_model.objects.all().delete()
    page_model.objects.filter(depth__gt=1).delete()
    kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="guidance", model="guidancehome"
    )
    home = home_model.objects.create(
        title="Guidance",
        draft_title="Guidance",
        slug="guidance",
        introduction="What to do, and why, when a child or a place needs to be safer.",
        content_type=kind,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/guidance/",
        locale=apps.get_model("wagtailcore", "Locale").objects.first(),
    )
    page_model.objects.filter(depth=1).update(numchild=1)
    return home


def _site(apps, home):
    address = urlsplit(settings.SITE_URL)
    apps.get_model("wagtailcore", "Site").objects.get_or_create(
        root_page_id=home.pk,
        defaults={
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "site_name": settings.WAGTAIL_SITE_NAME,
            "is_default_site": True,
        },
    )


def _editors(apps, home):
    groups = apps.get_model("auth", "Group").objects
    groups.filter(name__in=("Editors", "Moderators")).delete()  # Wagtail's own; nobody is in them
    editors, _ = groups.get_or_create(name=EDITORS)
    admin = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    editors.permissions.add(admin, *(_permission(apps, "guidance", "topic", verb) for verb in TOPIC_VERBS))
    for verb in PAGE_VERBS:
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group=editors, page_id=home.pk, permission=_permission(apps, "wagtailcore", "page", verb)
        )
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for verb in DOCUMENT_VERBS:
        apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
            group=editors,
            collection=root,
            # Wagtail asks about its own document model, whichever is in use.
            permission=_permission(apps, "wagtaildocs", "document", verb),
        )


def forward(apps, schema_editor):
    home = _home(apps)
    _site(apps, home)
    _editors(apps, home)


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
