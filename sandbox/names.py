"""Invented names. Any likeness to a person or a school is chance."""

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FEMALE: Final = _words(
    "Amara Beatriz Carys Delphine Esmé Fiadh Giulia Hyacinth Inés Junia Kalani Liesl Maribel "
    "Nayeli Odalys Pía Quilla Rosaura Saoirse Thuy Ulyana Valentina Wrenna Xóchitl Yesenia Zofia "
    "Aaliya Brynn Citlali Dalisay Elowen Faye Graciela Hana Ishani Josefína Katya Lupe Meilin "
    "Noor Oksana Perpetua Rhiannon Sunniva Tallulah Uxía Violeta Winnow Ximena Yuna Zahra "
    "Anneliese Bao-Linh D'Anna Mei-Ling Siân Chloë Renée Łucja Åsa"
)
MALE: Final = _words(
    "Alaric Benicio Cormac Dimitri Emeka Fergus Gustavo Hideo Ignacio Jovani Kwame Leopold Mateo "
    "Nikolai Osvaldo Pascual Quentin Rohan Santiago Tomás Ulises Viggo Wendell Xavi Yusuf Zoltan "
    "Anselm Bartek Crispin Dashiell Efraín Finnian Gael Hamza Isandro Joaquín Kenji Lorcan "
    "Minh Nestor Orlan Piers Raúl Stellan Thaddeus Umberto Vikram Wolfram Xenon Yannick Zeph "
    "Andrés Björn D'Artan Jean-Luc Seán Øyvind Iñaki José Ángel"
)
NEUTRAL: Final = _words(
    "Arbor Bay Cedar Darcy Ember Fennel Gray Harbor Indigo Juniper Kestrel Lark Marlo North "
    "Oakley Phoenix Quill Rowan Sable Tatum Umber Vesper Winter Yarrow Zenith Null True O'Rowan"
)
MIDDLE: Final = _words(
    "Abril Blaise Corazón Dune Elm Flor Glen Hope Iris Jude Kai Luz Moss Nova Opal Pearl Reed "
    "Sol Thorn Vale Wren Joy Lee Rae Solvei Mª"
)
LAST: Final = _words(
    "Abernook Alderwick Amberley Ashgrove Barrowmere Bellweather Birchmont Brackenhurst "
    "Brindlewood Calderfen Castañeda-Vale Cloverfield Copperdale Crestwyn Dovecote Driftwood "
    "Duskwater Eastmarsh Elderglen Emberstone Fairwynd Falconbridge Fernsby Flintlock Foxglove "
    "Frostholm Galloway-Reyes Gladewell Goldcrest Gorsefield Greymantle Halfpenny Harrowgate "
    "Hawksworth Heatherton Hollowell Honeycutt Inglewynd Ironquill Ivoryhill Jasperson Juniperro "
    "Kettlewick Kingsmere Lanternjaw Larkhaven Lindenvale Longbarrow Lowfeather Marigolde "
    "Marlinspike Meadowlark Mistral Moonacre Mossbank Muñoz-Hale Nettleship Nightingrove Null Na "
    "Nguyen-Marsh O'Bramble O'Larkin Oakenfold Ortegón Osterwick Otterburn Pebblebrook Peñaflor "
    "Pennywhistle Pimpernel Quarrystone Quicksilver Quiñonero Ravenscar Redfern Riverbend "
    "Rookwood Rosethorn Saltmarsh Sánchez-Thorn Sandpiper Shadowmere Silverbrook Skylark "
    "Snowdrop Stonehaven Summerfield Swallowtail Tamarisk Thistledown Thornbury Tidewater "
    "Tumbleweed Underhill Vásquez-Elm Velvetine Wainscott Waterlow Weatherby Whimbrel Wildmoor "
    "Willowby Windermoor Xochimara Yellowhammer Yewdale Zephyrine Zinnwald De-la-Fuente D'Aubrey "
    "McThistle van-der-Moss Tran-Heath Ka\u02bbohana Løvdal Strömberg Fernández-Bay Kowalczyń "
    "Ó'Finch"
)

PLACES: Final = tuple(
    f"{first}{second}"
    for second in _words("mere brook fen hollow water crest down wick gate stone")
    for first in _words(
        "Larks Bramble Copper Mist Thistle Amber Willow Raven Silver Clover Heather Juniper Otter "
        "Falcon Marigold Saffron Tamar Quill Ember Linden Fox Swan Moss Hazel Alder Rowan Sorrel "
        "Velvet Cinder Lantern"
    )
)
"""Places that exist nowhere; an LEA is named after each in turn."""

SCHOOLS: Final = (
    "Maple Grove", "Cedar Hollow", "Juniper Bend", "Otter Creek", "Larkspur", "Falcon Ridge",
    "Amber Meadow", "Willow Bay", "Copper Canyon", "Moonflower", "Quail Hill", "Saffron Field",
    "Thistle Down", "Blue Heron", "Lantern Hill", "Foxglove", "Windmill Lane", "Pebble Lane",
    "Silver Birch", "Orchard Gate", "Hazel Dell", "Kestrel Point", "Marigold", "Rowan Tree",
    "Stargazer", "Tidepool", "Velvet Oak", "Cloverleaf", "Dragonfly", "Sundial",
)  # fmt: skip
"""School names, used in turn; like real ones they recur in different LEAs."""

DISABILITIES: Final = ("SLD", "SLI", "OHI", "AUT", "EMN", "HI", "ID", "OI", "MD", "TBI", "VI")
