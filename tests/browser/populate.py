"""Fill the data folder that ``SLUIS_DATA`` names, for the browser to look at."""

from __future__ import annotations

from sluis.office.start import start

start()
