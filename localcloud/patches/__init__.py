"""Where moto is wrong or silent: each patch is small, named and tested.

A patch replaces one attribute of moto while a local cloud runs, and gives it back afterwards, so
tests that use moto by itself are not touched.
"""

from localcloud.patches.patch import Patch, applied

__all__ = ["Patch", "applied"]
