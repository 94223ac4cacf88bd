"""The tree of the tiers and a page for each region."""

from __future__ import annotations

import csv
import io
import re

from catalog.office import Office
from catalog.people import overview
from tests import builders
from tests.conftest import standing_app
from tests.web.conftest import Browser, City


def test_the_tree_nests_and_counts_with_all_beneath(city: City) -> None:
    page = city.browser("li.ming").text("/regions")
    nation, district = page.index(">全国</a>"), page.index(">渝中区</a>")
    assert nation < page.index(">重庆市</a>") < district
    assert page.count("<details open>") == 2, "nation and city stand open; a district has nothing beneath it"
    assert re.findall(r'>(\d+)<span class="hidden"> 个部门', page) == ["2", "2", "1"]
    assert re.findall(r'>(\d+)<span class="hidden"> 个已发布资源', page) == ["1", "1", "0"]
    assert f'href="/search?region={city.region}&amp;state=published"' in page
    assert f'href="/departments?region={city.district}"' in page


def test_the_tree_can_be_downloaded(city: City) -> None:
    rows = list(csv.reader(io.StringIO(city.browser("li.ming").get("/regions.csv").get_data().decode("utf-8-sig"))))
    assert [[row[0], *row[2:]] for row in rows[1:]] == [
        ["全国", "国家", "2", "1"],
        ["重庆市", "市", "2", "1"],
        ["渝中区", "区县", "1", "0"],
    ]


def test_a_region_shows_where_it_lies_and_what_is_there(city: City) -> None:
    browser = city.browser("li.ming")
    page = browser.text(f"/regions/{city.region}")
    for said in ("重庆市", "全国", "渝中区", "500000", "0 / 1 个资源", "公共停车场泊位信息", "市交通局"):
        assert said in page
    assert f'href="/search?region={city.region}&amp;state=draft"' in page
    beneath = browser.text(f"/regions/{city.district}")
    assert "这里还没有编目" in beneath
    assert "下级区划" not in beneath


def test_visitors_of_a_public_catalog_see_regions_and_departments(public_city: City) -> None:
    browser = public_city.browser()
    for path in ("/regions", f"/regions/{public_city.region}", "/departments", f"/departments/{public_city.department}"):
        page = browser.text(path)
        assert "草稿" not in page


def test_before_there_are_regions_the_page_says_what_to_do(office: Office) -> None:
    with office.look(builders.OPERATOR) as look:
        assert overview.tree(look) is None
    login = builders.create_official(office)
    browser = Browser(standing_app(office).test_client())
    browser.sign_in(login)
    assert "还没有区划" in browser.text("/regions")
    assert "目录中还没有资源" in browser.text("/")
