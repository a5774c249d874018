"""Bar charts as SVG, drawn on the server: no script in the browser, the same picture in print."""

from functools import lru_cache

from django.conf import settings

BAR_HEIGHT = 28
# A browser’s sans-serif may be wider than the one the labels were measured in.
PADDING = {"left": 32, "right": 12, "top": 5, "bottom": 5}


def bar_chart(rows: tuple[tuple[str, int | None], ...], title: str) -> str:
    """Bars in the order of the rows (label, value), in the authority's colour."""
    return _draw(rows, title, settings.AUTHORITY["brand_colour"])


@lru_cache(maxsize=64)
def _draw(rows: tuple[tuple[str, int | None], ...], title: str, colour: str) -> str:
    # Take as long to load as half the portal, and only whoever looks at a chart waits.
    import altair  # noqa: PLC0415
    import vl_convert  # noqa: PLC0415

    data = altair.Data(values=[{"label": label, "value": value} for label, value in rows])
    labels = [label for label, _ in rows]
    base = altair.Chart(data).encode(
        y=altair.Y("label:N", sort=labels, title=None, axis=altair.Axis(labelLimit=260)),
        x=altair.X("value:Q", title=title, axis=altair.Axis(tickMinStep=1, format="d")),
        text="value:Q",
    )
    bars = base.mark_bar(color=colour, height=18)
    numbers = base.mark_text(align="left", dx=4, color="#0b0c0c")
    drawing = (bars + numbers).properties(width=420, height=max(len(rows), 1) * BAR_HEIGHT)
    configured = drawing.configure(font="sans-serif", background="white", padding=PADDING).configure_axis(
        labelFontSize=14, titleFontSize=14, labelColor="#0b0c0c", titleColor="#0b0c0c", grid=False
    )
    return vl_convert.vegalite_to_svg(configured.configure_text(fontSize=14).to_json())
