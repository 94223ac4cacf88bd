"""The door of CKAN: what ckanapi lists, shows, searches and dumps from a real server, and the shapes CKAN's clients rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import ckanapi
import pytest
from flask.testing import FlaskClient

from catalog import people
from tests import builders
from tests.conftest import Clock, Databases, standing_app
from tests.exchange.harvested import Shelf, fill_shelf, put_many, serving

ACTION = "/api/3/action"

# How an answer is wrapped has nothing to do with where the catalog is kept.
on_one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def shelf(databases: Databases, clock: Clock) -> Iterator[Shelf]:
    """A catalog that is not public."""
    with databases.house(fill_shelf, clock, log_level="ERROR") as (office, ids):
        yield Shelf(office, *ids)


@pytest.fixture
def client(shelf: Shelf) -> FlaskClient:
    return standing_app(shelf.office).test_client()


@pytest.fixture
def token(shelf: Shelf) -> str:
    with shelf.office.work(builders.SECURITY_ADMIN) as work:
        order = people.Order(shelf.traffic, "目录采集", ["resource:read"], work.now + timedelta(days=30))
        return people.issue_token(work, order).secret


@pytest.fixture
def address(shelf: Shelf) -> Iterator[str]:
    with serving(standing_app(shelf.office)) as served:
        yield served


# -- The real client


def test_ckanapi_lists_shows_and_searches(shelf: Shelf, address: str, token: str) -> None:
    with ckanapi.RemoteCKAN(address, apikey=token) as portal:
        assert portal.action.site_read()
        assert portal.action.status_show()["site_url"] == address
        names = portal.action.package_list()
        packages = [portal.action.package_show(id=name) for name in names]
        assert [package["id"] for package in packages] == list(shelf.published)
        assert portal.action.package_search(q="公交线路", rows=5)["results"] == [packages[1]]
        by_walk = portal.action.package_search(fq=f"organization:{shelf.weather}", sort="id asc")
        assert by_walk["results"] == [packages[2]]
        facets = portal.action.package_search(**{"facet.field": '["organization"]', "rows": 0})["search_facets"]
        assert sum(item["count"] for item in facets["organization"]["items"]) == 3
        for name in portal.action.organization_list():
            assert portal.action.organization_show(id=name, include_datasets=True)["packages"]
        for name in portal.action.group_list():
            assert portal.action.group_show(id=name)["package_count"]
        for name in portal.action.tag_list():
            assert portal.action.tag_show(id=name)["name"] == name
        for package in packages:
            for each in package["resources"]:
                assert portal.action.resource_show(id=each["id"]) == each
        assert portal.action.license_list()[0]["id"] == packages[0]["license_id"]
        assert len(portal.action.current_package_list_with_resources()) == 3


@on_one_database
def test_ckanapi_may_ask_by_get_alone(shelf: Shelf, address: str, token: str) -> None:
    with ckanapi.RemoteCKAN(address, apikey=token, get_only=True) as portal:
        assert portal.action.package_show(id="206001-000001")["id"] == shelf.parking
        assert portal.action.package_search(q="公交线路", rows=5)["count"] == 1
        assert len(portal.action.organization_list(all_fields=True)[0]) > 1


def test_ckanapi_is_refused_as_by_ckan(shelf: Shelf, address: str) -> None:
    with ckanapi.RemoteCKAN(address) as nobody:
        assert nobody.action.status_show()["ckan_version"]
        for action in ("package_list", "package_search", "organization_list", "site_read", "tag_list"):
            with pytest.raises(ckanapi.NotAuthorized):
                nobody.call_action(action)
    with ckanapi.RemoteCKAN(address, apikey="no-such-token") as stranger, pytest.raises(ckanapi.NotAuthorized):
        stranger.action.package_list()
    assert shelf


@on_one_database
def test_ckanapi_is_told_what_is_wrong(address: str, token: str) -> None:
    with ckanapi.RemoteCKAN(address, apikey=token) as portal:
        with pytest.raises(ckanapi.NotFound):
            portal.action.package_show(id="no-such")
        with pytest.raises(ckanapi.NotFound):
            portal.action.package_create(name="x")
        with pytest.raises(ckanapi.ValidationError) as wrong:
            portal.action.package_show()
        assert set(wrong.value.error_dict) == {"id", "__type"}
        with pytest.raises(ckanapi.SearchQueryError):
            portal.action.package_search(fq="colour:red")


def test_ckanapi_dumps_everything(shelf: Shelf, address: str, token: str, tmp_path: Path) -> None:
    """The command as a harvester runs it, with a worker of its own."""
    put_many(shelf, 4)
    # The command starts its worker by its own name.
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for thing, number in (("datasets", 7), ("organizations", 2)):
        target = tmp_path / f"{thing}.jsonl"
        command = ["ckanapi", "dump", thing, "--all", "-q", "-p", "1", "-r", address, "-a", token, "-O", target]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        dumped = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
        assert len({each["id"] for each in dumped}) == len(dumped) == number


# -- Shapes


@on_one_database
def test_every_way_of_asking_gives_the_same_answer(shelf: Shelf, client: FlaskClient, token: str) -> None:
    key = {"Authorization": token}
    asked = {"id": shelf.buses}
    ways: list[Any] = [
        client.get(f"{ACTION}/package_show", query_string=asked, headers=key),
        client.get("/api/action/package_show", query_string=asked, headers=key),
        client.post(f"{ACTION}/package_show", json=asked, headers=key),
        client.post(f"{ACTION}/package_show", data=asked, headers=key),
        client.post(f"{ACTION}/package_show", data=asked, headers=key, content_type="multipart/form-data"),
        client.post(f"{ACTION}/package_show", data=json.dumps(asked), headers=key),
        client.post(
            f"{ACTION}/package_show", data=json.dumps(asked), headers=key, content_type="application/x-www-form-urlencoded"
        ),
        client.get(f"{ACTION}/package_show", query_string=asked, headers={"Authorization": f"Bearer {token}"}),
        client.get(f"{ACTION}/package_show", query_string=asked, headers={"X-CKAN-API-Key": token}),
    ]
    for response in ways:
        assert response.status_code == 200, response.get_data(as_text=True)
        assert response.content_type == "application/json;charset=utf-8"
        assert response.json == ways[0].json
    assert ways[0].json["success"] is True
    assert ways[0].json["help"] == f"http://localhost{ACTION}/help_show?name=package_show"
    assert client.post(f"{ACTION}/site_read", headers=key).json["result"] is True


ERRORS = [
    ("package_show", {"id": "no-such"}, 404, "Not Found Error"),
    ("no_such_action", {}, 404, "Not Found Error"),
    ("package_show", {}, 409, "Validation Error"),
    ("package_search", {"rows": "x"}, 409, "Validation Error"),
    ("package_search", {"sort": "colour"}, 400, "Search Query Error"),
]


@on_one_database
def test_errors_have_the_shape_of_ckan(client: FlaskClient, token: str) -> None:
    for action, asked, status, kind in ERRORS:
        response = client.post(f"{ACTION}/{action}", json=asked, headers={"Authorization": token})
        assert (response.status_code, response.json["error"]["__type"]) == (status, kind)
        assert response.json["success"] is False
        assert response.json["help"].endswith(f"name={action}")
        assert len(response.json["error"]) > 1


@on_one_database
def test_a_body_that_is_no_object_is_a_bad_request(client: FlaskClient) -> None:
    for body in ("{", "[1]", '"text"', "\0", "nonsense", "[" * 100_000):
        response = client.post(f"{ACTION}/status_show", data=body, content_type="application/json")
        assert (response.status_code, response.json[:11]) == (400, "Bad request"), body[:10]


@on_one_database
def test_nobody_is_told_403_and_a_public_catalog_tells_everybody(client: FlaskClient, databases: Databases, clock: Clock) -> None:
    refused = client.get(f"{ACTION}/package_list")
    assert (refused.status_code, refused.json["error"]["__type"]) == (403, "Authorization Error")
    with databases.house(fill_shelf, clock, log_level="ERROR", public_catalog=True) as (open_house, ids):
        visitor = standing_app(open_house).test_client()
        assert len(visitor.get(f"{ACTION}/package_list").json["result"]) == 3
        found = visitor.get(f"{ACTION}/package_search?q=公交线路").json["result"]["results"]
    assert found[0]["id"] == Shelf(open_house, *ids).buses


@on_one_database
def test_a_token_without_the_scope_reads_nothing(shelf: Shelf, client: FlaskClient) -> None:
    with shelf.office.work(builders.SECURITY_ADMIN) as work:
        order = people.Order(shelf.traffic, "其他应用", ["people:read"], work.now + timedelta(days=30))
        other = people.issue_token(work, order).secret
    assert client.get(f"{ACTION}/package_list", headers={"Authorization": other}).status_code == 403


@on_one_database
def test_whoever_signed_in_may_bring_a_session(shelf: Shelf, client: FlaskClient) -> None:
    login = builders.create_official(shelf.office, "li.ming", department=shelf.traffic)
    begun = client.post("/api/v1/sessions", json={"login": login, "password": builders.PASSWORD}).json
    assert client.get(f"{ACTION}/site_read", headers={"Authorization": begun["token"]}).json["result"] is True
