"""From the national grid to latitude and longitude, against places that others have published."""

import pytest

from schools.register.position import latitude_longitude


@pytest.mark.parametrize(
    ("easting", "northing", "latitude", "longitude"),
    [
        # The worked example of Ordnance Survey's guide: Caister water tower.
        (651_410, 313_177, 52.65798, 1.71605),
        (530_034, 180_381, 51.5074, -0.1277),  # Trafalgar Square
    ],
)
def test_a_place_is_found_to_five_metres(easting, northing, latitude, longitude):
    found = latitude_longitude(easting, northing)

    assert found == pytest.approx((latitude, longitude), abs=0.00007)


@pytest.mark.parametrize("place", [(None, 1), (1, None), (0, 0), (700_000, 1), (1, 1_300_000)])
def test_what_is_off_the_grid_has_no_place(place):
    assert latitude_longitude(*place) is None


def test_the_corners_of_the_grid_are_answered():
    corners = [(1, 1), (699_999, 1), (1, 1_299_999), (699_999, 1_299_999)]

    assert all(49 < latitude_longitude(*corner)[0] < 62 for corner in corners)
