from wagtail import blocks

from resources.blocks.text import LINE_FEATURES


class StepsBlock(blocks.StructBlock):
    """A numbered list: what to do, in order."""

    title = blocks.CharBlock(default="What to do first", max_length=80)
    steps = blocks.ListBlock(blocks.RichTextBlock(features=LINE_FEATURES, label="Step"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = "What to do first"
        template = "guidance/blocks/steps.html"
