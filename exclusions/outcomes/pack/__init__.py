"""The pack of a case: one PDF for head, governors and panel."""
