"""The time zones that schedules of autoscale can name."""

from __future__ import annotations

_REGIONS = """
Afghanistan|Alaskan|Aleutian|Altai|Arab|Arabian|Arabic|Argentina|Astrakhan|Atlantic|AUS Central|Aus Central W.
AUS Eastern|Azerbaijan|Azores|Bahia|Bangladesh|Belarus|Bougainville|Canada Central|Cape Verde|Caucasus
Cen. Australia|Central America|Central Asia|Central Brazilian|Central Europe|Central European|Central Pacific|Central
Chatham Islands|China|Cuba|Dateline|E. Africa|E. Australia|E. Europe|E. South America|Easter Island|Eastern|Egypt
Ekaterinburg|Fiji|FLE|Georgian|GMT|Greenland|Greenwich|GTB|Haiti|Hawaiian|India|Iran|Israel|Jordan|Kaliningrad
Kamchatka|Korea|Libya|Line Islands|Lord Howe|Magadan|Magallanes|Marquesas|Mauritius|Mid-Atlantic|Middle East|Montevideo
Morocco|Mountain|Myanmar|N. Central Asia|Namibia|Nepal|New Zealand|Newfoundland|Norfolk|North Asia East|North Asia
North Korea|Omsk|Pacific SA|Pacific|Pakistan|Paraguay|Qyzylorda|Romance
Russian|SA Eastern|SA Pacific|SA Western|Saint Pierre|Sakhalin|Samoa|Sao Tome|Saratov|SE Asia
Singapore|South Africa|South Sudan|Sri Lanka|Sudan|Syria|Taipei|Tasmania|Tocantins|Tokyo|Tomsk|Tonga|Transbaikal|Turkey
Turks And Caicos|Ulaanbaatar|US Eastern|US Mountain|Venezuela|Vladivostok|Volgograd|W. Australia|W. Central Africa
W. Europe|W. Mongolia|West Asia|West Bank|West Pacific|Yakutsk|Yukon
"""
_OTHERS = (
    "UTC",
    "UTC-11",
    "UTC-09",
    "UTC-08",
    "UTC-02",
    "UTC+12",
    "UTC+13",
    "Coordinated Universal Time",
    "Russia Time Zone 10",
    "Russia Time Zone 11",
    "Russia Time Zone 3",
    "Central Standard Time (Mexico)",
    "Eastern Standard Time (Mexico)",
    "Mountain Standard Time (Mexico)",
    "Pacific Standard Time (Mexico)",
)
TIME_ZONES = {
    name.lower(): name
    for name in (
        *_OTHERS,
        *(f"{each} Standard Time" for line in _REGIONS.split("\n") for each in line.split("|") if each),
    )
}
"""Their names by the names in lower case.

Source: https://learn.microsoft.com/windows-hardware/manufacture/desktop/default-time-zones
"""
