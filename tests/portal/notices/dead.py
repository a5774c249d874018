"""A mail server that is not there."""

from django.core.mail.backends.base import BaseEmailBackend


class DeadMailServer(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError
