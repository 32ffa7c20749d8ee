// The lifter's page with JavaScript: progress while a month is made, and the month in the gym. What a lifter ticks and
// types is kept in this browser (localStorage) until the next month is asked for; the page works without this file, too.

const FORM = { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" };
const JSON_BODY = { "Content-Type": "application/json" };

/** The form in which a month is kept; another form gets another number, and is then read by its own. */
const MONTH_VERSION = 1;

const PREFIX = "burnfit.";
const TIMER_ENDS_MS = 10 * 60 * 1000;

const store = {
  get(name) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + name));
    } catch {
      return null;
    }
  },
  /** Whether the browser has kept it: storage can be full, or blocked. */
  set(name, value) {
    try {
      localStorage.setItem(PREFIX + name, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  },
  remove(...names) {
    try {
      for (const name of names) localStorage.removeItem(PREFIX + name);
    } catch {
      // A browser that keeps nothing has nothing to remove.
    }
  },
  /** The names that begin so. */
  names(beginning) {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX + beginning));
      return names.map((name) => name.slice(PREFIX.length));
    } catch {
      return [];
    }
  },
};

let shownPath = location.pathname;

const find = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const words = () => JSON.parse(document.body.dataset.words);

/** The page that the server has written, in the place of this one; `replaces` as in `start`. */
function show(html, path, replaces = false) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (path !== location.pathname) history.pushState(null, "", path);
  shownPath = path;
  replace({ lang: page.documentElement.lang, title: page.title, words: page.body.dataset.words, html: page.body.innerHTML }, replaces);
  scrollTo(0, 0);
  (find("#problems") ?? find("#proposals-title") ?? find("#main")).focus();
}

function replace(page, replaces = false) {
  document.documentElement.lang = page.lang;
  document.title = page.title;
  document.body.dataset.words = page.words;
  document.body.innerHTML = page.html;
  start(replaces);
}

/** Keep the month in this browser, as it came from the server; gives whether that works. */
function keep() {
  const copy = document.body.cloneNode(true);
  for (const part of copy.querySelectorAll("#proposals")) part.remove();
  copy.querySelector("#unkept").hidden = true;
  const kept = store.set("month", {
    version: MONTH_VERSION,
    run: log.run,
    lang: document.documentElement.lang,
    title: document.title,
    words: document.body.dataset.words,
    html: copy.innerHTML,
  });
  if (kept) {
    store.remove(...store.names("log.").filter((name) => name !== `log.${log.run}`));
    navigator.storage?.persist?.().catch(() => {}); // a browser may say no, and then removes it sooner
  }
  warn(!kept);
  return kept;
}

/** Say that this browser does not keep what it should. */
function warn(failed) {
  const place = find("#unkept");
  if (place) place.hidden = !failed;
}

/** Whether the lifter lets another month take the place of the kept one, if something is logged of that. */
function mayReplace(run) {
  const kept = store.get("month");
  if (!kept || kept.run === run) return true;
  const { ticks, typed } = log.of(kept.run);
  const logged = Object.values(ticks).some(Boolean) || Object.values(typed).some(Boolean);
  return !logged || confirm(words().replace);
}

/** What is logged of each month: the boxes ticked, what is typed, the week shown, the box ticked last. */
const log = {
  of(run) {
    return store.get(`log.${run}`) ?? { ticks: {}, typed: {}, week: null, last: null };
  },
  read() {
    return this.of(this.run);
  },
  change(how) {
    const kept = this.read();
    how(kept);
    warn(!store.set(`log.${this.run}`, kept));
  },
  get run() {
    return find("#month")?.dataset.run;
  },
};

/** @param {boolean} replaces Whether the lifter has agreed that the month takes the place of the kept one. */
function start(replaces = false) {
  for (const link of all("[data-saved]")) link.hidden = store.get("month") === null || find("#month") !== null;
  if (!find("#month")) return;
  if (!find("#proposals") && store.get("month")?.run !== log.run) {
    if (replaces || mayReplace(log.run)) keep();
    else warn(true);
  }
  fillIn();
  for (const button of all("[data-print], [data-accept], [data-back], [data-forget]")) button.hidden = false;
  for (const button of all("[data-awake]")) button.hidden = !("wakeLock" in navigator);
  timer.show();
  if (store.get("awake")) wake.on();
}

/** Show what is logged of the month. */
function fillIn() {
  const kept = log.read();
  for (const box of all("[data-tick]")) box.checked = kept.ticks[box.dataset.tick] === true;
  for (const field of all("[data-top], #next #report")) field.value = kept.typed[field.name] ?? field.value;
  const week = find(`[data-week][value="${Number(kept.week) || 1}"]`);
  if (week) week.checked = true;
  all(".day").forEach(count);
}

/** How many sets of a day are done. */
function count(day) {
  const progress = day.querySelector(".progress-of");
  if (!progress) return;
  const boxes = [...day.querySelectorAll("[data-tick]")];
  const done = boxes.filter((box) => box.checked).length;
  progress.textContent = done ? fill(words().of, done, boxes.length) : "";
  day.classList.toggle("finished", done === boxes.length);
}

const fill = (text, ...values) => values.reduce((filled, value) => filled.replace("{}", value), text);

function say(text) {
  const place = find("#said");
  if (place) place.textContent = text;
}

/**
 * The rest after a set. It is kept as two times of the clock, so it goes on over a reload and in a sleeping phone. It
 * belongs to its month, and is forgotten ten minutes after its end.
 */
const timer = {
  get kept() {
    const kept = store.get("timer");
    return kept && kept.run === log.run && Date.now() < kept.until + TIMER_ENDS_MS ? kept : null;
  },
  set(seconds) {
    const now = Date.now();
    store.set("timer", { run: log.run, from: now, until: now + seconds * 1000 });
    say(fill(words().rest, seconds));
    this.show();
  },
  add(seconds) {
    const kept = this.kept;
    const until = kept && Math.max(kept.until, Date.now()) + seconds * 1000;
    if (kept) store.set("timer", { ...kept, until, over: false });
    this.show();
  },
  end() {
    store.remove("timer");
    this.show();
  },
  show() {
    const place = find("#timer");
    if (!place) return;
    const kept = this.kept;
    place.hidden = !kept || find("#proposals") !== null;
    if (place.hidden) return;
    const left = Math.max(0, kept.until - Date.now());
    const seconds = Math.ceil(left / 1000);
    place.querySelector(".time").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    place.querySelector("progress").value = left / Math.max(1, kept.until - kept.from);
    place.classList.toggle("over", left === 0);
    if (left === 0 && !kept.over) {
      store.set("timer", { ...kept, over: true });
      say(words().rest_over);
      navigator.vibrate?.([200, 100, 200]);
    }
  },
};
setInterval(() => timer.show(), 250);

/**
 * The screen stays on from the first tick until the lifter says no; the browser lets go of it whenever the page is
 * hidden. The button says whether it is on.
 */
const wake = {
  lock: null,
  asking: false,
  async on() {
    if (!this.asking && (this.lock?.released ?? true)) {
      this.asking = true;
      try {
        this.lock = (await navigator.wakeLock?.request("screen")) ?? null;
        this.lock?.addEventListener("release", () => this.show());
      } catch {
        this.lock = null; // the battery is low, or the page is hidden
      }
      this.asking = false;
    }
    this.show();
  },
  off() {
    this.lock?.release();
    this.lock = null;
    this.show();
  },
  show() {
    const held = String(this.lock?.released === false);
    for (const button of all("[data-awake]")) button.setAttribute("aria-pressed", held);
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
  if (!mayReplace(null)) return;
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
    show(await page.text(), "/month", true);
  } catch (error) {
    const text = { AbortError: words().stopped, TypeError: words().offline }[error.name] ?? words().failed;
    progress.hidden = false;
    alert.hidden = false;
    alert.textContent = error.name === "Error" && error.message ? `${text} (${error.message})` : text;
    for (const step of steps.children) ended(step);
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
      if (step) ended(step);
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

/** A step that is no longer worked on: drawn so, and said so. */
function ended(step) {
  if (step.classList.contains("done")) return;
  step.classList.add("done");
  const said = document.createElement("span");
  said.className = "unseen";
  said.textContent = `: ${words().ready}`;
  step.append(said);
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
    const html = await page.text();
    const parsed = new DOMParser().parseFromString(html, "text/html");
    // The page of another form says why nothing came of this one: the month stays where it is.
    if (!parsed.querySelector("[data-next]")) throw new Error(parsed.querySelector("#problems strong")?.textContent ?? "");
    show(html, "/month");
  } catch (error) {
    busy.textContent = error.name === "TypeError" ? words().offline : `${words().failed} (${error.message})`;
    for (const button of buttons) button.disabled = false;
  }
}

/** Start the month that is shown with its proposals; the month that they came from, and its log, are then gone. */
function accept(form) {
  const changed = [...form.querySelectorAll("input:not([type=hidden])")].some((one) => one.value !== one.defaultValue);
  if (changed) return form.requestSubmit();
  const proposals = find("#proposals");
  if (store.get("month")?.run !== proposals.dataset.from && !mayReplace(log.run)) return;
  if (!keep()) return;
  proposals.remove();
  store.remove("timer");
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
      kept.last = box.dataset.tick;
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
  else if (has("back")) {
    restore();
    find("#main").focus();
  }
  else if (has("forget") && confirm(words().forget)) forget();
});

/** Nothing of the lifter's stays in this browser. */
function forget() {
  store.remove(...store.names(""));
  location.assign("/");
}

/** The month that this browser has kept. */
function restore() {
  const kept = store.get("month");
  if (kept) replace(kept);
}

// What another tab does with the kept month shows here, too, so that nothing is ticked in one that is gone.
addEventListener("storage", (event) => {
  if (!find("#month") || find("#proposals")) return;
  if (event.key === null || event.key === `${PREFIX}month`) {
    if (store.get("month") === null) location.assign("/");
    else if (store.get("month").run !== log.run) restore();
  } else if (event.key === `${PREFIX}log.${log.run}`) {
    fillIn();
  }
});

addEventListener("popstate", () => {
  if (location.pathname !== shownPath) location.reload(); // a link to a place on the page comes here, too
});

document.documentElement.classList.add("scripted");
if (find("[data-no-month]") && store.get("month")) restore();
else start();
const last = find(`[data-tick="${CSS.escape(log.read().last ?? "")}"]`)?.closest(".day");
// A session that is under way is what the lifter comes back for.
if (last?.offsetParent && !last.classList.contains("finished")) last.scrollIntoView();
navigator.serviceWorker?.register("/service-worker.js").catch(() => {
  // Without it the page needs the network; all else works.
});
