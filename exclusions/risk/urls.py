from django.urls import path, register_converter

from exclusions.risk.enums import Harm
from exclusions.risk.views import alerts, judging, ruling

app_name = "risk"


class HarmConverter:
    """A harm in an address, `outside-home`."""

    regex = "|".join(harm.value.replace("_", "-") for harm in Harm)

    def to_python(self, value: str) -> Harm:
        return Harm(value.replace("-", "_"))

    def to_url(self, value: str) -> str:
        return value.replace("_", "-")


register_converter(HarmConverter, "harm")
urlpatterns = [
    path("", judging.Register.as_view(), name="register"),
    path("alerts/", alerts.AlertList.as_view(), name="alerts"),
    path("alerts/<reference:reference>/", alerts.alert, name="alert"),
    path("rules/", ruling.rules, name="rules"),
    path("rules/<slug:code>/", ruling.rule, name="rule"),
    path("pupils/<reference:reference>/<harm:harm>/", judging.judge, name="judge"),
    path("pupils/<reference:reference>/warning/", judging.warn, name="warn"),
    path("warnings/<reference:reference>/", judging.warning, name="warning"),
]
