from wagtail import blocks

from resources.blocks.text import TEXT_FEATURES


class DetailsBlock(blocks.StructBlock):
    """Text that opens when it is asked for: background that most readers can skip."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=TEXT_FEATURES)

    class Meta:
        icon = "arrow-down-big"
        label = "Details that open"
        template = "guidance/blocks/details.html"
