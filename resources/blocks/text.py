from typing import Any

from wagtail import blocks

# No level 1 or 2 (the page's and the heading block's), no images, no embeds, nothing from elsewhere.
TEXT_FEATURES = ["h3", "bold", "ol", "ul", "link", "document-link"]
LINE_FEATURES = ["bold", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, lists and links."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": TEXT_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = "Text"
        template = "guidance/blocks/text.html"
