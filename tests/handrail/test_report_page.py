"""The web page of a report: well-formed, without script, and usable by everybody; looked at in a real browser.

The tests in a browser need chromium and chromedriver, two also axe-core from .ci/package.json; `.ci/run` installs them.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from handrail.board_paper.drafting import draft
from handrail.board_paper.estimates import estimates
from handrail.board_paper.page import html
from handrail.board_paper.paper import Figure, Table
from handrail.loading import load
from model.loader import load_file
from model.modality import Level
from model.protocol import Protocol
from verify.checker import check
from verify.refinement import refine

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

TESTS = Path(__file__).parents[1]
AXE = TESTS.parent / ".ci" / "node_modules" / "axe-core" / "axe.min.js"
NASTY = "</style></title><script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'> & \"quoted\" {{ 7 * 7 }}"
LANE, SCENARIO = TESTS / "simulate" / "lane.yaml", TESTS / "simulate" / "lane-scenario.yaml"
PAGES = ("nasty", "lane", "london", "wiltshire")
VOID = {"meta", "br", "img"}
NUMBERS = Table("Days until a decision", ("Share of cases", "Days"), (("half", "12"), ("nine of ten", "31")))


def nasty() -> Protocol:
    """The library with markup in everything that is only words."""
    made = load_file(TESTS / "protocols" / "library.yaml")
    return replace(
        made,
        title=NASTY,
        board=NASTY,
        edition=NASTY,
        clauses=tuple(replace(one, says=NASTY, at=NASTY, text=NASTY) for one in made.clauses),
        states=tuple(replace(one, title=f"{one.title} {NASTY}") for one in made.states),
        readings=tuple(replace(one, question=NASTY) for one in made.readings),
        missing=tuple(replace(one, what=NASTY) for one in made.missing),
        limits=tuple(replace(one, words=one.words and NASTY) for one in made.limits),
        entries=tuple(replace(one, says=NASTY) for one in made.entries),
        duties=tuple(replace(one, says=NASTY) for one in made.duties),
    )


@cache
def page(name: str) -> str:
    """The page of a built-in protocol, of the lane with a simulated caseload, or of the nasty one against an older one."""
    if name == "lane":
        lane = load_file(LANE)
        few = check(lane, properties=("clocks-start", "consistent"))
        return html(draft(few, Level.GUIDE, figures=estimates(lane, str(SCENARIO))))
    if name != "nasty":
        return html(draft(check(load(name), profile="all"), Level.GUIDE))
    new = nasty()
    old = replace(new, limits=tuple(one for one in new.limits if one.id != "prompt decision"))
    found = refine(old, new, properties=("decision-bounded", "no-dead-end", "clocks-start"))
    figure = Figure(NASTY, "", replace(NUMBERS, title=NASTY), NASTY)
    return html(draft(found.new, Level.GUIDE, against=found, figures=(figure,)))


class Read(HTMLParser):
    """A page as a browser takes it apart: its tags in order, and its words."""

    def __init__(self, text: str) -> None:
        """Read it; a tag that is not closed in its place is a fault."""
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself, as in SVG."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        assert self.open
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words.append(data)


@pytest.mark.parametrize("name", PAGES[:3])
def test_the_page_is_sound(name: str) -> None:
    """Every tag is closed, no id comes twice, every link leads somewhere in the page, every heading cell has a scope."""
    read = Read(page(name))
    ids = Counter(looks["id"] for _, looks in read.tags if "id" in looks)
    assert [one for one, count in ids.items() if count > 1] == []
    links = [str(looks["href"]) for tag, looks in read.tags if tag == "a"]
    assert [one for one in links if one.removeprefix("#") not in ids] == []
    assert all(looks.get("scope") in ("col", "row") for tag, looks in read.tags if tag == "th")
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("name", PAGES[:3])
def test_nothing_is_fetched_and_nothing_is_run(name: str) -> None:
    """No script, no event handler, no address outside the page; and the page forbids them besides."""
    read = Read(page(name))
    tags = Counter(tag for tag, _ in read.tags)
    assert not tags.keys() & {"script", "img", "link", "iframe", "object", "embed", "base", "form", "image"}
    for _, looks in read.tags:
        assert not [one for one in looks if one.startswith("on")]
        assert "src" not in looks
        assert str(looks.get("xlink:href", "#")).startswith("#")
    assert "@import" not in page(name)
    assert set(re.findall(r"url\(.", page(name))) <= {"url(#"}
    (policy,) = [looks["content"] for _, looks in read.tags if "http-equiv" in looks]
    assert str(policy).startswith("default-src 'none';")


def test_words_of_a_protocol_stay_words() -> None:
    """Markup and placeholders in a text are shown as they were written."""
    said = "".join(Read(page("nasty")).words)
    assert NASTY in said
    assert "49" not in re.findall(r"\{\{ 7 . 7 \}\}|\b49\b", said)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_small(name: str) -> None:
    """It can be sent by mail: less than half a megabyte."""
    assert len(page(name).encode()) < 500_000


# -- in a browser ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator["Chrome"]:
    """A Chromium without a window and without a network."""
    program, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not program or not driver:
        pytest.skip("there is no chromium with chromedriver on this machine")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = program
    for word in (
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
        "--host-resolver-rules=MAP * ~NOTFOUND",
    ):  # fmt: skip
        options.add_argument(word)
    opened = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield opened
    finally:
        opened.quit()


@pytest.fixture
def axe() -> str:
    """The script of axe-core."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci --prefix .ci")
    return AXE.read_text(encoding="utf-8")


def show(browser: "Chrome", place: Path, name: str, width: int = 1280) -> None:
    """Open a page in a window so wide."""
    file = place / f"{name}.html"
    file.write_text(page(name), encoding="utf-8")
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get(file.as_uri())


def ask(browser: "Chrome", script: str) -> Any:
    """What a script finds out about the page that is open."""
    return browser.execute_script(script)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: "Chrome", axe: str, tmp_path: Path, name: str, width: int) -> None:
    """By the rules of axe-core nobody is shut out, on a phone or at a desk, and the page does not run off sideways."""
    show(browser, tmp_path, name, width)
    browser.execute_script(axe)
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    told = [(one["id"], one["help"], [it["html"][:200] for it in one["nodes"][:3]]) for one in found["violations"]]
    assert told == []
    assert len(found["passes"]) > 30
    assert ask(browser, "return document.documentElement.scrollWidth") <= width
    # of words in a picture, and of signs that are no letters, axe cannot tell the contrast
    assert [one["id"] for one in found["incomplete"] if one["id"] != "color-contrast"] == []


def test_axe_would_find_a_fault(browser: "Chrome", axe: str, tmp_path: Path) -> None:
    """A page with grey words on grey and a picture without words does not pass."""
    file = tmp_path / "bad.html"
    file.write_text("<title>x</title><p style='color:#999;background:#aaa'>words</p><img src='x'>", encoding="utf-8")
    browser.get(file.as_uri())
    browser.execute_script(axe)
    found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    assert {"color-contrast", "image-alt", "html-has-lang"} <= {one["id"] for one in found["violations"]}


def test_no_script_of_a_text_runs(browser: "Chrome", tmp_path: Path) -> None:
    """Script in clauses, titles and questions does nothing, and the page asks for no other file."""
    show(browser, tmp_path, "nasty")
    assert ask(browser, "return window.hurt === undefined")
    assert ask(browser, "return performance.getEntriesByType('resource').length") == 0


def test_the_keyboard_gets_to_the_verdicts_at_once(browser: "Chrome", tmp_path: Path) -> None:
    """The first stop of the Tab key is a visible link, and Enter leads past the contents; the picture scrolls by keys."""
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    show(browser, tmp_path, "london", 390)
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    link = browser.switch_to.active_element
    assert link.text == "Skip to the verdicts"
    assert link.location["x"] >= 0
    link.send_keys(Keys.ENTER)
    assert ask(browser, "return document.activeElement.id") == "main"
    picture = browser.find_element(By.CSS_SELECTOR, ".scroll")
    assert picture.get_attribute("tabindex") == "0"
    assert ask(browser, "const it = document.querySelector('.scroll'); return it.scrollWidth > it.clientWidth")


def test_whatever_can_be_reached_is_reached_in_order(browser: "Chrome", tmp_path: Path) -> None:
    """The Tab key goes through all links and pictures from top to bottom, each outlined, and out of the page again."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    show(browser, tmp_path, "lane")
    stops = ask(browser, "window.stops = [...document.querySelectorAll('a[href], [tabindex=\"0\"]')]; return stops.length")
    reached, outlined = [], set()
    for _ in range(stops):
        ActionChains(browser).send_keys(Keys.TAB).perform()
        reached.append(ask(browser, "return stops.indexOf(document.activeElement)"))
        outlined.add(ask(browser, "return getComputedStyle(document.activeElement).outlineStyle"))
    assert reached == list(range(stops))
    assert outlined == {"solid"}


def test_each_picture_is_told_in_words_beside_it(browser: "Chrome", tmp_path: Path) -> None:
    """Heard, a picture is one thing with a name, and its figures come next as a table, or it links to the tables."""
    from selenium.webdriver.common.by import By

    show(browser, tmp_path, "lane")
    pictures = browser.find_elements(By.CSS_SELECTOR, "figure svg")
    assert [one.aria_role for one in pictures] == ["image"] * 3
    assert all(one.accessible_name for one in pictures)
    after = "return arguments[0].parentNode.parentNode.querySelector('svg ~ *, .scroll ~ table, a[href=\"#encoded\"]').tagName"
    assert [browser.execute_script(after, one) for one in pictures] == ["A", "TABLE", "TABLE"]


def test_on_paper_nothing_is_cut_off(browser: "Chrome", tmp_path: Path) -> None:
    """In print the contents are left out, and the picture is as wide as the sheet at most."""
    show(browser, tmp_path, "wiltshire", 1000)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert ask(browser, "return getComputedStyle(document.querySelector('nav')).display") == "none"
        assert ask(browser, "return document.querySelector('.scroll svg').getBoundingClientRect().width") <= 1000
        assert ask(browser, "return document.documentElement.scrollWidth") <= 1000
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
