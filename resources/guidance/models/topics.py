"""What guidance is about: a short list that editors keep."""

from django.db import models
from wagtail.admin.panels import FieldPanel

from portal.core.privacy import Retention, classify


@classify(Retention.CONTENT, T1="name slug")
class Topic(models.Model):
    """One topic, such as exploitation or exclusion."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(
        "address",
        max_length=60,
        unique=True,
        help_text="Small letters and hyphens, as in child-on-child-harm",
    )

    panels = (FieldPanel("name"), FieldPanel("slug"))

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
