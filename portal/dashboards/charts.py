"""A chart of one table of the board."""

from portal.core.charts import bar_chart
from portal.dashboards.board import TOTAL, FigureTable


def chart_svg(table: FigureTable) -> str:
    """A bar chart of the table's charted column. Hidden figures have no bar; totals are left out."""
    rows = tuple(
        (label, figures[table.chart])
        for label, figures in table.rows
        if label != TOTAL and figures[table.chart] is not None
    )
    return bar_chart(rows, table.columns[table.chart])
