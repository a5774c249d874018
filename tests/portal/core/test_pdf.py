"""A page as a PDF: tagged, titled, marked; and a plain word where the server cannot make one."""

import sys
from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from pypdf import PdfReader

from portal.core.pdf import pdf_response

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_to_print():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return request


def test_a_pdf_is_tagged_titled_and_named_by_its_reference(request_to_print):
    response = pdf_response(request_to_print, "pdf/base.html", {}, "P-ABC234")

    document = PdfReader(BytesIO(response.content))
    assert response["Content-Disposition"] == 'attachment; filename="P-ABC234.pdf"'
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert document.trailer["/Root"]["/Lang"] == "en"
    assert "Official-Sensitive" in document.pages[0].extract_text()


def test_a_server_without_pango_says_so(request_to_print, monkeypatch):
    class Missing:
        def find_spec(self, name, *rest):
            if name == "weasyprint":
                raise OSError("cannot load library")

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])

    response = pdf_response(request_to_print, "pdf/base.html", {}, "P-ABC234")

    assert response.status_code == 503
    assert "lacks the Pango library" in response.content.decode()
