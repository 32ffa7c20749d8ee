"""The lifter's page in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from program.month.routine import Routine
from tests.pages.browser.conftest import DESKTOP, PHONE, OpenPage, Server

RECORDS: dict[str, Any] = {
    "bench_press": 90.0,
    "squat": {"weight_kg": 110.0, "reps": 3},
    "dead_lift": 144.0,
    "over_head_press": 60.0,
}
WORDS = {
    "ko": {
        "gender": "남성",
        "locale": "ko-KR",
        "set": "본 세트",
        "make": "프로그램 만들기",
    },
    "en": {"gender": "male", "locale": "en-GB", "set": "work", "make": "Make my month"},
}


def body(language: str, **fields: Any) -> dict[str, Any]:
    """The request that `fill_in` asks for."""
    return {
        "experience": 3,
        "gender": WORDS[language]["gender"],
        "purpose": 1,
        "rm_weight": RECORDS,
        "smallest_plate_kg": 1.25,
        "week4": "deload",
        "role": "original",
        **fields,
    }


def fill_in(page: Page, asked: dict[str, Any]) -> None:
    for lift, best in asked["rm_weight"].items():
        kg, reps = (best["weight_kg"], best["reps"]) if isinstance(best, dict) else (best, 1)
        page.fill(f'[name="rm_weight.{lift}"]', f"{kg:g}")
        page.fill(f'[name="rm_weight.{lift}.reps"]', str(reps))
    for name in ("experience", "purpose", "gender"):
        page.check(f'[name={name}][value="{asked[name]}"]')
    page.fill("[name=request]", asked.get("request", ""))


def month_made(page: Page, server: Server, asked: dict[str, Any]) -> Routine:
    """The month of a filled-in form, shown on the page."""
    month = server.expects(asked)
    fill_in(page, asked)
    page.click("[data-make] [type=submit]")
    page.wait_for_selector("#month")
    return month


def serious(page: Page) -> list[str]:
    """What axe finds wrong on the page as it is, without what is minor."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}"
        for one in found
        if one["impact"] in ("serious", "critical", "moderate")
    ]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_form_becomes_a_month_that_fits_the_screen(
    server: Server, open_page: OpenPage, language: str, viewport: dict[str, int]
) -> None:
    page = open_page("/", viewport, WORDS[language]["locale"])
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("[data-make] [type=submit]")).to_have_text(WORDS[language]["make"])
    month = month_made(page, server, body(language))
    assert page.url.endswith("/month")
    expect(page.locator("html")).to_have_attribute("lang", language)
    first = next(one for one in month.weeks[0].days[0].main[0].sets if one.kind == "work")
    row = page.locator("#day-1\\.1 .main tbody").nth(1).locator("tr").nth(1)
    expect(row).to_contain_text(f"{first.rate}%")
    expect(row).to_contain_text(f"{first.weight_kg:g}")
    expect(page.locator("#day-1\\.1 .main tbody").nth(1).locator("th").first).to_contain_text(WORDS[language]["set"])
    for week in ("1", "2", "3", "4"):
        page.check(f'[data-week][value="{week}"]')
        expect(page.locator(f"#week-{week}")).to_be_visible()
        assert page.locator(".week:visible").count() == 1
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"], "nothing has to be scrolled sideways"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(server: Server, open_page: OpenPage, scheme: str) -> None:
    page = open_page("/", PHONE, color_scheme=scheme, reduced_motion="reduce")
    page.click("summary")
    assert serious(page) == []
    month = month_made(page, server, body("ko"))
    page.check('[data-week][value="1"]')
    page.check('[data-tick="1.1.1"]')
    for summary in page.locator("summary").all():
        summary.click()
    assert serious(page) == []
    server.expects_next(month, log=[])
    page.click("#next [type=submit]")
    page.wait_for_selector("#proposals")
    assert serious(page) == []
    page.click("[data-back]")
    page.locator('[name="log.squat.1"]').evaluate("field => { field.value = 'x' }")
    page.click("#next [type=submit]")
    page.wait_for_selector("#problems")
    assert serious(page) == []


def test_a_month_is_done_with_ticks_offline_and_the_next_one_accepted(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month = month_made(page, server, body("ko"))
    assert month.carry is not None
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.check('[data-tick="1.1.1"]')
    expect(page.locator("#timer")).to_be_visible()
    expect(page.locator("#day-1\\.1 .progress-of")).to_contain_text("1 / ")
    page.check('[data-week][value="2"]')
    tops = {f"log.{one.lift}.{top.week}": top for one in month.carry.lifts for top in one.top_sets}
    page.fill('[name="log.over_head_press.2"]', "7")

    page.context.set_offline(True)
    page.reload()
    expect(page.locator('[data-tick="1.1.1"]')).to_be_checked()
    expect(page.locator('[data-tick="1.1.2"]')).not_to_be_checked()
    expect(page.locator("#week-2")).to_be_visible()
    expect(page.locator('[name="log.over_head_press.2"]')).to_have_value("7")
    expect(page.locator("#timer")).to_be_visible()
    page.check('[data-tick="2.1.1"]')
    page.context.set_offline(False)

    log = []
    for name, top in tops.items():
        lift, week = name.split(".")[1:]
        reps = 7 if name == "log.over_head_press.2" else top.reps + 1
        log.append({"lift": lift, "week": int(week), "weight_kg": top.weight_kg, "reps": reps})
        page.check(f'[data-week][value="{week}"]')
        page.fill(f'[name="{name}"]', str(reps))
    following = server.expects_next(month, log=log)
    page.click("#next [type=submit]")
    proposal = page.locator("#proposals tbody tr").filter(has_text="스쿼트")
    before, after = month.training_max["squat"], following.training_max["squat"]
    assert after == before + 5
    expect(proposal.locator("td").first).to_have_text(f"{before:g} kg →")
    expect(proposal.locator("input:visible")).to_have_value(f"{after:g}")
    expect(proposal).to_contain_text("'+' 세트 달성")
    expect(proposal).to_contain_text("Wendler")
    page.reload()
    expect(page.locator('[data-tick="1.1.1"]')).to_be_checked()
    assert page.locator("#proposals").count() == 0, "nothing changes before the lifter accepts"

    server.expects_next(month, log=log)
    page.click("#next [type=submit]")
    page.click("[data-accept]")
    expect(page.locator("#proposals")).to_have_count(0)
    expect(page.locator(".maxes")).to_contain_text(f"지난달 {before:g}kg에서")
    expect(page.locator("#chart-training-max")).to_be_visible()
    page.reload()
    expect(page.locator(".maxes")).to_contain_text(f"{round(after, 1):g} kg")
    expect(page.locator('[data-tick="1.1.1"]')).not_to_be_checked()


def test_a_changed_training_max_holds_in_the_next_month(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", DESKTOP, "en-GB")
    month = month_made(page, server, body("en"))
    server.expects_next(month, log=[])
    page.click("#next [type=submit]")
    page.wait_for_selector("#proposals")
    page.fill('[name="training_max.squat"]', "100")
    shown = {lift: float(page.input_value(f'[name="training_max.{lift}"]')) for lift in RECORDS}
    assert shown["squat"] == 100
    following = server.expects_next(month, log=[], training_max=shown)
    assert following.training_max["squat"] == 100
    page.click("[data-accept]")  # with a number changed it is made again first
    expect(page.locator(".maxes")).to_contain_text("100 kg")
    expect(page.locator('[name="training_max.squat"]')).to_have_value("100")
    page.click("[data-accept]")
    expect(page.locator("#proposals")).to_have_count(0)


def test_a_lifter_can_remove_everything_from_the_browser(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month_made(page, server, body("ko"))
    page.check('[data-tick="1.1.1"]')
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[data-forget]")
    page.wait_for_url("**/")
    expect(page.locator("[data-saved]")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == []
    page.goto("/month")
    expect(page.locator("[data-no-month]")).to_be_visible()


def test_by_keyboard_alone(server: Server, open_page: OpenPage) -> None:
    asked = body("ko", experience=4)
    server.expects(asked)
    page = open_page("/", DESKTOP)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator('[name="unit"][value="kg"]')).to_be_focused()
    for lift, best in RECORDS.items():
        kg, reps = (best["weight_kg"], best["reps"]) if isinstance(best, dict) else (best, 1)
        page.keyboard.press("Tab")
        expect(page.locator(f'[name="rm_weight.{lift}"]')).to_be_focused()
        page.keyboard.type(f"{kg:g}")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+A")
        page.keyboard.type(str(reps))
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")  # goal
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(6):
        page.keyboard.press("Tab")
    expect(page.locator("[data-make] [type=submit]")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector("#month")
    expect(page.locator("#main")).to_be_focused()
    page.locator("[data-week]").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#week-2")).to_be_visible()
    page.locator('[data-tick="2.1.1"]').focus()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus is seen"
    page.keyboard.press("Space")
    expect(page.locator('[data-tick="2.1.1"]')).to_be_checked()


def test_what_is_typed_is_shown_as_text(server: Server, open_page: OpenPage) -> None:
    script = '<script>document.title = "taken"</script>'
    sentence = f'<img src=x onerror="document.title=1">{script} [링크](javascript:alert(1)) \u202e끝'
    page = open_page("/", PHONE)
    month_made(page, server, body("ko", request=sentence))
    expect(page.locator("blockquote")).to_contain_text(script)
    assert page.locator("#month img, #month script, #month a[href^=javascript]").count() == 0
    assert "taken" not in page.title()


def test_errors_stand_beside_their_fields_and_what_was_typed_is_kept(open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    page.fill('[name="rm_weight.squat"]', "많이")
    page.fill("[name=minutes]", "5")
    page.click("[data-make] [type=submit]")
    expect(page.locator("#problems")).to_be_focused()
    field = page.locator('[name="rm_weight.squat"]')
    expect(field).to_have_accessible_name("스쿼트 무게 (kg)")
    expect(page.get_by_role("radiogroup", name="성별")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("group", name="쓸 수 있는 장비", include_hidden=True)).to_have_accessible_description(
        "고르지 않으면 헬스장에 있는 모든 장비를 씁니다."
    )
    expect(field).to_have_value("많이")
    expect(field).to_have_accessible_description("숫자로 적어 주세요.")
    expect(page.locator("[name=minutes]")).to_have_accessible_description(
        "20 이상으로 적어 주세요. 비워 두면 90분입니다."
    )
    assert serious(page) == []


def test_targets_are_large_enough(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month_made(page, server, body("ko"))
    page.check('[data-tick="1.1.1"]')
    small = page.evaluate(
        """(targets) => [...document.querySelectorAll(targets)]
          .map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
          .filter(([, box]) => box.width > 1 && (box.width < 44 || box.height < 44))
          .map(([html]) => html)""",
        ".tick, button, input:not([type=checkbox], [type=radio]), .week-nav label, summary, .top a",
    )
    assert small == []


def test_on_paper_each_week_has_its_page(server: Server, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/", DESKTOP)
    month = month_made(page, server, body("ko"))
    page.check('[data-tick="1.1.1"]')
    page.emulate_media(media="print")
    mark = page.evaluate(
        "getComputedStyle(document.querySelector('[data-tick]:checked'), '::before').borderBottomColor"
    )
    assert mark == "rgb(0, 0, 0)", "a browser prints no backgrounds: the mark itself is black"
    page.pdf(path=str(tmp_path / "month.pdf"), prefer_css_page_size=True)
    pages = ["".join(one.extract_text().split()) for one in PdfReader(tmp_path / "month.pdf").pages]
    assert all(f"{week}주차" in pages[week] for week in (1, 2, 3, 4))
    assert len(pages) == 6, "the month's head, four weeks, the pictures"
    for day in month.weeks[2].days:
        assert all(one.name.replace(" ", "") in pages[3] for one in day.accessories)


def test_without_javascript_the_form_and_the_next_month_work(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE, java_script_enabled=False)
    month = month_made(page, server, body("ko"))
    assert month.carry is not None
    squat = next(one for one in month.carry.lifts if one.lift == "squat").top_sets[0]
    page.fill('[name="log.squat.1"]', "6")
    log = [{"lift": "squat", "week": squat.week, "weight_kg": squat.weight_kg, "reps": 6}]
    server.expects_next(month, log=log)
    page.click("#next [type=submit]")
    expect(page.locator("#proposals")).to_contain_text("기록이 아직 없습니다")
    expect(page.locator("#month")).to_be_visible()
