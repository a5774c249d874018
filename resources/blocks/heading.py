from wagtail import blocks


class HeadingBlock(blocks.CharBlock):
    """A heading of level 2; the page's title is level 1, rich text may hold level 3."""

    class Meta:
        icon = "title"
        label = "Heading"
        template = "guidance/blocks/heading.html"
