"""The pages in a real browser: reading, slider, editor, search, download, and what they load."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from serving import Server, serve, started

from csto_graph.web.pages.rendering import STATIC

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; apt-get install chromium")

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATHS = (
    "/", "/on/2012-07-03", "/state/uzbekistan", "/membership/csto-uzbekistan-2006", "/org/csto",
    "/query", "/claim/002-68", "/document/commonspace-2012-05", "/list/002-members",
    "/disagreements", "/search?q=bordjuzha", "/ontology", "/state/usbekistan",
)  # fmt: skip


@dataclass
class Tab:
    """A page of the browser, with what it asked for and complained of."""

    page: Any
    root: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.root + path)


@pytest.fixture(scope="module")
def server(cache: Path) -> Iterator[Server]:
    with started(*serve("--root-path", "/csto")) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Any, server: Server, **options: Any) -> Iterator[Tab]:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    tab = Tab(context.new_page(), server.address.rstrip("/"))
    tab.page.on("request", lambda request: tab.asked.append(request.url))
    tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.page.on(
        "console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None
    )
    yield tab
    context.close()


@pytest.fixture
def tab(browser: Any, server: Server) -> Iterator[Tab]:
    yield from opened(browser, server)


@pytest.fixture(params=["light", "dark"])
def phone(browser: Any, server: Server, request: pytest.FixtureRequest) -> Iterator[Tab]:
    size = {"width": 390, "height": 844}
    yield from opened(browser, server, viewport=size, color_scheme=request.param)


@pytest.fixture
def scriptless(browser: Any, server: Server) -> Iterator[Tab]:
    yield from opened(browser, server, java_script_enabled=False)


def test_nothing_is_loaded_from_outside_and_nothing_is_blocked(tab: Tab) -> None:
    for path in PATHS:
        tab.go(path)
        tab.page.wait_for_load_state("networkidle")
    host = tab.root.partition("/csto")[0]
    assert len(tab.asked) > len(PATHS)
    assert [url for url in tab.asked if not url.startswith((host, "data:"))] == []
    # A blocked script or style would be told here; the 404 is that of the last path.
    assert [c for c in tab.complaints if "404" not in c] == []


def test_a_phone_scrolls_one_way_only(phone: Tab) -> None:
    for path in PATHS:
        phone.go(path)
        width = phone.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, (path, width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, server: Server, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    for tab in opened(browser, server, color_scheme=scheme, bypass_csp=True):
        for path in PATHS if scheme == "light" else PATHS[:6]:
            tab.go(path)
            tab.page.wait_for_load_state("networkidle")
            # What differs between the schemes is colour only.
            rules = {} if scheme == "light" else {"runOnly": ["color-contrast"]}
            found = axe.Axe().run(tab.page, options={"resultTypes": ["violations"], **rules})
            bad = [
                (rule["id"], [node["html"][:160] for node in rule["nodes"][:3]])
                for rule in found.response["violations"]
                if rule["impact"] in ("serious", "critical")
            ]
            assert bad == [], path


def test_a_fact_leads_to_claim_passage_and_publisher(tab: Tab) -> None:
    tab.go("/state/uzbekistan")
    tab.page.click("text=Membership of Uzbekistan in the CSTO from 2006")
    start = tab.page.locator("[id='start']")
    start.locator("summary").click()
    start.locator("text=002-68").click()
    assert tab.page.url.endswith("/csto/claim/002-68")
    tab.page.click("dd >> text=characters 1692–1756")
    assert tab.page.url.endswith("/document/itar-tass-2012-08-28#char=1692,1756")
    target = tab.page.locator("[id='char=1692,1756']")
    assert "August 2006" in target.inner_text()
    assert target.evaluate("e => e.getBoundingClientRect().top < innerHeight")
    address = tab.page.locator(".lead a.out").get_attribute("href")
    assert address.startswith("http")


def test_pictures_tell_their_sources_by_mouse_and_keyboard(tab: Tab) -> None:
    tab.go("/")
    bar = tab.page.locator(".for-desk a.bar[aria-label^='Uzbekistan: full member']")
    bar.locator(".target").hover()
    tip = tab.page.locator(".tip")
    assert "TASS, 28 August 2012" in tip.inner_text()
    tab.page.mouse.move(2, 2)
    assert tip.is_hidden()
    bar.focus()
    assert "between 23 June and 31 August 2006" in tip.inner_text()
    tab.page.keyboard.press("Escape")
    assert tip.is_hidden()
    bar.focus()
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**/membership/csto-uzbekistan-2006")


def test_slider_shows_the_day_and_its_address(tab: Tab) -> None:
    tab.go("/on/2012-06-27")
    assert "7 members" in tab.page.inner_text("#day-results")
    tab.page.focus("#slide")
    tab.page.keyboard.press("ArrowRight")
    tab.page.wait_for_url("**/on/2012-06-28")
    tab.page.wait_for_selector("h1:has-text('Thursday, 28 June 2012')")
    assert "6 members for certain, and 1 suspended" in tab.page.inner_text("#day-results")
    assert tab.page.input_value("#date") == "2012-06-28"
    tab.page.fill("#date", "2018-01-01")
    tab.page.wait_for_selector("h1:has-text('Monday, 1 January 2018')")
    assert tab.page.url.endswith("/csto/on/2018-01-01")
    tab.page.reload()
    assert "6 possibly" in tab.page.inner_text("#day-results")


def test_days_work_without_scripts(scriptless: Tab) -> None:
    scriptless.go("/on")
    assert scriptless.page.locator("#slide").is_hidden()
    scriptless.page.fill("#date", "2012-07-03")
    scriptless.page.click("#day-form button")
    assert scriptless.page.url.endswith("/csto/on/2012-07-03?policy=Cautious") or (
        scriptless.page.url.endswith("/csto/on/2012-07-03")
    )
    assert "1 suspended" in scriptless.page.inner_text("#day-results")
    scriptless.go("/query?example=members-on")
    assert "csto:Membership" in scriptless.page.input_value("#query")


def test_search_from_the_head_of_a_page(tab: Tab) -> None:
    tab.go("/ontology")
    tab.page.fill("#find", "Kyrghyzstan")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**/search?q=Kyrghyzstan")
    tab.page.click(".hits a >> nth=0")
    tab.page.wait_for_url("**/state/kyrgyzstan")


@pytest.mark.parametrize("form", ["SVG", "PNG"])
def test_pictures_download(tab: Tab, form: str) -> None:
    tab.go("/")
    with tab.page.expect_download() as expected:
        tab.page.click(f"section[aria-labelledby=timeline] .downloads >> text={form}")
    assert expected.value.suggested_filename == f"csto-membership.{form.lower()}"
    assert Path(expected.value.path()).stat().st_size > 5000


needs_bundle = pytest.mark.skipif(
    not (STATIC / "editor" / "editor.js").is_file(),
    reason="the editor was not bundled: install with npm at hand",
)


@needs_bundle
def test_editor_completes_asks_and_shows(tab: Tab) -> None:
    tab.go("/query")
    tab.page.wait_for_selector(".CodeMirror")
    tab.page.wait_for_load_state("networkidle")
    tab.page.click(".CodeMirror-lines")
    tab.page.keyboard.press("Control+a")
    tab.page.keyboard.type("SELECT ?m WHERE { ?m a csto:MembershipS", delay=10)
    tab.page.wait_for_selector(".CodeMirror-hints >> text=membership status")
    tab.page.keyboard.press("Enter")
    tab.page.keyboard.type(" }", delay=10)
    editor = "document.querySelector('.CodeMirror').CodeMirror.getValue()"
    assert "?m a csto:MembershipStatus }" in tab.page.evaluate(editor)
    tab.page.keyboard.press("Control+Enter")
    tab.page.wait_for_selector("#status:has-text('3 rows')")
    link = tab.page.locator("#answer a >> text=suspended")
    assert link.get_attribute("href") == "/csto/ontology#Suspended"
    shared = tab.page.get_attribute("#permalink", "href")
    tab.page.goto(tab.root.removesuffix("/csto") + shared)
    assert "csto:MembershipStatus" in tab.page.evaluate(editor)
    assert tab.complaints == []


@needs_bundle
def test_editor_tells_what_is_wrong(tab: Tab) -> None:
    tab.go("/query?query=SELECT+nonsense")
    tab.page.wait_for_selector(".CodeMirror")
    tab.page.click("#run")
    tab.page.wait_for_selector("#status.failed")
    assert "SPARQL" in tab.page.inner_text("#status")


@needs_bundle
def test_editor_can_be_left_by_keyboard(tab: Tab) -> None:
    tab.go("/query")
    tab.page.wait_for_selector(".CodeMirror")
    tab.page.click(".CodeMirror-lines")
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("Escape")  # the first may only have closed a choice of words
    assert tab.page.evaluate("document.activeElement.id") == "run"


def test_answers_download(tab: Tab) -> None:
    tab.go("/query?query=SELECT+%3Fs+WHERE+%7B+%3Fs+a+csto%3ADocument+%7D")
    tab.page.click("#run")
    tab.page.wait_for_selector("#status:has-text('5 rows')")
    with tab.page.expect_download() as expected:
        tab.page.click("#answer .downloads >> text=CSV")
    assert len(Path(expected.value.path()).read_text().split()) == 6
