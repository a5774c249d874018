"""No column exists without a stated tier and retention; no library's table without a stated tier."""

from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from portal.core.privacy import STATED, STATED_APPS, unstated_columns

OUR_WINGS = ("portal.", "schools.", "exclusions.", "linkworkers.", "resources.")


def test_every_column_states_its_tier():
    assert unstated_columns() == [], (
        "State each column in its model's decorator: @classify(Retention.PUPIL_FILE, T4='what_happened')."
    )


def test_an_unstated_column_is_found(monkeypatch):
    stated = STATED["concerns.Concern"]
    tiers = {name: tier for name, tier in stated.tiers.items() if name != "what_happened"}
    monkeypatch.setitem(STATED, "concerns.Concern", stated._replace(tiers=tiers))

    assert unstated_columns() == ["concerns.Concern.what_happened"]


def test_only_libraries_are_stated_as_a_whole():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith(OUR_WINGS)}

    assert STATED_APPS.keys() & ours == set()
    assert STATED_APPS.keys() <= {config.label for config in apps.get_app_configs()}


def test_the_data_protection_page_is_current(tmp_path):
    call_command("privacy_report", tmp_path / "report.md")

    written = (settings.BASE_DIR / "docs" / "data-protection.md").read_text()
    assert written == (tmp_path / "report.md").read_text(), "Run: manage.py privacy_report"
