"""One random generator per purpose, so that no draw depends on the order of the others."""

import zlib

import numpy as np


def rng(seed: int, purpose: str, *keys: int) -> np.random.Generator:
    """The generator of a seed for one purpose and place (a year, an LEA, a bundle)."""
    return np.random.default_rng((seed, zlib.crc32(purpose.encode()), *keys))
