from django.db.models import TextChoices


class Audience(TextChoices):
    PUBLIC = "public", "Everyone, without signing in"
    SIGNED_IN = "signed_in", "Only people who are signed in"
