from typing import Any

from wagtail import blocks


class ContactBlock(blocks.StructBlock):
    """The lead social worker of whoever reads the page.

    The page puts `link_workers` into its context; the block only says where the card stands.
    """

    introduction = blocks.CharBlock(required=False, max_length=250)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context.setdefault("link_workers", [])
        return context

    class Meta:
        icon = "user"
        label = "My link social worker"
        template = "guidance/blocks/contact.html"
