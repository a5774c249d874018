import threading

import pytest
from django.db import connection
from django.test import RequestFactory

from portal.core.models import Submission
from portal.core.once import AlreadySubmitted, once


def arrival(token: str):
    return RequestFactory().post("/somewhere/", {"once_token": token})


def test_the_second_arrival_leads_to_where_the_first_went(db):
    with once(arrival("abc")) as submission:
        submission.leads_to = "/concerns/C-7K3Q9/"

    with pytest.raises(AlreadySubmitted) as refusal, once(arrival("abc")):
        pytest.fail("the block ran again")

    assert refusal.value.leads_to == "/concerns/C-7K3Q9/"


def test_a_failure_gives_the_token_back(db):
    with pytest.raises(ValueError, match="no"), once(arrival("abc")):
        raise ValueError("no")

    with once(arrival("abc")) as submission:
        submission.leads_to = "/"

    assert Submission.objects.get().leads_to == "/"


def test_a_form_without_token_always_runs(db):
    runs = []
    for _ in range(2):
        with once(RequestFactory().post("/", {})):
            runs.append(1)

    assert (len(runs), Submission.objects.count()) == (2, 0)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_arrivals_at_once_run_one_block():
    barrier, ran, refused = threading.Barrier(2), [], []

    def arrive():
        barrier.wait()
        try:
            with once(arrival("same")) as submission:
                ran.append(1)
                submission.leads_to = "/there/"
        except AlreadySubmitted as refusal:
            refused.append(refusal.leads_to)
        finally:
            connection.close()

    threads = [threading.Thread(target=arrive) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(ran), refused) == (1, ["/there/"])
