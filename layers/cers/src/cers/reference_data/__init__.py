"""What CERS ships of the state's assessments: subject definitions and published cut scores.

A fresh deployment knows no assessment. `cers reference deliver` lands these files like any
vendor's, so they take the same way in, and what a vendor delivers later takes their place.
docs/reference-data.md says where each figure comes from and what is left to delivered packages.
"""

from cers.reference_data.files import ShippedFile, shipped_files, write_files
from cers.reference_data.scales import SCHOOL_YEARS, Scale, ranges, scales
from cers.reference_data.unsourced import UNSOURCED, Unsourced

__all__ = [
    "SCHOOL_YEARS",
    "UNSOURCED",
    "Scale",
    "ShippedFile",
    "Unsourced",
    "ranges",
    "scales",
    "shipped_files",
    "write_files",
]
