from django.urls import path, register_converter

from exclusions.ownplans.enums import Holder
from exclusions.ownplans.views import plans


class HolderConverter:
    regex = "|".join(Holder.values)

    def to_python(self, value: str) -> Holder:
        return Holder(value)

    def to_url(self, value: Holder) -> str:
        return Holder(value).value


register_converter(HolderConverter, "own_plan_holder")

app_name = "ownplans"
urlpatterns = [
    path("start/<reference:reference>/", plans.start, name="start"),
    path("<reference:reference>/", plans.plan, name="plan"),
    path("<reference:reference>/parts/<slug:code>/", plans.part, name="part"),
    path("<reference:reference>/versions/<int:number>/", plans.version, name="version"),
    path("<reference:reference>/print/", plans.printed, name="print"),
    path("<reference:reference>/link/", plans.give_key, name="give_key"),
    path("<reference:reference>/link/<own_plan_holder:holder>/end/", plans.end_key, name="end_key"),
    path("<reference:reference>/family/", plans.family, name="family"),
    path("<reference:reference>/promises/add/", plans.promise, name="promise"),
    path("<reference:reference>/promises/<int:pk>/", plans.see_promise, name="see_promise"),
    path("<reference:reference>/promises/<int:pk>/kept/", plans.keep_promise, name="keep_promise"),
    path("<reference:reference>/promises/<int:pk>/drop/", plans.drop_promise, name="drop_promise"),
    path("<reference:reference>/end/", plans.end, name="end"),
]
