import pytest
from django.contrib.auth.models import Group


@pytest.fixture
def editor(cast):
    """The content editor, in the group that a grant of the role puts them into."""
    cast.content_editor.groups.add(Group.objects.get(name="content_editor"))
    return cast.content_editor


@pytest.fixture
def as_editor(editor, as_person):
    return as_person("content_editor")
