from django.urls import path, register_converter

from exclusions.measures.kinds import SLUGS
from exclusions.measures.looks import views as looks
from exclusions.measures.spec import KindSpec
from exclusions.measures.views import drafts, letters, recording, register

app_name = "measures"


class KindConverter:
    """A kind of measure in an address, `directions`."""

    regex = "|".join(SLUGS)

    def to_python(self, value: str) -> KindSpec:
        return SLUGS[value]

    def to_url(self, value: KindSpec | str) -> str:
        return value if isinstance(value, str) else value.slug


register_converter(KindConverter, "kind_of_measure")
urlpatterns = [
    path("", register.index, name="index"),
    path("<kind_of_measure:spec>/", register.MeasureList.as_view(), name="list"),
    path("<kind_of_measure:spec>/new/", recording.start, name="start"),
    path("<kind_of_measure:spec>/new/<reference:reference>/<int:urn>/", recording.new, name="new"),
    path(
        "<kind_of_measure:spec>/new/<reference:reference>/<int:urn>/save/",
        drafts.save_draft,
        name="save_draft",
    ),
    path("drafts/<reference:reference>/discard/", drafts.discard_draft, name="discard_draft"),
    path("looks/", looks.LookList.as_view(), name="looks"),
    path("looks/<reference:reference>/", looks.look, name="look"),
    path("letters/<reference:reference>/", letters.letter, name="letter"),
    path("<reference:reference>/", register.detail, name="detail"),
    path("<reference:reference>/correct/", recording.correct, name="correct"),
    path("<reference:reference>/steps/<slug:verb>/", recording.step, name="step"),
    path("<reference:reference>/letters/<slug:kind>/", letters.write, name="write_letter"),
]
