from wagtail import blocks

from resources.blocks.text import LINE_FEATURES


class CalloutBlock(blocks.StructBlock):
    """Words that stand out: a warning, or something worth keeping in mind."""

    kind = blocks.ChoiceBlock(choices=[("note", "Note"), ("warning", "Warning")], default="note")
    text = blocks.RichTextBlock(features=LINE_FEATURES)

    class Meta:
        icon = "warning"
        label = "Note or warning"
        template = "guidance/blocks/callout.html"
