"""A request whose user is one of ours: what every view behind sign-in receives."""

from django.http import HttpRequest

from portal.accounts.models import User


class AuthenticatedRequest(HttpRequest):
    user: User
