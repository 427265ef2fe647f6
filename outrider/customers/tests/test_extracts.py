"""Extracts of OpenStreetMap as customers: one of our own with all the dirt, and the real one where it is at hand."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from outrider.customers.models import Customer
from outrider.engine.exchange.actions import import_file

DATA = Path(os.environ.get("OUTRIDER_TEST_DATA", Path(__file__).parents[4] / "shared/data"))
OSM = DATA / "outlets/osm_outlets_multi_city.csv.gz"


def load(world, data):
    return import_file("customers", data, world.as_(world.admin))


def counts(report):
    return dict(report.counts)


# Written by us in the shape of the real extract, with each kind of dirt that was found in it.
EXTRACT = """city,osm_type,osm_id,category,name,name_zh,name_en,brand,operator,housenumber,street,postcode,addr_city,phone,opening_hours,lon,lat
linlan,node,9000000001,shop=supermarket,清河生活超市,,,,,,,,,,,121.38,31.31
linlan,node,9000000002,shop=convenience,惠民便利,,,,,12,解放路,,,021-55667788,Mo-Su 08:00-22:00,121.381,31.311
linlan,node,9000000003,shop=kiosk,,,,Casa Azul,,,,,,,,-8.61,41.15
linlan,way,9000000004,amenity=cafe,"Café ""O Canto"", Lda",,Corner Café,,,7,Rua das Flores,4000-100,Porto,+351 220 000 001;+351 220 000 002,Mo-Fr 08:00-19:00,-8.611,41.151
linlan,node,9000000005,amenity=pharmacy,Farmácia Nova,,,,,,,,Porto,call the bell,Mo-Fr 09:00-19:00,-8.612,41.152
linlan,node,9000000006,shop=bakery,Padaria Sol,,,,,,,,Porto,,sunrise or so,-8.613,41.153
linlan,node,9000000007,shop=butcher,Talho Real,,,,,,,,Porto,,Mo-Sa 08:00+,-8.614,41.154
linlan,relation,9000000008,shop=mall,Zentrum\u200b Nord,,,,,,,,München,,Mo-Sa 09:30-20:00,11.58,48.13
linlan,node,9000000009,shop=unheard_of,{long},,,,,,,,,,,11.581,48.131
linlan,node,9000000010,shop=convenience,,,,,,,,,,,,121.39,31.32
linlan,node,9000000002,shop=convenience,又是惠民,,,,,,,,,,,121.39,31.32
"""  # noqa: E501  # rows of a table


def test_an_extract_of_the_real_ones_shape_and_dirt_is_taken_with_every_reason_counted(world):
    data = gzip.compress(EXTRACT.format(long="长" * 130).encode("utf-8"), mtime=0)
    report = load(world, data)
    assert (report.total, counts(report)) == (11, {"created": 9, "refused": 2})
    assert dict(report.mended) == {
        "hours_partly_read": 1,
        "hours_unread": 1,
        "several_phones": 1,
        "name_from_brand": 1,
        "phone_unreadable": 1,
        "too_long": 1,
        "invisible": 1,
    }
    assert dict(report.refused) == {"no_name": 1, "twice_in_file": 1}
    cafe = Customer.objects.get(external_key="osm:way/9000000004")
    assert (cafe.name, cafe.address, cafe.city) == (
        'Café "O Canto", Lda',
        "Rua das Flores 7, 4000-100",
        "Porto",
    )
    assert (cafe.phone, cafe.channel, cafe.remark) == ("+351 22 000 0001", "catering", "+351 220 000 002")
    assert Customer.objects.get(external_key="osm:node/9000000001").city == "linlan"
    assert Customer.objects.filter(pin_lat__isnull=True).count() == 0
    assert counts(load(world, data)) == {"unchanged": 9, "refused": 2}


@pytest.mark.slow
@pytest.mark.skipif(not OSM.exists(), reason=f"the real shops are not here: {OSM}")
def test_the_real_shops_run_to_the_end_with_every_reason_counted(world):
    report = load(world, OSM.read_bytes())
    assert (report.total, counts(report)) == (3_855, {"created": 3_855})
    assert dict(report.mended) == {
        "hours_partly_read": 41,
        "hours_unread": 6,
        "several_phones": 11,
        "name_from_brand": 7,
        "phone_unreadable": 3,
        "too_long": 1,
        "invisible": 1,
    }
    shops = Customer.objects.filter(external_key__startswith="osm:")
    assert shops.count() == 3_855
    assert shops.filter(pin_lat__isnull=True).count() == 0
    assert shops.exclude(opening_hours="").count() == 1_409
    assert shops.exclude(opening_hours="").filter(opening_week__isnull=True).count() == 6
    porto = shops.filter(city__in=("Porto", "porto"))
    assert porto.count() == 1_141  # ten more of the extract name a neighbouring town
    again = load(world, OSM.read_bytes())
    assert counts(again) == {"unchanged": 3_855}
