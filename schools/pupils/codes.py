"""Code sets of pupils' characteristics: the values that schools' systems and the census send.

Sources are named in domain.md 2.3 (SEN), 2.6 (ethnicity), 2.7 (meals, language, care).
"""

import re

from schools.pupils.enums import FactKind

YES, NO = "Y", "N"

NO_SEN, SEN_SUPPORT, EHC_PLAN = "N", "K", "E"
SEN_PROVISION = {NO_SEN: "No special educational need", SEN_SUPPORT: "SEN support", EHC_PLAN: "EHC plan"}

NOT_ASSESSED = "NSA"
SEN_NEED = {
    "SPLD": "Specific learning difficulty",
    "MLD": "Moderate learning difficulty",
    "SLD": "Severe learning difficulty",
    "PMLD": "Profound and multiple learning difficulty",
    "SEMH": "Social, emotional and mental health",
    "SLCN": "Speech, language and communication needs",
    "HI": "Hearing impairment",
    "VI": "Vision impairment",
    "MSI": "Multi-sensory impairment",
    "PD": "Physical disability",
    "ASD": "Autistic spectrum disorder",
    "DS": "Down syndrome",
    "OTH": "Other difficulty or disability",
    NOT_ASSESSED: "SEN support, no specialist assessment of the type of need",
}

ETHNICITY = {
    "WBRI": "White British",
    "WIRI": "Irish",
    "WIRT": "Traveller of Irish heritage",
    "WROM": "Gypsy or Roma",
    "WOTH": "Any other White background",
    "MWBC": "White and Black Caribbean",
    "MWBA": "White and Black African",
    "MWAS": "White and Asian",
    "MOTH": "Any other mixed background",
    "AIND": "Indian",
    "APKN": "Pakistani",
    "ABAN": "Bangladeshi",
    "AOTH": "Any other Asian background",
    "CHNE": "Chinese",
    "BCRB": "Black Caribbean",
    "BAFR": "Black African",
    "BOTH": "Any other Black background",
    "OOTH": "Any other ethnic background",
    "REFU": "Refused",
    "NOBT": "Not yet obtained",
}
# The authority chooses which of these finer codes its schools use; figures count the main one.
FINER_ETHNICITY = {
    "WBRI": "WENG WSCO WWEL WCOR WOWB",
    "WOTH": "WALB WBOS WCRO WEEU WEUR WGRC WGRE WGRK WITA WKOS WOTW WPOR WSER WTUC WTUK WTUR WWEU",
    "APKN": "AMPK AKPA AOPK",
    "AOTH": "AAFR AKAO ANEP AOTA ASLT ASNL ASRO",
    "BAFR": "BANN BAOF BCON BGHA BNGN BSLN BSOM BSUD",
    "BOTH": "BEUR BNAM BOTB",
    "CHNE": "CHKC CMAL COCH CSNG CTWN",
    "MWAS": "MWAI MWAO MWAP",
    "MOTH": "MABL MACH MAOE MBCH MBOE MCOE MOTM MWCH MWOE",
    "OOTH": "OAFG OARA OEGY OFIL OIRN OIRQ OJPN OKOR OKRD OLAM OLEB OLIB OMAL OMRC OOEG OPOL OTHA OVIE OYEM",
}
MAIN_ETHNICITY = {finer: main for main, codes in FINER_ETHNICITY.items() for finer in codes.split()}

ENGLISH = ("ENG", "ENB")
LANGUAGE = {
    "ENG": "English",
    "ENB": "Believed to be English",
    "OTH": "Other than English",
    "OTB": "Believed to be other than English",
    "NOT": "Not yet obtained",
    "REF": "Refused",
}
# Beside the main set schools send codes of single languages (BNG, SOM, URD): kept and shown as sent.
SINGLE_LANGUAGE = re.compile("[A-Z]{3,4}")

FREE_MEALS = {YES: "Eligible", NO: "Not eligible"}
LOOKED_AFTER = {YES: "Looked after", NO: "Not looked after"}
PREVIOUSLY_LOOKED_AFTER = {
    "A": "Adopted from care",
    "G": "Left care under a special guardianship order",
    "R": "Left care under a residence order",
    "C": "Left care under a child arrangements order",
    NO: "Not previously looked after",
}
# Whoever was in care before (domain.md 8.5).
LEFT_CARE = tuple(code for code in PREVIOUSLY_LOOKED_AFTER if code != NO)
NO_SOCIAL_WORKER, PROTECTION_PLAN = "NONE", "CPP"
SOCIAL_WORKER = {
    "CIN": "Child in need",
    PROTECTION_PLAN: "Child protection plan",
    NO_SOCIAL_WORKER: "No social worker",
}
HAS_SOCIAL_WORKER = tuple(code for code in SOCIAL_WORKER if code != NO_SOCIAL_WORKER)

CODE_SETS: dict[FactKind, dict[str, str]] = {
    FactKind.ETHNICITY: ETHNICITY,
    FactKind.FIRST_LANGUAGE: LANGUAGE,
    FactKind.SEN_PROVISION: SEN_PROVISION,
    FactKind.SEN_NEED: SEN_NEED,
    FactKind.FREE_MEALS: FREE_MEALS,
    FactKind.LOOKED_AFTER: LOOKED_AFTER,
    FactKind.PREVIOUSLY_LOOKED_AFTER: PREVIOUSLY_LOOKED_AFTER,
    FactKind.SOCIAL_WORKER: SOCIAL_WORKER,
}


def is_value(kind: FactKind, code: str) -> bool:
    """Whether a code belongs to the code set of the kind, finer ethnicities and languages included."""
    if kind == FactKind.ETHNICITY and code in MAIN_ETHNICITY:
        return True
    if kind == FactKind.FIRST_LANGUAGE and SINGLE_LANGUAGE.fullmatch(code):
        return True
    return code in CODE_SETS[kind]


def in_words(kind: FactKind, code: str) -> str:
    """A value as people read it; a finer code with its main group, an unlisted language as sent."""
    if kind == FactKind.ETHNICITY and code in MAIN_ETHNICITY:
        return f"{ETHNICITY[MAIN_ETHNICITY[code]]} ({code})"
    return CODE_SETS[kind].get(code, code)
