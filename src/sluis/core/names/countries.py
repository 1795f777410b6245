"""Countries by name, as official lists and customers write them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NAMES = """
AD Andorra
AE United Arab Emirates
AF Afghanistan
AG Antigua & Barbuda
AI Anguilla
AL Albania
AM Armenia
AO Angola
AQ Antarctica
AR Argentina
AS American Samoa
AT Austria
AU Australia
AW Aruba
AX Åland Islands
AZ Azerbaijan
BA Bosnia & Herzegovina
BB Barbados
BD Bangladesh
BE Belgium
BF Burkina Faso
BG Bulgaria
BH Bahrain
BI Burundi
BJ Benin
BL St. Barthélemy
BM Bermuda
BN Brunei
BO Bolivia
BQ Caribbean Netherlands
BR Brazil
BS Bahamas
BT Bhutan
BV Bouvet Island
BW Botswana
BY Belarus
BZ Belize
CA Canada
CC Cocos (Keeling) Islands
CD Democratic Republic of the Congo
CF Central African Republic
CG Congo
CH Switzerland
CI Cote d'Ivoire
CK Cook Islands
CL Chile
CM Cameroon
CN China
CO Colombia
CR Costa Rica
CU Cuba
CV Cape Verde
CW Curaçao
CX Christmas Island
CY Cyprus
CZ Czech Republic
DE Germany
DJ Djibouti
DK Denmark
DM Dominica
DO Dominican Republic
DZ Algeria
EC Ecuador
EE Estonia
EG Egypt
EH Western Sahara
ER Eritrea
ES Spain
ET Ethiopia
FI Finland
FJ Fiji
FK Falkland Islands
FM Micronesia
FO Faroe Islands
FR France
GA Gabon
GB United Kingdom
GD Grenada
GE Georgia
GF French Guiana
GG Guernsey
GH Ghana
GI Gibraltar
GL Greenland
GM Gambia
GN Guinea
GP Guadeloupe
GQ Equatorial Guinea
GR Greece
GS South Georgia & South Sandwich Islands
GT Guatemala
GU Guam
GW Guinea-Bissau
GY Guyana
HK Hong Kong
HM Heard & McDonald Islands
HN Honduras
HR Croatia
HT Haiti
HU Hungary
ID Indonesia
IE Ireland
IL Israel
IM Isle of Man
IN India
IO British Indian Ocean Territory
IQ Iraq
IR Iran
IS Iceland
IT Italy
JE Jersey
JM Jamaica
JO Jordan
JP Japan
KE Kenya
KG Kyrgyzstan
KH Cambodia
KI Kiribati
KM Comoros
KN St. Kitts & Nevis
KP North Korea
KR South Korea
KW Kuwait
KY Cayman Islands
KZ Kazakhstan
LA Laos
LB Lebanon
LC St. Lucia
LI Liechtenstein
LK Sri Lanka
LR Liberia
LS Lesotho
LT Lithuania
LU Luxembourg
LV Latvia
LY Libya
MA Morocco
MC Monaco
MD Moldova
ME Montenegro
MF St. Martin
MG Madagascar
MH Marshall Islands
MK North Macedonia
ML Mali
MM Myanmar
MN Mongolia
MO Macao
MP Northern Mariana Islands
MQ Martinique
MR Mauritania
MS Montserrat
MT Malta
MU Mauritius
MV Maldives
MW Malawi
MX Mexico
MY Malaysia
MZ Mozambique
NA Namibia
NC New Caledonia
NE Niger
NF Norfolk Island
NG Nigeria
NI Nicaragua
NL Netherlands
NO Norway
NP Nepal
NR Nauru
NU Niue
NZ New Zealand
OM Oman
PA Panama
PE Peru
PF French Polynesia
PG Papua New Guinea
PH Philippines
PK Pakistan
PL Poland
PM St. Pierre & Miquelon
PN Pitcairn Islands
PR Puerto Rico
PS Palestine
PT Portugal
PW Palau
PY Paraguay
QA Qatar
RE Réunion
RO Romania
RS Serbia
RU Russia
RW Rwanda
SA Saudi Arabia
SB Solomon Islands
SC Seychelles
SD Sudan
SE Sweden
SG Singapore
SH St. Helena
SI Slovenia
SJ Svalbard & Jan Mayen
SK Slovakia
SL Sierra Leone
SM San Marino
SN Senegal
SO Somalia
SR Suriname
SS South Sudan
ST São Tomé & Príncipe
SV El Salvador
SX Sint Maarten
SY Syria
SZ Eswatini
TC Turks & Caicos Islands
TD Chad
TF French Southern Territories
TG Togo
TH Thailand
TJ Tajikistan
TK Tokelau
TL Timor-Leste
TM Turkmenistan
TN Tunisia
TO Tonga
TR Turkey
TT Trinidad & Tobago
TV Tuvalu
TW Taiwan
TZ Tanzania
UA Ukraine
UG Uganda
UM U.S. Outlying Islands
US United States
UY Uruguay
UZ Uzbekistan
VA Vatican City
VC St. Vincent & Grenadines
VE Venezuela
VG British Virgin Islands
VI U.S. Virgin Islands
VN Vietnam
VU Vanuatu
WF Wallis & Futuna
WS Samoa
XK Kosovo
YE Yemen
YT Mayotte
ZA South Africa
ZM Zambia
ZW Zimbabwe
"""

# Spellings of OFAC, the UN, the EU and common use that differ from the above.
_OTHER_NAMES = """
AE UAE; Emirates
BA Bosnia
BN Brunei Darussalam
BO Bolivia (Plurinational State of)
BS Bahamas, The; The Bahamas
BY Byelorussia
CD Congo, Democratic Republic of the; Congo (Democratic Republic of the); DR Congo
CD DRC; Congo - Kinshasa; Democratic Republic of Congo
CG Congo, Republic of the; Republic of the Congo; Congo - Brazzaville; Congo Brazzaville
CI Cote d Ivoire; Ivory Coast
CN People's Republic of China; PRC; P.R. China; China, People's Republic of
CV Cabo Verde
CZ Czechia
EG Arab Republic of Egypt
FM Micronesia, Federated States of
GB UK; Great Britain; England; Scotland; Wales; Northern Ireland
GB United Kingdom of Great Britain and Northern Ireland
GM The Gambia; Gambia, The
HK Hong Kong SAR; Hong Kong, China; China (Hong Kong)
IM Man, Isle of
IR Islamic Republic of Iran; Iran, Islamic Republic of; Iran (Islamic Republic of)
KN Saint Kitts and Nevis
KP Korea, North; DPRK; Democratic People's Republic of Korea
KP Korea, Democratic People's Republic of; Democratic Peoples Republic of Korea
KR Korea, South; Republic of Korea; Korea, Republic of; Korea
LA Lao People's Democratic Republic; Lao PDR
LC Saint Lucia
LY Libyan Arab Jamahiriya; State of Libya
MD Republic of Moldova; Moldova, Republic of
MK North Macedonia, The Republic of; Macedonia
MK The former Yugoslav Republic of Macedonia
MM Burma
MO Macau
NL The Netherlands; Holland; Kingdom of the Netherlands
PS Palestinian; West Bank; Gaza; Palestinian Territory; State of Palestine
PS Palestinian Territory, Occupied; Region: Gaza; Region: West Bank
RU Russian Federation; Russian Federation (the); USSR
SR Surinam
ST Sao Tome and Principe
SY Syrian Arab Republic
SZ Swaziland
TL East Timor
TR Turkiye
TW Taiwan, Province of China; Republic of China; Chinese Taipei; Taiwan, China
TZ United Republic of Tanzania; Tanzania, United Republic of
US USA; U.S.A.; U.S.; United States of America; America
VA Holy See; Vatican
VC Saint Vincent and the Grenadines
VE Venezuela (Bolivarian Republic of); Bolivarian Republic of Venezuela
VG Virgin Islands, British
VI Virgin Islands, U.S.
VN Viet Nam
"""


def country_code(text: str | None) -> str | None:
    """Give the ISO 3166-1 alpha-2 code of a country.

    Args:
        text: A code in any case, or an English name as lists write it.

    Returns:
        The code, or ``None`` where nothing or no country we know is named.
    """
    if not text:
        return None
    code = text.strip().upper()
    if code in _codes():
        return code
    return _by_name().get(_plain(text))


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^a-z]+", " ", bare.replace("&", " and ")).split())


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(line[:2] for line in _NAMES.split("\n") if line)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for line in (_NAMES + _OTHER_NAMES).split("\n"):
        for name in line[3:].split(";"):
            if name.strip():
                names[_plain(name)] = line[:2]
    return names
