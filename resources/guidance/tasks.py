from celery import shared_task
from django.core.management import call_command


@shared_task(name="guidance.publish_scheduled")
def publish_scheduled() -> None:
    """Publishes and withdraws pages whose time has come."""
    call_command("publish_scheduled", verbosity=0)
