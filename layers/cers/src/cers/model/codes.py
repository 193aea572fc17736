"""Code lists of the delivered formats (source: the warehouse code tables of RDW_Schema)."""

from typing import Final

GRADES: Final = (
    "UG", "IT", "PR", "PK", "TK", "KG",
    "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "PS",
)  # fmt: skip
"""Enrolled grades, in ascending order."""

ASSESSMENT_TYPES: Final = ("ica", "iab", "sum")
COMPLETENESS: Final = ("Partial", "Complete")
ADMINISTRATION_CONDITIONS: Final = ("Valid", "SD", "NS", "IN")
GENDERS: Final = ("Male", "Female", "Nonbinary")

ETHNICITIES: Final = (
    "HispanicOrLatinoEthnicity",
    "AmericanIndianOrAlaskaNative",
    "Asian",
    "BlackOrAfricanAmerican",
    "White",
    "NativeHawaiianOrOtherPacificIslander",
    "DemographicRaceTwoOrMoreRaces",
    "Filipino",
)
ELAS: Final = ("EO", "EL", "IFEP", "RFEP", "TBD")
MILITARY_CONNECTED: Final = (
    "NotMilitaryConnected",
    "ActiveDuty",
    "NationalGuardOrReserve",
    "No",
    "Yes",
)
ITEM_TRAITS: Final = ("Evidence/Elaboration", "Organization/Purpose", "Conventions")

_LANGUAGE_PAIRS: Final = """
    eng/00 spa/01 vie/02 chi/03 kor/04 fil/05 por/06 mnd/07 jpn/08 mkh/09 lao/10 ara/11 arm/12
    bur/13 dut/15 per/16 fre/17 ger/18 gre/19 cha/20 heb/21 hin/22 hmn/23 hun/24 ilo/25 ind/26
    ita/27 pan/28 rus/29 smo/30 tha/32 tur/33 ton/34 urd/35 ceb/36 sgn/37 ukr/38 chz/39 pus/40
    pol/41 syr/42 guj/43 yao/44 rum/45 taw/46 lau/47 mah/48 oto/49 map/50 kur/51 bat/52 toi/53
    afa/54 alb/56 tir/57 som/60 ben/61 tel/62 tam/63 mar/64 kan/65 amh/66 bul/67 kik/68 kas/69
    swe/70 zap/71 uzb/72 mis/99 und/UU
"""
LANGUAGES: Final = dict(pair.split("/") for pair in _LANGUAGE_PAIRS.split())
"""ISO 639-2 language code -> CALPADS two-character code."""


def grade_order(grade: str) -> int:
    """Where a grade stands among all; one that is none of them stands first."""
    return GRADES.index(grade) if grade in GRADES else -1
