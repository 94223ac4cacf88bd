"""Signing in by page: the cookie, the forms, the idle end, the way back."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import cast
from urllib.parse import parse_qs, quote, unquote, urlsplit

from werkzeug.http import parse_cookie

from catalog import people
from tests import builders
from tests.conftest import Clock
from tests.web.conftest import City

WRONG = "登录名或口令不正确，或账号已暂时锁定（连续失败 5 次锁定 15 分钟）"


def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_do_not_get(city: City) -> None:
    answer = city.browser().sign_in("li.ming")
    (cookie,) = (each for each in answer.headers.getlist("Set-Cookie") if each.startswith("catalog_session="))
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert attributes == {"httponly", "path=/", "samesite=lax"}
    assert answer.headers["Location"] == "/"
    token = parse_cookie(cookie)["catalog_session"]
    assert people.actor_of_session(city.office, token).login == "li.ming", "it is the session that the API gives out"


def test_over_https_no_cookie_leaves_it(city: City) -> None:
    client = city.app.test_client()
    page = client.get("/sign-in", base_url="https://catalog.example/")
    guard = page.get_data(as_text=True).partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"login": "li.ming", "password": builders.PASSWORD, "csrf_token": guard}
    there = {"base_url": "https://catalog.example/", "headers": {"Referer": "https://catalog.example/sign-in"}}
    answer = client.post("/sign-in", data=form, **there)  # type: ignore[arg-type]  # both are arguments of the environment
    cookies = page.headers.getlist("Set-Cookie") + answer.headers.getlist("Set-Cookie")
    assert answer.status_code == 303
    assert cookies
    assert all("secure" in cookie.lower() for cookie in cookies if "=;" not in cookie)


def test_wrong_credentials_stand_at_the_field_and_do_not_tell_which_logins_there_are(city: City) -> None:
    browser = city.browser()
    said = {
        (login, browser.sign_in(login, "Wrong-2026", status=422).get_data(as_text=True).count(WRONG))
        for login in ("nobody.here", "li.ming")
        for _ in range(6)
    }
    assert said == {("nobody.here", 1), ("li.ming", 1)}
    locked = browser.sign_in("li.ming", status=422).get_data(as_text=True)
    assert WRONG in locked
    assert 'aria-invalid="true" aria-describedby="password-problem"' in locked
    english = browser.post("/sign-in?lang=en", status=422, login="li.ming", password="x").get_data(as_text=True)
    assert "login or password is wrong, or the account is locked for now (5 failures in a row lock it for 15 minutes)" in english


def test_a_lock_ends(city: City, clock: Clock) -> None:
    browser = city.browser()
    for _ in range(5):
        browser.sign_in("li.ming", "Wrong-2026", status=422)
    browser.sign_in("li.ming", status=422)
    clock.advance(minutes=15)
    browser.sign_in("li.ming")


def test_signing_out_ends_the_session_everywhere(city: City) -> None:
    browser = city.browser("li.ming")
    assert "li.ming" in browser.text("/"), "the bar says who is signed in"
    token = browser.client.get_cookie("catalog_session")
    assert token
    out = browser.post("/sign-out", page="/")
    assert out.headers["Location"] == "/sign-in?out=1"
    assert "您已退出" in browser.text(out.headers["Location"])
    assert browser.client.get_cookie("catalog_session") is None
    browser.client.set_cookie("catalog_session", token.value)
    assert browser.get("/departments", status=303).headers["Location"].startswith("/sign-in?")


def test_whoever_is_not_signed_in_is_taken_there_and_back(city: City) -> None:
    browser = city.browser()
    for path in ("/departments?name=交通&lang=en", "/regions", f"/departments/{city.department}"):
        way_in = browser.get(path, status=303).headers["Location"]
        assert urlsplit(way_in).path == "/sign-in"
        (back,) = parse_qs(urlsplit(way_in).query)["next"]
        assert browser.client.get(way_in).status_code == 200
        answer = city.browser().sign_in("li.ming", path=way_in)
        assert unquote(answer.headers["Location"]) == back == path


ELSEWHERE = ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example", "x")


def test_next_never_leads_out_of_the_house(city: City) -> None:
    for elsewhere in ELSEWHERE:
        answer = city.browser().sign_in("li.ming", path=f"/sign-in?next={quote(elsewhere)}")
        assert answer.headers["Location"] == "/", elsewhere


def test_an_idle_sign_in_ends_says_so_and_leads_back(city: City, clock: Clock) -> None:
    browser = city.browser("li.ming")
    clock.advance(minutes=14)
    browser.get("/departments")
    clock.advance(minutes=15)
    answer = browser.get("/departments?name=交通", status=303)
    assert browser.client.get_cookie("catalog_session") is None
    page = browser.text(answer.headers["Location"])
    assert "您已超过 15 分钟未操作，登录已结束" in page
    back = browser.sign_in("li.ming", path=answer.headers["Location"]).headers["Location"]
    assert parse_qs(urlsplit(back).query) == {"name": ["交通"]}


def test_a_generated_password_is_changed_before_anything_else_and_then_opens_the_page(city: City) -> None:
    with city.office.work(builders.OPERATOR) as work:
        account = people.add_official(work, people.OfficialEntry(login="new.one", name="新人"), hasher=builders.QUICK)
    browser = city.browser()
    way = browser.sign_in("new.one", account.password, path="/sign-in?next=/regions").headers["Location"]
    assert urlsplit(way).path == "/password"
    page = browser.text(way)
    assert 'value="new.one"' in page
    assert "这是首次登录，或口令已使用超过 90 天" in page
    form = {"login": "new.one", "password": account.password}
    weak = browser.post(way, status=422, **form, new_password="weak", again="weak").get_data(as_text=True)
    assert 'id="new_password-problem"' in weak
    assert "口令至少8个字符" in weak
    differing = browser.post(way, status=422, **form, new_password=builders.PASSWORD, again="other").get_data(as_text=True)
    assert "两次输入的新口令不一致" in differing
    wrong = browser.post(way, status=422, login="new.one", password="x", new_password=builders.PASSWORD, again=builders.PASSWORD)
    assert WRONG in wrong.get_data(as_text=True)
    done = browser.post(way, **form, new_password=builders.PASSWORD, again=builders.PASSWORD)
    assert done.headers["Location"] == "/regions"
    assert "新人" in browser.text("/regions")


def test_an_old_password_leads_there_too(city: City, clock: Clock) -> None:
    clock.advance(days=90)
    assert urlsplit(city.browser().sign_in("li.ming").headers["Location"]).path == "/password"


def test_a_form_that_is_not_ours_is_refused(city: City) -> None:
    browser = city.browser("li.ming")
    for path, guard in product(("/sign-in", "/sign-out", "/password"), ({}, {"csrf_token": "made-up"})):
        answer = browser.client.post(path, data={"login": "li.ming", "password": builders.PASSWORD, **guard})
        assert answer.status_code == 403
        assert "表单已失效或来自别处" in answer.get_data(as_text=True)
    assert browser.client.get_cookie("catalog_session"), "nothing was done"


def test_the_api_takes_no_cookie(city: City) -> None:
    browser = city.browser("li.ming")
    assert browser.client.get("/api/v1/resources").status_code == 401
    body = {"department": city.department, "content": builders.create_content()}
    assert browser.client.post("/api/v1/resources", json=body).status_code == 401


def test_pages_take_no_token(city: City) -> None:
    token = people.sign_in(city.office, "li.ming", builders.PASSWORD, hasher=builders.QUICK).token
    answer = city.browser().client.get("/departments", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 303


def test_forms_are_signed_under_the_key_file_of_the_instance(city: City) -> None:
    key = people.open_vault(city.office.settings, city.office.new_secret).key
    secret = cast("bytes", city.app.secret_key)
    assert len(secret) == 32
    assert key not in secret


def test_a_disabled_account_is_out_at_the_next_page(city: City) -> None:
    browser = city.browser("li.ming")
    with city.office.work(builders.OPERATOR) as work:
        account = people.add_official(work, people.OfficialEntry(login="sys.admin", name="管理员"), hasher=builders.QUICK)
    with city.office.work(builders.SECURITY_ADMIN) as work:
        people.grant_role(work, account.id, "system_admin")
    people.change_password(city.office, "sys.admin", account.password, builders.PASSWORD, hasher=builders.QUICK)
    admin = people.authenticate(city.office, "sys.admin", builders.PASSWORD, hasher=builders.QUICK)
    with city.office.work(admin) as work:
        people.disable(work, people.official_id(work, "li.ming"))
    browser.get("/departments", status=303)


def test_the_language_switch_keeps_the_page_and_what_it_asks_for(city: City) -> None:
    browser = city.browser("li.ming")
    page = browser.text("/departments?name=交通&page=1&region=")
    assert 'href="/departments?name=%E4%BA%A4%E9%80%9A&amp;page=1&amp;lang=en"' in page
    english = browser.text("/departments?name=交通&lang=en")
    assert 'href="/departments?name=%E4%BA%A4%E9%80%9A&amp;lang=zh"' in english
    assert 'href="/regions?lang=en"' in english, "links stay in the language"


def test_what_an_address_says_never_becomes_a_foreign_link(city: City) -> None:
    page = city.browser("li.ming").text("/departments?_external=1&_scheme=javascript&endpoint=x&_anchor=y")
    assert 'href="javascript' not in page
    assert 'href="http' not in page


def test_a_nul_in_address_or_form_is_refused(city: City) -> None:
    browser = city.browser("li.ming")
    browser.get("/departments?name=%00", status=422)
    assert city.browser().client.post("/sign-in", data={"login": "\0"}).status_code == 422


def test_a_session_lives_as_long_as_it_is_used(city: City, clock: Clock) -> None:
    browser = city.browser("li.ming")
    began = clock.now
    while clock.now < began + timedelta(hours=1):
        clock.advance(minutes=10)
        browser.get("/departments")
