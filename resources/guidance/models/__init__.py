"""Guidance in Wagtail: topics, documents and pages."""

from resources.guidance.models.documents import GuidanceDocument
from resources.guidance.models.pages import GuidanceHome, GuidancePage, GuidanceSection, PageDownload
from resources.guidance.models.topics import Topic

__all__ = ["GuidanceDocument", "GuidanceHome", "GuidancePage", "GuidanceSection", "PageDownload", "Topic"]
