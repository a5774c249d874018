"""References, pupil numbers and addresses of the demo: the same for the same seed, none given twice."""

from math import gcd
from random import Random

from portal.core.references import ALPHABET


class References:
    """An endless run of references of one kind, without repeats and without remembering any.

    Steps of a fixed size around the whole range come back to the start only after every value, as
    long as step and range have no common divisor.
    """

    def __init__(self, prefix: str, length: int, rng: Random) -> None:
        self.prefix, self.length = prefix, length
        self.size = len(ALPHABET) ** length
        self.at = rng.randrange(self.size)
        self.step = rng.randrange(self.size // 3, self.size // 2)
        while gcd(self.step, self.size) != 1:
            self.step += 1

    def __next__(self) -> str:
        self.at = left = (self.at + self.step) % self.size
        letters = []
        for _ in range(self.length):
            left, digit = divmod(left, len(ALPHABET))
            letters.append(ALPHABET[digit])
        return f"{self.prefix}-{''.join(letters)}"
