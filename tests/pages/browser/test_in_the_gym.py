"""Progress, the rest timer and the lit screen in a real browser."""

from typing import Any

from playwright.sync_api import Route, expect

from tests.pages.browser.conftest import PHONE, OpenPage, Server
from tests.pages.browser.test_lifter_page import body, fill_in, month_made


def test_progress_is_shown_while_a_month_is_made(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    held: list[Route] = []
    page.route("**/month/view", lambda route: held.append(route))
    asked = body("ko", purpose=3)
    server.expects(asked)
    fill_in(page, asked)
    page.click("[data-make] [type=submit]")
    steps = page.locator("#progress [aria-live] li")
    expect(steps.first).to_have_text("무게를 얼마나, 얼마나 빨리 올릴지 정합니다")
    expect(steps.last).to_have_text("무게와 원판을 계산합니다")
    expect(steps.first).to_have_class("done")
    page.wait_for_function("() => document.querySelectorAll('#progress li').length >= 3")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator("#month")).to_be_visible()


def test_without_network_the_form_says_so_and_keeps_what_is_typed(open_page: OpenPage) -> None:
    page = open_page("/", PHONE, "en-GB")
    fill_in(page, body("en"))
    page.context.set_offline(True)
    page.click("[data-make] [type=submit]")
    expect(page.locator("#progress [role=alert]")).to_contain_text("No connection")
    expect(page.locator('[name="rm_weight.squat"]')).to_have_value("110")
    expect(page.locator("[data-make] [type=submit]")).to_be_enabled()


def test_the_rest_goes_on_over_a_reload(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month = month_made(page, server, body("ko"))
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.check('[data-tick="1.1.1"]')
    rest_s = month.weeks[0].days[0].main[0].sets[0].rest_s
    assert rest_s == 60
    time = page.locator("#timer .time")
    expect(time).to_have_text("1:00")
    page.clock.fast_forward(20_000)
    expect(time).to_have_text("0:40")
    page.click("#timer [data-more]")
    expect(time).to_have_text("1:10")
    page.reload()
    page.clock.fast_forward(10_000)
    expect(time).to_have_text("1:00")
    page.clock.fast_forward(60_000)
    expect(time).to_have_text("0:00")
    expect(page.locator("#said")).to_have_text("휴식 끝. 다음 세트를 시작하세요.")
    page.click("#timer [data-end]")
    expect(page.locator("#timer")).to_be_hidden()


def test_the_screen_stays_on_from_the_first_tick_until_the_lifter_says_no(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    page.context.add_init_script(
        """const asked = [];
        Object.defineProperty(navigator, "wakeLock", { value: { request: async (kind) => {
          asked.push(kind);
          return { release: async () => asked.push("released") };
        } } });
        window.asked = asked;"""
    )
    page.reload()
    month_made(page, server, body("ko"))

    def asked() -> Any:
        return page.evaluate("window.asked")

    assert asked() == []
    page.check('[data-tick="1.1.1"]')
    button = page.locator("[data-awake]")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert asked() == ["screen"]
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert asked() == ["screen"], "it is asked for again, as a browser lets go of it"
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert asked() == ["screen", "released"]
    page.check('[data-tick="1.1.2"]')
    assert asked() == ["screen", "released"]


def test_a_finished_session_is_told(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month_made(page, server, body("ko"))
    boxes = page.locator("#day-1\\.1 [data-tick]")
    for number in range(boxes.count()):
        boxes.nth(number).check()
    expect(page.locator("#said")).to_have_text("오늘 운동 끝")
    expect(page.locator("#day-1\\.1")).to_have_class("card day finished")
    expect(page.locator("#timer")).to_be_hidden()
