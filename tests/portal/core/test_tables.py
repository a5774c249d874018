import django_tables2 as tables
from django.utils.html import format_html

from portal.core.tables import PortalTable, tag
from tests.factories import SchoolFactory


class Shelf(PortalTable):
    title = tables.Column()
    phase = tables.Column()
    trust = tables.Column(accessor="trust__name")
    town = tables.Column(default="Nowhere")
    both = tables.Column(empty_values=(), orderable=False)
    marked = tables.Column(accessor="name")

    def render_title(self, value):
        return f"{value}!"

    def render_both(self, record, bound_column):
        return f"{bound_column.name} {record.urn}"

    def render_marked(self, value):
        return format_html("<b>{}</b>", value)

    def link_marked(self, record):
        return f"/schools/{record.urn}/?a=1&b=2"


def cells_of(table):
    return [row.split('<td class="govuk-table__cell">')[1:] for row in map(str, table.drawn_rows())]


def test_cells_are_drawn_as_their_columns_say(db):
    school = SchoolFactory(name="<Oak> & Elm", town="", trust=None, urn=100123, phase=4)
    school.title = "<i>"

    [cells] = cells_of(Shelf([school]))

    assert [cell.removesuffix("</td>") for cell in cells] == [
        "&lt;i&gt;!",
        "4",
        "—",
        "Nowhere",
        "both 100123",
        '<a class="govuk-link" href="/schools/100123/?a=1&amp;b=2"><b>&lt;Oak&gt; &amp; Elm</b></a>',
    ]


def test_choices_of_a_model_show_their_words(db):
    SchoolFactory(phase=4)

    [cells] = cells_of(Shelf(SchoolFactory._meta.model.objects.all()))

    assert cells[1] == "Secondary</td>"


def test_a_tag_is_markup_and_its_text_is_not():
    drawn = '<strong class="govuk-tag govuk-tag--red">2 &lt; 3</strong>'

    assert format_html("{}", tag("2 < 3", "red")) == drawn


def test_only_the_rows_of_the_page_are_drawn(db):
    SchoolFactory.create_batch(3)
    table = Shelf(SchoolFactory._meta.model.objects.order_by("pk"))
    table.paginate(per_page=2)

    assert len(cells_of(table)) == 2
