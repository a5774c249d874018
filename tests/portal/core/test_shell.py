from django.contrib.auth.models import AnonymousUser

from portal.core.context_processors import shell


def test_the_shell_is_worked_out_once_a_request(rf, monkeypatch):
    asked = []
    monkeypatch.setattr("portal.core.navigation.for_user", lambda user: asked.append(user) or [])
    first, second = rf.get("/"), rf.get("/")
    for request in (first, second):
        request.user = type("Someone", (AnonymousUser,), {"is_authenticated": True})()

    shells = [shell(first), shell(first), shell(second)]

    assert shells[0] is shells[1]
    assert asked == [first.user, second.user]
