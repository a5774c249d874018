"""A chart of one table of the board."""

from portal.core.charts import bar_chart
from portal.dashboards.board import TOTAL, FigureTable


def chart_svg(table: FigureTable) -> str:
    """A bar chart of the table's charted column. Hidden figures have no bar; totals are left out."""
    column = table.chart or 0
    charted = ((label, figures[column]) for label, figures in table.rows if label != TOTAL)
    rows = tuple((label, figure) for label, figure in charted if isinstance(figure, int))
    return bar_chart(rows, table.columns[column])
