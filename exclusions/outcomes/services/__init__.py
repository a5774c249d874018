"""What is written about the end of a case."""

from exclusions.outcomes.services.evidence import Answered, answer_item, note_down, take_out_file

__all__ = ["Answered", "answer_item", "note_down", "take_out_file"]
