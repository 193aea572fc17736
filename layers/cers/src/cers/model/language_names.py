"""What languages are called, in English and in Spanish, by the codes of results."""

from typing import Final

_LINES: Final = """
eng|English|Inglés
spa|Spanish|Español
vie|Vietnamese|Vietnamita
chi|Cantonese|Cantonés
kor|Korean|Coreano
fil|Filipino|Filipino
por|Portuguese|Portugués
mnd|Mandarin|Mandarín
jpn|Japanese|Japonés
mkh|Khmer (Cambodian)|Jemer (camboyano)
lao|Lao|Lao
ara|Arabic|Árabe
arm|Armenian|Armenio
bur|Burmese|Birmano
dut|Dutch|Neerlandés
per|Farsi (Persian)|Farsi (persa)
fre|French|Francés
ger|German|Alemán
gre|Greek|Griego
cha|Chamorro (Guamanian)|Chamorro (guameño)
heb|Hebrew|Hebreo
hin|Hindi|Hindi
hmn|Hmong|Hmong
hun|Hungarian|Húngaro
ilo|Ilocano|Ilocano
ind|Indonesian|Indonesio
ita|Italian|Italiano
pan|Punjabi|Panyabí
rus|Russian|Ruso
smo|Samoan|Samoano
tha|Thai|Tailandés
tur|Turkish|Turco
ton|Tongan|Tongano
urd|Urdu|Urdu
ceb|Cebuano|Cebuano
sgn|Sign language|Lengua de señas
ukr|Ukrainian|Ucraniano
chz|Chaozhou|Chaozhou
pus|Pashto|Pastún
pol|Polish|Polaco
syr|Assyrian|Asirio
guj|Gujarati|Guyaratí
yao|Mien (Yao)|Mien (yao)
rum|Romanian|Rumano
taw|Taiwanese|Taiwanés
lau|Lahu|Lahu
mah|Marshallese|Marshalés
oto|Mixteco|Mixteco
map|Khmu|Khmu
kur|Kurdish|Kurdo
bat|Serbo-Croatian|Serbocroata
toi|Toishanese|Toisanés
afa|Chaldean|Caldeo
alb|Albanian|Albanés
tir|Tigrinya|Tigriña
som|Somali|Somalí
ben|Bengali|Bengalí
tel|Telugu|Telugu
tam|Tamil|Tamil
mar|Marathi|Maratí
kan|Kannada|Canarés
amh|Amharic|Amárico
bul|Bulgarian|Búlgaro
kik|Kikuyu|Kikuyu
kas|Kashmiri|Cachemiro
swe|Swedish|Sueco
zap|Zapotec|Zapoteco
uzb|Uzbek|Uzbeko
mis|Other|Otro
und|Unknown|Desconocido
"""


def _pair(line: str) -> tuple[str, tuple[str, str]]:
    code, name, spanish = line.split("|")
    return code, (name, spanish)


LANGUAGE_NAMES: Final = dict(map(_pair, _LINES.split("\n")[1:-1]))
"""Code -> the name in English, and in Spanish."""
