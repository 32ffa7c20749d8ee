// The lifter's page with JavaScript: progress while a month is made, and the month in the gym. Everything that a lifter
// ticks and types stays in this browser (localStorage); the page works without this file, too.

const FORM = { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" };
const JSON_BODY = { "Content-Type": "application/json" };

const store = {
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(`burnfit.${name}`));
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`burnfit.${name}`, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing still shows the month.
    }
  },
};

let shown = location.pathname;

const find = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const words = () => JSON.parse(document.body.dataset.words);

/** The page that the server has written, in the place of this one. */
function show(html, path) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (path !== location.pathname) history.pushState(null, "", path);
  shown = path;
  replace({ lang: page.documentElement.lang, title: page.title, words: page.body.dataset.words, html: page.body.innerHTML });
  scrollTo(0, 0);
  (find("#problems") ?? find("#proposals-title") ?? find("#main")).focus();
}

function replace(page) {
  document.documentElement.lang = page.lang;
  document.title = page.title;
  document.body.dataset.words = page.words;
  document.body.innerHTML = page.html;
  start();
}

/** Keep the month in this browser, as it came from the server. */
function keep() {
  const copy = document.body.cloneNode(true);
  for (const part of copy.querySelectorAll("#proposals")) part.remove();
  store.set("month", {
    run: find("#month").dataset.run,
    lang: document.documentElement.lang,
    title: document.title,
    words: document.body.dataset.words,
    html: copy.innerHTML,
  });
}

/** What is logged of the shown month. */
const log = {
  read() {
    const kept = store.get("log");
    return kept && kept.run === this.run ? kept : { run: this.run, ticks: {}, typed: {}, week: null };
  },
  change(how) {
    const kept = this.read();
    how(kept);
    store.set("log", kept);
  },
  get run() {
    return find("#month")?.dataset.run;
  },
};

function start() {
  for (const link of all("[data-saved]")) link.hidden = store.get("month") === null || find("#month") !== null;
  if (!find("#month")) return;
  if (!find("#proposals") && store.get("month")?.run !== log.run) keep();
  const kept = log.read();
  for (const box of all("[data-tick]")) box.checked = kept.ticks[box.dataset.tick] === true;
  for (const field of all("[data-top], #next #report")) field.value = kept.typed[field.name] ?? field.value;
  const week = find(`[data-week][value="${Number(kept.week) || 1}"]`);
  if (week) week.checked = true;
  for (const button of all("[data-print], [data-accept], [data-back], [data-forget]")) button.hidden = false;
  for (const button of all("[data-awake]")) button.hidden = !("wakeLock" in navigator);
  all(".day").forEach(count);
  timer.show();
  if (store.get("awake")) wake.on();
}

/** How many sets of a day are done. */
function count(day) {
  const told = day.querySelector(".progress-of");
  if (!told) return;
  const boxes = [...day.querySelectorAll("[data-tick]")];
  const done = boxes.filter((box) => box.checked).length;
  told.textContent = done ? fill(words().of, done, boxes.length) : "";
  day.classList.toggle("finished", done === boxes.length);
}

const fill = (text, ...values) => values.reduce((filled, value) => filled.replace("{}", value), text);

function say(text) {
  const place = find("#said");
  if (place) place.textContent = text;
}

/** The rest after a set. It is kept as two times of the clock, so it goes on over a reload and in a sleeping phone. */
const timer = {
  set(seconds) {
    const now = Date.now();
    store.set("timer", { from: now, until: now + seconds * 1000 });
    say(fill(words().rest, seconds));
    this.show();
  },
  add(seconds) {
    const kept = store.get("timer");
    if (kept) store.set("timer", { ...kept, until: Math.max(kept.until, Date.now()) + seconds * 1000, told: false });
    this.show();
  },
  end() {
    store.set("timer", null);
    this.show();
  },
  show() {
    const place = find("#timer");
    const kept = store.get("timer");
    if (!place) return;
    place.hidden = !kept || find("#proposals") !== null;
    if (place.hidden) return;
    const left = Math.max(0, kept.until - Date.now());
    const seconds = Math.ceil(left / 1000);
    place.querySelector(".time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    place.querySelector("progress").value = left / Math.max(1, kept.until - kept.from);
    place.classList.toggle("over", left === 0);
    if (left === 0 && !kept.told) {
      store.set("timer", { ...kept, told: true });
      say(words().rest_over);
      navigator.vibrate?.([200, 100, 200]);
    }
  },
};
setInterval(() => timer.show(), 250);

/** The screen stays on while the lifter wants it; the browser lets go of it whenever the page is hidden. */
const wake = {
  async on() {
    try {
      this.lock = await navigator.wakeLock?.request("screen");
    } catch {
      this.lock = null; // the battery is low, or the page is hidden
    }
    for (const button of all("[data-awake]")) button.setAttribute("aria-pressed", String(Boolean(store.get("awake"))));
  },
  off() {
    this.lock?.release();
    for (const button of all("[data-awake]")) button.setAttribute("aria-pressed", "false");
  },
  want(wanted) {
    store.set("awake", wanted);
    if (wanted) this.on();
    else this.off();
  },
};
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && store.get("awake") && find("#month")) wake.on();
});

/** Make a month: the form becomes a request, the request a stream of events, the last event a page. */
async function make(form) {
  const button = form.querySelector("[type=submit]");
  const stop = new AbortController();
  const progress = find("#progress");
  const steps = progress.querySelector("ol");
  const alert = progress.querySelector("[role=alert]");
  button.disabled = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    const checked = await fetch("/month/request", { method: "POST", headers: FORM, body });
    if (checked.status === 422) return show(await checked.text(), "/");
    if (!checked.ok) throw new Error(await reason(checked));
    steps.textContent = "";
    alert.hidden = true;
    progress.hidden = false;
    progress.scrollIntoView({ block: "center" });
    progress.querySelector("[data-stop]").onclick = () => stop.abort();
    const stream = await fetch("/routine", {
      method: "POST",
      headers: { ...JSON_BODY, Accept: "text/event-stream" },
      body: await checked.text(),
      signal: stop.signal,
    });
    if (!stream.ok) throw new Error(await reason(stream));
    const month = await followed(stream, steps);
    const page = await fetch("/month/view", { method: "POST", headers: JSON_BODY, body: JSON.stringify(month) });
    if (!page.ok) throw new Error(await reason(page));
    show(await page.text(), "/month");
  } catch (error) {
    const text = { AbortError: words().stopped, TypeError: words().offline }[error.name] ?? words().failed;
    progress.hidden = false;
    alert.hidden = false;
    alert.textContent = error.name === "Error" && error.message ? `${text} (${error.message})` : text;
    for (const step of steps.children) step.classList.add("done");
  } finally {
    button.disabled = false;
  }
}

/** Show the steps of a stream of events as they come; gives the month of the last one. */
async function followed(response, steps) {
  for await (const [name, data] of events(response)) {
    const step = [...steps.children].find((one) => one.dataset.node === data.node);
    if (name === "started" && !step) {
      const line = document.createElement("li");
      line.dataset.node = data.node;
      line.textContent = words()[data.node] ?? data.node;
      steps.append(line);
    } else if (name === "accepted") {
      step?.classList.add("done");
    } else if (name === "rejected" && step) {
      step.textContent = `${words()[data.node] ?? data.node} · ${words().again}`;
    } else if (name === "done") {
      return data.routine;
    } else if (name === "problem") {
      throw new Error(data.detail);
    }
  }
  throw new Error("");
}

async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value.replaceAll("\r", "");
    const parts = text.split("\n\n");
    text = parts.pop();
    for (const part of parts) {
      const lines = part.split("\n");
      const field = (name) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
      const data = field("data").join("\n");
      if (data) yield [field("event")[0], JSON.parse(data)];
    }
  }
}

async function reason(response) {
  const text = await response.text();
  try {
    return JSON.parse(text).detail;
  } catch {
    return `${response.status}`;
  }
}

/** Ask for the next month. Nothing is kept of it before the lifter accepts it. */
async function next(form) {
  const busy = form.querySelector("[data-busy]");
  const buttons = [...form.querySelectorAll("button")];
  busy.textContent = words().busy;
  for (const button of buttons) button.disabled = true;
  try {
    const body = new URLSearchParams(new FormData(form));
    const page = await fetch("/month/next", { method: "POST", headers: FORM, body });
    if (!page.headers.get("content-type")?.startsWith("text/html")) throw new Error(await reason(page));
    show(await page.text(), "/month");
  } catch (error) {
    busy.textContent = error.name === "TypeError" ? words().offline : `${words().failed} (${error.message})`;
    for (const button of buttons) button.disabled = false;
  }
}

function accept(form) {
  const changed = [...form.querySelectorAll("input:not([type=hidden])")].some((one) => one.value !== one.defaultValue);
  if (changed) return form.requestSubmit();
  find("#proposals").remove();
  store.set("log", null);
  store.set("timer", null);
  keep();
  start();
  say(words().accepted);
  scrollTo(0, 0);
  find("#main").focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("make" in form.dataset) && !("next" in form.dataset)) return;
  event.preventDefault();
  if ("make" in form.dataset) make(form);
  else next(form);
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.dataset.tick) {
    log.change((kept) => {
      kept.ticks[box.dataset.tick] = box.checked;
    });
    const day = box.closest(".day");
    count(day);
    if (!box.checked) return;
    if (store.get("awake") === null) wake.want(true);
    if (day.classList.contains("finished")) {
      timer.end();
      say(words().day_done);
    } else {
      timer.set(Number(box.dataset.rest));
    }
  } else if ("week" in box.dataset) {
    log.change((kept) => {
      kept.week = box.value;
    });
  }
});

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!("top" in field.dataset) && !(field.id === "report" && field.form?.id === "next")) return;
  log.change((kept) => {
    kept.typed[field.name] = field.value;
  });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const has = (name) => name in button.dataset;
  if (has("more")) timer.add(30);
  else if (has("end")) timer.end();
  else if (has("print")) print();
  else if (has("awake")) wake.want(button.getAttribute("aria-pressed") !== "true");
  else if (has("accept")) accept(button.form);
  else if (has("back")) restore();
  else if (has("forget") && confirm(words().forget)) forget();
});

/** Nothing of the lifter's stays in this browser. */
function forget() {
  for (const name of ["month", "log", "timer", "awake"]) store.set(name, null);
  location.assign("/");
}

/** The month that this browser has kept. */
function restore() {
  const kept = store.get("month");
  if (kept) replace(kept);
}

addEventListener("popstate", () => {
  if (location.pathname !== shown) location.reload(); // a link to a place on the page comes here, too
});

document.documentElement.classList.add("scripted");
if (find("[data-no-month]") && store.get("month")) restore();
else start();
const going = all(".day").find((day) => day.querySelector("[data-tick]:checked") && !day.classList.contains("finished"));
if (going?.offsetParent) going.scrollIntoView(); // a session that is under way is what the lifter comes back for
navigator.serviceWorker?.register("/service-worker.js").catch(() => {
  // Without it the page needs the network; all else works.
});
