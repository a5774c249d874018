from typing import ClassVar

from wagtail import blocks

from resources.blocks.callout import CalloutBlock
from resources.blocks.contact import ContactBlock
from resources.blocks.details import DetailsBlock
from resources.blocks.heading import HeadingBlock
from resources.blocks.steps import StepsBlock
from resources.blocks.text import TextBlock


class BodyBlock(blocks.StreamBlock):
    """What the body of a guidance page may hold, in any order."""

    steps = StepsBlock()
    heading = HeadingBlock()
    text = TextBlock()
    callout = CalloutBlock()
    contact = ContactBlock()
    details = DetailsBlock()

    class Meta:
        block_counts: ClassVar = {"contact": {"max_num": 1}}
