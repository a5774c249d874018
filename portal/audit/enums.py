from django.db.models import TextChoices


class Kind(TextChoices):
    VIEW = "view", "Viewed"
    SEARCH = "search", "Searched"
    EXPORT = "export", "Exported"
    CHANGE = "change", "Changed"
    SIGN_IN = "sign_in", "Signed in or out"
