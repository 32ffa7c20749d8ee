"""Progress, the rest timer and the lit screen in a real browser."""

from typing import Any

from playwright.sync_api import Dialog, Route, expect

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
    expect(steps.first).to_have_text("무게를 얼마나, 얼마나 빨리 올릴지 정합니다: 다 됐습니다")
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
          const lock = new EventTarget();
          lock.released = false;
          lock.release = async () => {
            lock.released = true;
            asked.push("released");
            lock.dispatchEvent(new Event("release"));
          };
          window.lock = lock;
          return lock;
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
    page.check('[data-tick="1.1.3"]')
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert asked() == ["screen"], "it is held already"
    page.evaluate("lock.release()")
    expect(button).to_have_attribute("aria-pressed", "false")
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


def test_a_rest_that_is_long_over_is_forgotten(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month_made(page, server, body("ko"))
    page.clock.install()
    page.check('[data-tick="1.1.1"]')
    expect(page.locator("#timer")).to_be_visible()
    page.clock.fast_forward(12 * 60_000)
    expect(page.locator("#timer")).to_be_hidden()


def test_a_proposed_month_leaves_the_log_of_the_old_one_alone(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month = month_made(page, server, body("ko"))
    page.check('[data-tick="1.1.1"]')
    page.fill('[name="log.over_head_press.1"]', "9")
    reps = {"lift": "over_head_press", "week": 1, "reps": 9}
    assert month.carry is not None
    [press] = [one for one in month.carry.lifts if one.lift == "over_head_press"]
    log = [reps | {"weight_kg": press.top_sets[0].weight_kg}]
    server.expects_next(month, log=log)
    page.click("#next [type=submit]")
    page.wait_for_selector("#proposals")
    expect(page.locator('[data-tick="1.1.1"]')).not_to_be_checked()
    page.check('[data-tick="1.1.2"]')
    page.click("[data-back]")
    expect(page.locator("#main")).to_be_focused()
    expect(page.locator('[data-tick="1.1.1"]')).to_be_checked()
    expect(page.locator('[data-tick="1.1.2"]')).not_to_be_checked()
    expect(page.locator('[name="log.over_head_press.1"]')).to_have_value("9")
    server.expects_next(month, log=log)
    page.click("#next [type=submit]")
    page.wait_for_selector("#proposals")
    page.click("[data-accept]")
    logs = "Object.keys(localStorage).filter((name) => name.startsWith('burnfit.log.')).length"
    assert page.evaluate(logs) == 0, "the log of the old month is gone, and the new one has none"


def test_a_month_with_a_log_is_replaced_only_if_the_lifter_says_so(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month_made(page, server, body("ko"))
    page.check('[data-tick="1.1.1"]')
    said: list[str] = []

    def refuse(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.goto("/")
    fill_in(page, body("ko"))
    page.click("[data-make] [type=submit]")
    page.goto("/month")
    expect(page.locator('[data-tick="1.1.1"]')).to_be_checked()
    assert len(said) == 1
    assert "지워집니다" in said[0]


def test_a_month_that_another_tab_has_replaced_is_shown(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month_made(page, server, body("ko"))
    other = page.context.new_page()
    other.goto("/month")
    run = other.get_attribute("#month", "data-run")
    page.goto("/")
    month_made(page, server, body("ko", purpose=3))
    expect(other.locator("#month")).not_to_have_attribute("data-run", run or "")
    page.check('[data-tick="1.1.1"]')
    expect(other.locator('[data-tick="1.1.1"]')).to_be_checked()


def test_a_full_storage_is_told_and_loses_nothing(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month = month_made(page, server, body("ko"))
    expect(page.locator("#unkept")).to_be_hidden()
    page.check('[data-tick="1.1.1"]')
    server.expects_next(month, log=[])
    page.click("#next [type=submit]")
    page.wait_for_selector("#proposals")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') } }")
    page.click("[data-accept]")
    expect(page.locator("#unkept")).to_be_visible()
    page.reload()
    expect(page.locator('[data-tick="1.1.1"]')).to_be_checked()


def test_the_session_that_is_under_way_is_what_a_lifter_comes_back_to(server: Server, open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    month_made(page, server, body("ko"))
    page.check('[data-tick="1.1.1"]')  # a session that was never finished
    page.check('[data-week][value="2"]')
    page.check('[data-tick="2.3.1"]')
    page.goto("/")
    page.goto("/month")
    expect(page.locator("#day-2\\.3 h4")).to_be_in_viewport()


def test_a_page_in_another_language_is_not_kept_as_the_first_one(open_page: OpenPage) -> None:
    page = open_page("/", PHONE)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.goto("/?lang=en")
    page.wait_for_timeout(200)  # the worker keeps a page after it has passed it on
    assert 'lang="ko"' in page.evaluate("caches.match('/').then((kept) => kept.text())")
    page.context.set_offline(True)
    page.goto("/?lang=en")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
