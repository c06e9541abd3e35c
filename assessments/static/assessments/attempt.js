// The open test: saves every answer, keeps it on the device while there is no line, and moves between
// questions without the server. The server's word counts: revision, clock and whether the test is open.
import { locale, numbers } from "../js/locale.js";
import { showSaved } from "../js/saved.js";

const root = document.querySelector("[data-test]");
const { attempt, saveUrl, clockUrl, pageUrl, resultUrl } = root.dataset;
const count = Number(root.dataset.count);
const marker = document.querySelector(".saved");
const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
const handIn = document.querySelector("#hand-in");
const handInButton = document.querySelector("[data-hand-in]");
const handInWords = handInButton.textContent;
const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.slice(0, 36);
const storeKey = `test-${attempt}-${newId()}`;
const SOON = 1000;
const LONGEST_WAIT = 30000;

// Per question: what the server has (revision), what is under way (sending), what comes after it (next).
const questions = new Map();
for (const section of root.querySelectorAll("[data-question]")) {
  questions.set(section.dataset.question, {
    section,
    place: Number(section.dataset.place),
    revision: Number(section.dataset.revision),
    sending: null,
    next: null,
    mark: null,
    timer: 0,
  });
}
let place = Number(root.dataset.place) || 0;
let running = null;
let wantsToHandIn = false;
let wait = SOON;
let retryTimer = 0;
let leaving = false;

// --- what is on the page ---

const boxes = (one) => [...one.section.querySelectorAll("[name=choice]")];
const chosen = (one) => boxes(one).filter((box) => box.checked).map((box) => box.value);
const markButton = (one) => one.section.querySelector("[data-mark]");
const isMarked = (one) => markButton(one).getAttribute("aria-pressed") === "true";

function note(name, isShown = true) {
  const element = root.querySelector(`[data-note="${name}"]`);
  if (element.hidden === isShown) element.hidden = !isShown;
}

function draw(one) {
  const isAnswered = chosen(one).length > 0;
  const state = isMarked(one) ? "marked" : isAnswered ? "answered" : "open";
  root.querySelector(`[data-strip="${one.place}"]`).className = `is-${state}${one.place === place ? " is-current" : ""}`;
  root.querySelector(`[data-cell="${one.place}"]`).className = `question-cell is-${state}`;
  root.querySelector(`[data-point="open"][data-for="${one.place}"]`).hidden = isAnswered;
  root.querySelector(`[data-point="marked"][data-for="${one.place}"]`).hidden = !isMarked(one);
}

function drawCounts() {
  const line = root.querySelector("[data-counts]");
  const answered = [...questions.values()].filter((one) => chosen(one).length > 0).length;
  // The sentence is the server's; only its first number changes.
  line.textContent = answered === count ? line.dataset.all : line.textContent.replace(/[\d٠-٩]+/u, numbers.format(answered));
}

function go(to) {
  wishToHandIn(false);
  flushSoon();
  place = to >= 1 && to <= count ? to : 0;
  for (const one of questions.values()) {
    one.section.hidden = one.place !== place;
    draw(one);
  }
  const overview = root.querySelector("[data-overview]");
  overview.hidden = place !== 0;
  if (place === 0) drawCounts();
  for (const bar of document.querySelectorAll("[data-bar]")) {
    bar.hidden = (bar.dataset.bar === "overview") !== (place === 0);
  }
  document.querySelector("[data-go=back]").disabled = place === 1;
  const next = document.querySelector("[data-go=next]");
  next.textContent = place === count ? next.dataset.last : next.dataset.restWord;
  note("changed", false);
  note("refused", false);
  history.replaceState(null, "", place === 0 ? `${pageUrl}overview/` : `${pageUrl}${place}/`);
  window.scrollTo(0, 0);
  const shown = place === 0 ? overview : current().section;
  shown.querySelector("h1").focus({ preventScroll: true });
}

const current = () => [...questions.values()].find((one) => one.place === place);

// --- kept on this device until the server has it ---

function keep() {
  const open = {};
  for (const [id, one] of questions) {
    if (one.sending || one.next || one.mark !== null) {
      open[id] = { sending: one.sending, next: one.next, mark: one.mark, revision: one.revision };
    }
  }
  try {
    if (Object.keys(open).length) localStorage.setItem(storeKey, JSON.stringify(open));
    else localStorage.removeItem(storeKey);
  } catch {
    // A full or forbidden store: the answer still waits in this page and the marker says so.
  }
}

function takeOver() {
  // What an earlier page of this browser could not send.
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(`test-${attempt}-`) || key === storeKey) continue;
    let found = {};
    try {
      found = JSON.parse(localStorage.getItem(key)) ?? {};
    } catch {
      // Not ours or cut off: nothing to save from it.
    }
    for (const [id, kept] of Object.entries(found)) {
      const one = questions.get(id);
      if (!one) continue;
      one.sending = kept.sending ?? one.sending;
      one.next = kept.next ?? one.next;
      one.mark = kept.mark ?? one.mark;
      if (one.next && !one.sending) one.revision = kept.revision;
      const value = one.next ?? one.sending?.value;
      if (value) for (const box of boxes(one)) box.checked = value.includes(box.value);
      if (one.mark !== null) markButton(one).setAttribute("aria-pressed", String(one.mark));
      draw(one);
    }
    localStorage.removeItem(key);
  }
  keep();
}

// --- sending ---

function changed(one) {
  one.next = chosen(one);
  keep();
  draw(one);
  note("changed", false);
  showSaved(marker, navigator.onLine ? "saving" : "offline");
  if (!navigator.onLine) note("offline");
  clearTimeout(one.timer);
  one.timer = setTimeout(pump, SOON);
}

function waiting() {
  return [...questions.values()].filter((one) => one.sending || one.next || one.mark !== null);
}

function flushSoon() {
  for (const one of questions.values()) clearTimeout(one.timer);
  if (waiting().length) pump();
}

// One request at a time; who asks meanwhile waits for the same end.
function pump() {
  running ??= sendAll().finally(() => {
    running = null;
  });
  return running;
}

async function sendAll() {
  clearTimeout(retryTimer);
  for (let one = waiting()[0]; one; one = waiting()[0]) {
    if (!(await send(one))) return;
  }
  if (!wantsToHandIn) return;
  leaving = true;
  handIn.submit();
}

async function send(one) {
  if (!one.sending && one.next) {
    one.sending = { value: one.next, revision: one.revision, id: newId() };
    one.next = null;
    keep();
  }
  const { sending, mark } = one;
  const body = { question: Number(one.section.dataset.question), client_id: sending?.id ?? newId() };
  if (sending) Object.assign(body, { value: sending.value, revision: sending.revision });
  if (mark !== null) body.marked = mark;
  let response;
  try {
    response = await fetch(saveUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify(body),
      keepalive: true,
      redirect: "manual",
      signal: AbortSignal.timeout(10000),
    });
  } catch {
    return later(navigator.onLine ? "failed" : "offline");
  }
  if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
    note("login");
    return later("failed");
  }
  if (response.status === 400 || response.status === 404) {
    // This page and the server no longer agree on what is asked: begin again from the server's state.
    one.sending = one.mark = null;
    keep();
    showChanged();
    return true;
  }
  let data;
  try {
    if (!response.ok && response.status !== 409) return later("failed");
    data = await response.json();
  } catch {
    return later("failed");
  }
  if (response.status === 409) return refused(one, data);
  accepted(one, sending, mark, data);
  return true;
}

function accepted(one, sending, mark, data) {
  wait = SOON;
  note("offline", false);
  note("login", false);
  if (one.mark === mark) one.mark = null;
  if (sending) {
    one.sending = null;
    one.revision = data.revision;
    if (data.stale) {
      // What was chosen since was chosen beside an answer that is no longer there: it must not overwrite the newer one.
      one.next = null;
      for (const box of boxes(one)) box.checked = data.value.includes(box.value);
      draw(one);
      showChanged();
    }
  }
  keep();
  if (data.seconds_left !== undefined) setClock(data.seconds_left);
  if (!waiting().length) {
    if (data.stale) showSaved(marker, "changed");
    else showSaved(marker, "saved", data.saved_at ? new Date(data.saved_at) : new Date());
  }
}

function showChanged() {
  // She looks at it before it is handed in.
  wishToHandIn(false);
  showSaved(marker, "changed");
  note("changed");
}

function refused(one, data) {
  one.sending = one.next = one.mark = null;
  keep();
  if (data.code === "handed_in" || data.code === "time_over") {
    leave(resultUrl);
    return false;
  }
  const element = root.querySelector('[data-note="refused"]');
  element.querySelector("[data-reason]").textContent = data.reason;
  wishToHandIn(false);
  note("refused");
  return true;
}

function later(state) {
  showSaved(marker, state);
  if (state === "offline" || wait > 3 * SOON) note("offline", root.querySelector('[data-note="login"]').hidden);
  clearTimeout(retryTimer);
  retryTimer = setTimeout(pump, wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, LONGEST_WAIT);
  return false;
}

function wishToHandIn(isWished) {
  if (wantsToHandIn === isWished) return;
  wantsToHandIn = isWished;
  handInButton.setAttribute("aria-busy", String(isWished));
  handInButton.textContent = isWished ? handInButton.dataset.busy : handInWords;
}

function leave(url) {
  leaving = true;
  location.assign(url);
}

// --- the server's clock ---

const timer = document.querySelector("[data-timer]");
let endsAt = null;
let before = Infinity;

function setClock(seconds) {
  endsAt = seconds === null ? null : performance.now() + seconds * 1000;
}

const twoDigits = new Intl.NumberFormat(locale, {
  minimumIntegerDigits: 2,
  useGrouping: false,
});

function tick() {
  if (endsAt === null || !timer) return;
  const left = Math.max(Math.round((endsAt - performance.now()) / 1000), 0);
  timer.querySelector("[data-timer-left]").textContent =
    `${twoDigits.format(Math.floor(left / 60))}:${twoDigits.format(left % 60)}`;
  timer.classList.toggle("is-short", left <= 300);
  const say = root.querySelector("[data-announce]");
  if (before > 300 && left <= 300 && left > 60) say.textContent = root.dataset.sayFive;
  if (before > 60 && left <= 60 && left > 0) say.textContent = root.dataset.sayOne;
  before = left;
  note("over", left === 0);
  if (left === 0) finishWhenSent();
}

async function askClock() {
  try {
    const response = await fetch(clockUrl, { redirect: "manual", signal: AbortSignal.timeout(10000) });
    if (!response.ok) return;
    const data = await response.json();
    if (!data.open) leave(resultUrl);
    else setClock(data.seconds_left);
  } catch {
    // No line: the page's own clock goes on.
  }
}

async function finishWhenSent() {
  if (leaving) return;
  await pump();
  if (!waiting().length) askClock();
}

// --- what the person does ---

root.addEventListener("change", (event) => {
  const section = event.target.closest("[data-question]");
  if (section && event.target.name === "choice") changed(questions.get(section.dataset.question));
});

root.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-mark]");
  if (mark) {
    event.preventDefault();
    const one = current();
    one.mark = !isMarked(one);
    mark.setAttribute("aria-pressed", String(one.mark));
    draw(one);
    keep();
    pump();
    return;
  }
  const link = event.target.closest(".question-grid a, .open-points a");
  if (link) {
    event.preventDefault();
    go(Number(link.pathname.match(/(\d+)\/$/)[1]));
  }
});

for (const button of document.querySelectorAll("[data-go]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (button.dataset.go === "back") go(place - 1);
    else if (button.dataset.go === "next") go(place + 1);
    else go(0);
  });
}

handIn.addEventListener("submit", (event) => {
  if (leaving || !waiting().length) return;
  // First what is not sent yet, whenever that succeeds; then the same press goes through.
  event.preventDefault();
  event.stopPropagation();
  wishToHandIn(true);
  wait = SOON;
  flushSoon();
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") flushSoon();
  else askClock();
});
window.addEventListener("pagehide", flushSoon);
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  leaving = false;
  wishToHandIn(false);
});
window.addEventListener("online", () => {
  wait = SOON;
  pump();
});
window.addEventListener("offline", () => {
  if (waiting().length) showSaved(marker, "offline");
  note("offline");
});

takeOver();
for (const one of questions.values()) draw(one);
if (root.dataset.secondsLeft !== undefined) setClock(Number(root.dataset.secondsLeft));
setInterval(tick, 1000);
setInterval(askClock, 30000);
if (waiting().length) pump();
