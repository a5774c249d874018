"""From what duties were last worked out, so that only what changed is worked out again."""

from django.db import models

from portal.core.privacy import Retention, classify
from schools.pupils.models import Pupil
from schools.register.models import School


@classify(Retention.REFERENCE, T1="digest")
class DerivedSchool(models.Model):
    """One school: the digest of its dates and of the rules by which its duties were last worked out."""

    school = models.OneToOneField(School, models.CASCADE, primary_key=True, related_name="+")
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"duties of {self.school_id}"


@classify(Retention.PUPIL_FILE, T2="born_on child")
class DerivedPupil(models.Model):
    """One record of a pupil: what was known that duties rest on and no suspension carries. `child` is the key
    of the record that stood for the child. Kept while something is open of that child.
    """

    pupil = models.OneToOneField(Pupil, models.CASCADE, primary_key=True, related_name="+")
    born_on = models.DateField()
    child = models.BigIntegerField()

    def __str__(self) -> str:
        return f"duties of {self.pupil_id}"
