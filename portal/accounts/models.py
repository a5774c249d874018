"""People who sign in, and the authority roles granted to them."""

from typing import Any, ClassVar

import rules
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from portal.accounts.enums import Reach, Role
from portal.accounts.roles import roles_reaching
from portal.core.privacy import Retention, classify
from portal.core.references import ReferenceField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, name: str, password: str | None = None, **extra: Any) -> "User":
        """A person who may sign in; without a password only through an invitation."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@classify(
    Retention.ACCOUNT,
    T1="reference is_active is_superuser last_login joined_at groups user_permissions",
    T2="email name job_title phone availability agency password",
)
class User(AbstractBaseUser, PermissionsMixin):
    """One person. What they may do comes from role grants and from links to schools."""

    reference = ReferenceField("U")
    email = models.EmailField("email address", unique=True)
    name = models.CharField("full name", max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    agency = models.CharField(max_length=120, blank=True, help_text="The school or service they work for")
    phone = models.CharField("direct phone", max_length=40, blank=True)
    availability = models.CharField(
        max_length=120, blank=True, help_text="For example: usually answers within the day"
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case"),)

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else self.email

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """What the rooms' rules name, they alone decide; the CMS's own permissions are read for the rest."""
        if rules.perm_exists(perm) and not self.is_superuser:
            return rules.has_perm(perm, self, obj)
        return super().has_perm(perm, obj)

    @property
    def is_staff(self) -> bool:
        """Django's admin is not mounted; nobody is staff (docs/decisions/0003)."""
        return False


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def active(self) -> "RoleGrantQuerySet":
        """Grants that hold now."""
        return self.filter(ended_at=None)


@classify(Retention.ACCOUNT, T1="user role granted_at ended_at granted_by")
class RoleGrant(models.Model):
    """An authority role held by a person, from grant to end. School roles come from links instead."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=30, choices=Role.choices)
    granted_at = models.DateTimeField(default=timezone.now)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "role"), condition=models.Q(ended_at=None), name="one_active_grant_of_a_role"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in roles_reaching(Reach.AUTHORITY)]),
                name="only_authority_roles_are_granted",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.user}"
