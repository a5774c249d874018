"""The real public extracts: what each gives, and that its second run writes nothing."""

import pytest

from schools.register.importer import Unusable, run_import
from schools.register.models import School, SchoolSuccession
from tests.factories import SchoolFactory

pytestmark = pytest.mark.django_db

# File: read, created, rejected.
SCHOOLS = {
    "register-early-career-teachers-public--schools.csv": (2992, 2992, 0),
    "education-benchmarking-and-insights--gias.csv": (60, 60, 0),
    "itt-mentor-services--gias_subset.csv": (8, 8, 0),
    "get-help-with-tech--school_data.csv": (13, 10, 3),
    "teaching-vacancies--example_schools_data.csv": (19, 9, 10),
    "claim-additional-payments-for-teaching--example_bad_schools_data.csv": (1, 0, 1),
}
NO_REGISTER = (
    "claim-additional-payments-for-teaching--iso_encoded_file.csv",
    "gias-query-tool--pupil-premium-2019-2020.csv",
    "teaching-vacancies--example_groups_data.csv",
    "teaching-vacancies--example_links_data.csv",
    "witan.gias--edubasealldata20250422-establishment-types.csv",
    "witan.gias--links_edubasealldata20240129.csv",
)


@pytest.mark.parametrize(("name", "expected"), SCHOOLS.items())
def test_a_real_extract_imports_and_its_second_run_changes_nothing(shared_data, name, expected):
    path = shared_data / "school-register" / name

    first, second = run_import(path), run_import(path)

    read, created, rejected = expected
    assert (first["read"], first["created"], first["rejected"]) == expected
    assert School.objects.count() == created
    assert (second["created"], second["updated"], second["unchanged"]) == (0, 0, read - rejected)


@pytest.mark.parametrize("name", NO_REGISTER)
def test_what_is_no_register_says_which_columns_are_missing(shared_data, name):
    with pytest.raises(Unusable, match="lacks the column"):
        run_import(shared_data / "school-register" / name)


def test_the_real_links_of_known_schools(shared_data):
    folder = shared_data / "school-register"
    for urn in (100100, 100006, 134643):
        SchoolFactory(urn=urn)
    gias = folder / "itt-mentor-services--gias_subset.csv"

    path = folder / "witan.gias--links_edubasealldata20240129.csv"

    links = run_import(gias, links=path)["links"]
    again = run_import(gias, links=path)["links"]

    assert (links["read"], links["rejected"], links["other"]) == (32197, 0, 349)
    assert links["created"] + links["skipped"] + links["repeated"] + links["other"] == 32197
    assert list(
        SchoolSuccession.objects.filter(successor__urn=100006).values_list("predecessor__urn", "kind")
    ) == [(134643, "Successor - merged")]
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, links["created"])
