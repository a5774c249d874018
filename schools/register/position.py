"""Where a school stands: from the national grid, as the register has it, to latitude and longitude.

Ordnance Survey, A guide to coordinate systems in Great Britain: annex C (transverse Mercator back to the Airy
ellipsoid) and section 6.6 (the Helmert transformation to WGS84, right to about 5 metres).
"""

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

# Semi-axes of the ellipsoids, in metres.
AIRY, WGS84 = (6_377_563.396, 6_356_256.909), (6_378_137.0, 6_356_752.3142)
SCALE, TRUE_LAT, TRUE_LON = 0.9996012717, radians(49), radians(-2)
FALSE_EAST, FALSE_NORTH = 400_000, -100_000
# From OSGB36 to WGS84: metres, parts per million, seconds of arc.
SHIFT, PER_MILLION, TURN = (446.448, -125.157, 542.060), -20.4894, (0.1502, 0.2470, 0.8421)
MILLIMETRE = 0.001
# The grid's own square, in metres: elsewhere the register holds 0 or a slip.
EASTMOST, NORTHMOST = 700_000, 1_300_000


def latitude_longitude(easting: int | None, northing: int | None) -> tuple[float, float] | None:
    """Degrees on WGS84, which maps in a browser use, of a place on the national grid; None outside it."""
    if not easting or not northing or easting >= EASTMOST or northing >= NORTHMOST:
        return None
    lat, lon = _from_grid(easting, northing)
    return _geodetic(*_turned(*_cartesian(lat, lon)))


def _from_grid(easting: int, northing: int) -> tuple[float, float]:
    """Radians on the Airy ellipsoid."""
    a, e2 = AIRY[0] * SCALE, _eccentricity(AIRY)
    lat = TRUE_LAT + (northing - FALSE_NORTH) / a
    while abs(left := northing - FALSE_NORTH - _arc(lat)) >= MILLIMETRE:
        lat += left / a
    nu = a / sqrt(1 - e2 * sin(lat) ** 2)
    rho = a * (1 - e2) / (1 - e2 * sin(lat) ** 2) ** 1.5
    eta2, t, x = nu / rho - 1, tan(lat), (easting - FALSE_EAST) / nu
    north = (
        x**2 / 2
        - x**4 / 24 * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
        + x**6 / 720 * (61 + 90 * t**2 + 45 * t**4)
    )
    east = x - x**3 / 6 * (nu / rho + 2 * t**2) + x**5 / 120 * (5 + 28 * t**2 + 24 * t**4)
    return lat - t * nu / rho * north, TRUE_LON + east / cos(lat)


def _arc(lat: float) -> float:
    """Metres along the meridian from the true origin."""
    a, b = (axis * SCALE for axis in AIRY)
    n = (a - b) / (a + b)
    apart, added = lat - TRUE_LAT, lat + TRUE_LAT
    return b * (
        (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * apart
        - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(apart) * cos(added)
        + 15 / 8 * (n**2 + n**3) * sin(2 * apart) * cos(2 * added)
        - 35 / 24 * n**3 * sin(3 * apart) * cos(3 * added)
    )


def _eccentricity(axes: tuple[float, float]) -> float:
    return 1 - (axes[1] / axes[0]) ** 2


def _cartesian(lat: float, lon: float) -> tuple[float, float, float]:
    e2 = _eccentricity(AIRY)
    nu = AIRY[0] / sqrt(1 - e2 * sin(lat) ** 2)
    return nu * cos(lat) * cos(lon), nu * cos(lat) * sin(lon), nu * (1 - e2) * sin(lat)


def _turned(x: float, y: float, z: float) -> tuple[float, float, float]:
    rx, ry, rz = (radians(seconds / 3600) for seconds in TURN)
    s = 1 + PER_MILLION / 1_000_000
    return (
        SHIFT[0] + s * x - rz * y + ry * z,
        SHIFT[1] + rz * x + s * y - rx * z,
        SHIFT[2] - ry * x + rx * y + s * z,
    )


def _geodetic(x: float, y: float, z: float) -> tuple[float, float]:
    e2, p = _eccentricity(WGS84), hypot(x, y)
    lat = atan2(z, p * (1 - e2))
    for _ in range(5):
        nu = WGS84[0] / sqrt(1 - e2 * sin(lat) ** 2)
        lat = atan2(z + e2 * nu * sin(lat), p)
    return degrees(lat), degrees(atan2(y, x))
