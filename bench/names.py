"""The vocabulary of the measured data set, shared with the client that other systems were measured by."""

from __future__ import annotations

ADJ = (
    "Northern Southern Eastern Western Golden Silver Coastal Highland Metro Valley Prime Royal "
    "Urban Rural Grand Pacific Atlantic Central United National Modern Classic Bright Clear Green "
    "Blue Crimson Amber Ivory Jade Summit River Harbor Garden Forest Desert Polar Solar Lunar Star"
).split()
NOUN = (
    "Trading Supplies Markets Stores Foods Pharma Medical Hardware Textiles Motors Electric Systems "
    "Logistics Packaging Chemicals Plastics Steel Paper Printing Bakery Dairy Beverages Grocers "
    "Outfitters Furniture Ceramics Glass Timber Cement Paints Tools Machines Optics Clinics Dental "
    "Veterinary Farms Seeds Fisheries Mills Jewelers Books Toys Sports Fashion Cosmetics Salon "
    "Catering Hotels Travel"
).split()
SUFFIX = "Ltd Inc LLC GmbH Group Partners Holdings Co".split()
CITY = "Oslo Lyon Porto Turin Graz Ghent Malmo Gdansk Brno Cork Leeds Essen".split()


def name_of(i: int) -> str:
    """The name of the i-th customer."""
    return f"{ADJ[i % 40]} {NOUN[(i // 40) % 50]} {SUFFIX[(i // 7) % 8]} {i:06d}"
