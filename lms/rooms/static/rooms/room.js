// A live room. The page shows its history without this script; with it, news arrive by themselves.
// The server numbers everything that happens, so here is only one rule: show each number once, in order.
import { locale, numbers } from "../js/locale.js";
import { Line } from "./line.js";

const root = document.getElementById("room");
const word = (name) => root.dataset["word" + name[0].toUpperCase() + name.slice(1)];
const one = (selector, from = root) => from.querySelector(selector);
const all = (selector, from = root) => [...from.querySelectorAll(selector)];
const language = root.dataset.language;
const shares = new Intl.NumberFormat(locale, { style: "percent" });
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: root.dataset.zone });
const countries = JSON.parse(document.getElementById("room-countries").textContent);
const pens = JSON.parse(document.getElementById("room-pen-names").textContent);
const staff = Boolean(root.dataset.staff);
const key = `room:${root.dataset.room}:${root.dataset.me}`;
const log = one("[data-log]");
const composer = one("[data-composer]");
const input = composer.elements.text;
const ask = one("[data-ask]");
const newPoll = one("[data-new-poll]");
let last = Number(root.dataset.last);
let mode = root.dataset.mode;
let silenced = Boolean(root.dataset.silenced);
let polling = null;  // The poll that was started and is not answered yet.
let unread = { chat: 0, questions: 0, polls: 0 };
let tab = "chat";

// --- What this device keeps: unsent messages and drafts, until they are sent or the person logs out. ---

// `asking` is the id of a question that was asked and is not answered yet: asked again it is the same question.
const kept = { queue: [], draft: "", question: "", asking: "", ...read() };
function read() {
  try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; }
}
function keep() {
  try {
    if (kept.queue.length || kept.draft || kept.question) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
  } catch { /* A full or forbidden store: the text is still in the page. */ }
}
function forget() {
  kept.queue = [];
  kept.draft = kept.question = kept.asking = "";
  for (const name of Object.keys(localStorage)) if (name.startsWith("room:")) localStorage.removeItem(name);
}
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

// --- Showing ---

const copy = (name) => one(`template[data-tpl="${name}"]`).content.firstElementChild.cloneNode(true);
const part = (item, name) => one(`[data-f="${name}"]`, item);
function put(item, name, text) {
  const place = part(item, name);
  if (place) place.textContent = text ?? "";
  return place;
}
function write(item, frame) {
  const place = put(item, "text", frame.text);
  place.dir = frame.dir || "auto";
  if (frame.lang) place.lang = frame.lang;
  else place.removeAttribute("lang");
}
function when(item, name, at) {
  const place = put(item, name, at ? clock.format(new Date(at)) : "");
  if (place && at) place.dateTime = at;
}
function aim(item, number) {
  item.dataset.n = number;
  for (const button of all('[name="do"]', item)) {
    const [what, , detail] = button.value.split(":");
    button.value = [what, number, ...(detail === undefined ? [] : [detail])].join(":");
  }
  for (const link of all("a[data-of]", item)) link.href = link.dataset.of + number;
}
const initials = (name) => {
  const words = name.trim().split(/\s+/);
  return words.slice(0, 2).map((part) => [...part][0]).join("").toUpperCase();
};
const find = (list, number) => one(`${list} > [data-n="${number}"]`);
let said = 0;
function say(text, stays = false) {
  const place = one("[data-said]");
  clearTimeout(said);
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
  if (!stays) said = setTimeout(() => { place.textContent = ""; }, 8000);
}

function message(frame) {
  const item = copy("message");
  const mine = String(frame.by.m) === root.dataset.me;
  item.classList.toggle("is-mine", mine);
  item.classList.toggle("is-staff", Boolean(frame.by.staff));
  item.dataset.state = frame.state;
  put(item, "you", mine ? word("you") : "");
  put(item, "name", (staff && frame.by.full) || frame.by.name);
  put(item, "avatar", initials(frame.by.name));
  put(item, "country", frame.by.c ? countries[frame.by.c] || "" : "");
  if (frame.by.c && !countries[frame.by.c]) people();
  item.dataset.country = frame.by.c || "";
  when(item, "time", frame.at);
  write(item, frame);
  if (frame.n) aim(item, frame.n);
  return item;
}
const atEnd = () => {
  const box = log.closest(".room-scroll");
  return box.scrollHeight - box.scrollTop - box.clientHeight < 80;
};
function toEnd() {
  log.closest(".room-scroll").scrollTop = log.closest(".room-scroll").scrollHeight;
  one("[data-jump]").hidden = true;
}
function add(frame) {
  if (find("[data-log]", frame.n)) return;
  const waiting = frame.cid && one(`[data-cid="${CSS.escape(frame.cid)}"]`);
  const item = message(frame);
  if (waiting && waiting.classList.contains("is-mine") === item.classList.contains("is-mine")) waiting.remove();
  const follow = atEnd() || item.classList.contains("is-mine");
  if (!follow && !one(".is-first-new", log)) {
    item.classList.add("is-first-new");
    item.dataset.new = word("new");
  }
  // In the order of the numbers: the answer to an own message may be faster than the message before it.
  let next = null;
  for (const other of [...log.children].reverse()) {
    if (!other.dataset.cid && Number(other.dataset.n) < frame.n) break;
    next = other;
  }
  log.insertBefore(item, next);
  if (follow) toEnd();
  else one("[data-jump]").hidden = false;
  if (!item.classList.contains("is-mine")) count("chat");
}
function count(name) {
  if (tab === name && !document.hidden) return;
  unread[name] += 1;
  marks();
}
function marks() {
  for (const name of ["chat", "polls"]) one(`[data-count="${name}"]`).textContent = unread[name] ? numbers.format(unread[name]) : "";
  const open = all('[data-questions] > :not([data-q="answered"])').length;
  one('[data-count="questions"]').textContent = open ? numbers.format(open) : "";
}

function question(frame) {
  let item = find("[data-questions]", frame.n);
  if (frame.q === "waiting" && !frame.text) return;
  if (!item) {
    item = copy("question");
    aim(item, frame.n);
    one("[data-questions]").append(item);
    count("questions");
  }
  item.dataset.q = frame.q;
  if (frame.by.name === root.dataset.pen) item.dataset.mine = "yes";
  put(item, "name", penName(frame.by.name));
  write(item, frame);
  votes(item, frame.votes);
  sort();
}
// A pen name arrives as its key, the same for every reader (lms/rooms/pen_names.py).
function penName(key) {
  const [first, second, number] = key.split(" ");
  if (!pens.first[first] || !pens.second[second]) return key;
  const name = pens.pattern.replace("%(first)s", pens.first[first]).replace("%(second)s", pens.second[second]);
  return number ? `${name} ${new Intl.NumberFormat(locale, { useGrouping: false }).format(number)}` : name;
}
function votes(item, number) {
  item.dataset.votes = number;
  put(item, "votes", numbers.format(number));
}
const rank = { answering: 0, waiting: 1, open: 2, answered: 3 };
function sort() {
  // Nothing jumps under the finger: while somebody points at the list or is in it, it keeps its order.
  marks();
  const list = one("[data-questions]");
  if (touched || list.contains(document.activeElement)) return;
  if (list.matches(":hover") && matchMedia("(hover: hover)").matches) return;
  const order = [...list.children].sort((a, b) =>
    rank[a.dataset.q] - rank[b.dataset.q] || b.dataset.votes - a.dataset.votes || a.dataset.n - b.dataset.n);
  if (order.some((item, index) => item !== list.children[index])) list.append(...order);
}
let touched = false;
function leaveList() {
  touched = false;
  // The press that ends here comes first, then the new order.
  setTimeout(sort, 400);
}
one("[data-questions]").addEventListener("pointerdown", () => { touched = true; });
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => touched && leaveList());
for (const name of ["pointerleave", "focusout"]) one("[data-questions]").addEventListener(name, leaveList);
function restate(number, state, at) {
  if (state === "answering") for (const item of all('[data-q="answering"]')) item.dataset.q = "open";
  const item = find("[data-questions]", number);
  if (!item) return;
  item.dataset.q = state;
  if (at) when(item, "answered", at);
  sort();
}

function poll(frame) {
  if (find("[data-polls]", frame.n)) return;
  const item = copy("poll");
  frame.options.forEach((text, index) => {
    const option = copy("option");
    put(option, "option", text);
    one("button", option).value = `vote:${frame.n}:${index}`;
    one(".room-options", item).append(option);
  });
  aim(item, frame.n);
  all(".room-option", item).forEach((button, index) => { button.value = `vote:${frame.n}:${index}`; });
  write(item, frame);
  if (frame.closes_at) item.dataset.closes = frame.closes_at;
  bars(item, frame.counts || frame.options.map(() => 0));
  choose(item, frame.vote);
  if (frame.closed) close(item);
  one("[data-polls]").prepend(item);
  count("polls");
}
function bars(item, counts) {
  const total = counts.reduce((sum, number) => sum + number, 0);
  all(".room-option", item).forEach((option, index) => {
    const share = total ? counts[index] / total : 0;
    one("rect", option).setAttribute("width", 100 * share);
    put(option, "percent", shares.format(share));
    put(option, "votes", numbers.format(counts[index]));
  });
  put(item, "total", word("votes").replace("%(count)s", numbers.format(total)));
}
function choose(item, vote) {
  item.dataset.vote = vote ?? "";
  all(".room-option", item).forEach((option, index) => option.setAttribute("aria-pressed", String(index === vote)));
}
function close(item) {
  item.dataset.closed = "yes";
  for (const option of all(".room-option", item)) option.disabled = true;
}
function tick() {
  for (const item of all('[data-polls] > [data-closed="no"][data-closes]')) {
    const left = Math.round((new Date(item.dataset.closes) - Date.now()) / 1000);
    if (left <= 0) close(item);
    const time = `${numbers.format(Math.floor(left / 60))}:${numbers.format(left % 60).padStart(2, numbers.format(0))}`;
    put(item, "left", left > 0 ? "· " + word("left").replace("%(time)s", time) : "");
  }
}

// --- What the server says ---

function become(frame) {
  const state = { hide: "hidden", restore: "shown", delete: "deleted" }[frame.k];
  const item = find("[data-log]", frame.of);
  if (item) {
    item.dataset.state = state;
    if (frame.shown) write(item, frame.shown);
    else if (!staff || state === "deleted") put(item, "text", "");
  }
  const asked = find("[data-questions]", frame.of);
  if (asked && state !== "shown") asked.remove();
  if (!asked && frame.shown?.q) question(frame.shown);
  marks();
}
const news = {
  post: add,
  hide: become,
  restore: become,
  delete: become,
  question,
  approve: (frame) => frame.shown && question({ ...frame.shown, q: "open" }),
  upvote(frame) {
    const item = find("[data-questions]", frame.of);
    if (item) votes(item, frame.votes);
    sort();
  },
  answering: (frame) => restate(frame.of, "answering"),
  answered: (frame) => restate(frame.of, "answered", frame.at),
  poll,
  vote(frame) {
    const item = find("[data-polls]", frame.of);
    if (item) bars(item, frame.counts);
  },
  poll_closed(frame) {
    const item = find("[data-polls]", frame.of);
    if (!item) return;
    bars(item, frame.counts);
    close(item);
  },
  hand(frame) {
    if (String(frame.by.m) === root.dataset.me) hand(frame.up);
    people();
  },
  mode(frame) {
    setMode(frame.mode);
    say(root.dataset["mode" + frame.mode[0].toUpperCase() + frame.mode.slice(1)]);
  },
  silence: () => line.state(),
  unsilence: () => line.state(),
  report(frame) {
    const item = frame.of && find("[data-log]", frame.of);
    if (!item) return;
    const flag = put(item, "flag", [word("flagged"), frame.reason].filter(Boolean).join(": "));
    flag.hidden = false;
  },
};
function apply(frame) {
  if (frame.n <= last) return;
  if (frame.n > last + 1) {
    line.state();
    return;
  }
  last = frame.n;
  news[frame.k]?.(frame);
}
function setMode(value) {
  mode = value;
  root.dataset.mode = value;
  for (const radio of all('[name="mode"]')) radio.checked = radio.value === value;
  allowed();
}
function allowed() {
  const posting = staff ? mode !== "locked" : Boolean(root.dataset.canPost) && !silenced && ["open", "slow"].includes(mode);
  const asking = staff ? mode !== "locked" : Boolean(root.dataset.canAsk) && !silenced && ["open", "slow", "questions"].includes(mode);
  composer.hidden = !posting;
  ask.hidden = !asking;
  one("[data-closed-line]").textContent = posting ? "" : root.dataset["mode" + mode[0].toUpperCase() + mode.slice(1)];
}
function hand(up) {
  const button = one(".room-hand");
  button.setAttribute("aria-pressed", String(up));
  button.value = up ? "0" : "1";
}
function here(number) {
  one("[data-here]").textContent = word("here").replace("%(count)s", numbers.format(number));
}
function you(now) {
  silenced = now.silenced;
  // What the mode takes away is not a right that is missing.
  if (now.post) root.dataset.canPost = "yes";
  if (now.ask) root.dataset.canAsk = "yes";
  hand(now.hand);
  allowed();
}
// The whole state again: after a gap, a long absence, or when rights changed.
function replace(state) {
  if (Boolean(state.you.staff) !== staff) {
    location.reload();
    return;
  }
  for (const frame of state.messages) if (frame.by.country) countries[frame.by.c] = frame.by.country;
  const waiting = all("[data-cid]", log);
  // The whole history again is no news: it is not read out.
  const region = log.closest("[aria-live]");
  region.setAttribute("aria-live", "off");
  log.replaceChildren(...state.messages.map(message), ...waiting);
  setTimeout(() => region.setAttribute("aria-live", "polite"), 1000);
  one("[data-questions]").replaceChildren();
  for (const frame of state.questions) {
    question(frame);
    const item = find("[data-questions]", frame.n);
    if (frame.answered_at) when(item, "answered", frame.answered_at);
    if (frame.voted) press(item, true);
  }
  one("[data-polls]").replaceChildren();
  for (const frame of state.polls.toReversed()) poll(frame);
  last = state.last;
  setMode(state.mode);
  you(state.you);
  here(state.here);
  persons(state.people);
  unread = { chat: 0, questions: 0, polls: 0 };
  marks();
  toEnd();
}
let asked = 0;
function people() {
  clearTimeout(asked);
  asked = setTimeout(async () => {
    const answer = await line.get("people/");
    if (answer) persons(answer.people);
  }, 300);
}
function persons(list) {
  one("[data-people]").replaceChildren(...list.map((person) => {
    const item = copy("person");
    item.dataset.m = person.m;
    if (person.c) countries[person.c] = person.country;
    put(item, "name", person.full || person.name);
    put(item, "avatar", initials(person.name));
    put(item, "country", person.country);
    part(item, "hand").hidden = !person.hand;
    const lower = one('[name="do"]', item);
    if (lower) lower.value = `hand:${person.m}:0`;
    return item;
  }));
  for (const item of all("[data-log] > [data-country]")) {
    if (item.dataset.country) put(item, "country", countries[item.dataset.country] || "");
  }
}

// --- What the person does ---

function show(entry) {
  const item = message({ by: { m: root.dataset.me, name: root.dataset.name }, at: entry.at, text: entry.text, state: "shown" });
  item.dataset.cid = entry.cid;
  item.classList.add("is-unsent");
  put(item, "sending", line.open ? word("sending") : word("unsent")).hidden = false;
  log.append(item);
  toEnd();
}
function send(entry) {
  line.send({ k: "post", cid: entry.cid, text: entry.text, lang: language });
}
function unsent() {
  const now = line.open ? word("sending") : word("unsent");
  for (const item of all("[data-cid]", log)) put(item, "sending", now);
  for (const [form, isUnderWay] of [[ask, kept.asking], [newPoll, polling]]) {
    if (form) put(form, "sending", now).hidden = !isUnderWay;
  }
}
function askNow() {
  const text = ask.elements.text.value.trim();
  if (text && kept.asking) line.send({ k: "question", cid: kept.asking, text, lang: language });
}
function askedOrNot() {
  kept.asking = "";
  keep();
  unsent();
}
function pollStarted(isOver) {
  polling = null;
  if (isOver) {
    newPoll.reset();
    newPoll.elements.cid.value = newId();
  }
  unsent();
}
function sent(answer) {
  const entry = kept.queue.find((item) => item.cid === answer.cid);
  if (entry) {
    kept.queue = kept.queue.filter((item) => item !== entry);
    keep();
  }
  if (answer.k === "post" && answer.e) {
    // The own message may arrive before the number in front of it: it takes its place, its number still counts once.
    const item = one(`[data-cid="${CSS.escape(answer.cid)}"]`, log);
    if (item) {
      delete item.dataset.cid;
      item.classList.remove("is-unsent");
      part(item, "sending").hidden = true;
      aim(item, answer.n);
      if (all(`[data-log] > [data-n="${answer.n}"]`).length > 1) item.remove();
    }
  } else if (answer.k === "question" && answer.e) {
    if (answer.cid === kept.asking) {
      kept.question = ask.elements.text.value = "";
      askedOrNot();
    }
    question(answer.e);
    say(answer.e.q === "waiting" ? word("askedWait") : word("asked"));
  } else if (answer.k === "upvote") {
    const item = find("[data-questions]", answer.of);
    if (item) {
      press(item, answer.on);
      votes(item, answer.votes);
    }
  } else if (answer.k === "vote") {
    const item = find("[data-polls]", answer.of);
    if (item) {
      choose(item, answer.option);
      bars(item, answer.counts);
    }
  } else if (answer.k === "report") say(word("reported"));
  else if (answer.k === "poll") {
    if (answer.cid === newPoll?.elements.cid.value) pollStarted(true);
  }
  else if (answer.k === "name") {
    root.dataset.name = answer.name;
    say(word("done"));
    people();
  } else if (["silence", "unsilence", "remove"].includes(answer.k)) say(word("done"));
}
function refused(answer) {
  const entry = kept.queue.find((item) => item.cid === answer.cid);
  if (answer.reason) say(answer.reason);
  if (kept.asking && answer.cid === kept.asking) askedOrNot();
  if (polling && answer.cid === polling.cid) pollStarted(false);
  if (!entry) return;
  if (["rate", "later", "slow"].includes(answer.code)) {
    put(one(`[data-cid="${CSS.escape(entry.cid)}"]`, log), "sending", answer.reason || word("unsent"));
    setTimeout(() => kept.queue.includes(entry) && line.open && send(entry), answer.code === "slow" ? 5000 : 3000);
    return;
  }
  // It will not be taken: the text goes back to where it was written, so nothing is lost.
  kept.queue = kept.queue.filter((item) => item !== entry);
  one(`[data-cid="${CSS.escape(entry.cid)}"]`, log)?.remove();
  input.value = input.value ? `${entry.text}\n${input.value}` : entry.text;
  kept.draft = input.value;
  keep();
  grow();
}
function press(item, on) {
  const button = one(".room-upvote", item);
  button.setAttribute("aria-pressed", String(on));
  button.value = `upvote:${item.dataset.n}:${on ? 0 : 1}`;
}
function grow() {
  input.rows = Math.min(5, Math.max(1, input.value.split("\n").length, Math.ceil(input.value.length / 38)));
}
composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text) return;
  const entry = { cid: newId(), text, at: new Date().toISOString() };
  kept.queue.push(entry);
  input.value = kept.draft = "";
  keep();
  grow();
  show(entry);
  if (line.open) send(entry);
  input.focus();
});
input.addEventListener("keydown", (event) => {
  // On a keyboard Enter sends; on a phone it stays a new line, and the button sends.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) {
    event.preventDefault();
    composer.requestSubmit();
  }
});
input.addEventListener("input", () => {
  kept.draft = input.value;
  keep();
  grow();
});
ask.elements.text.addEventListener("input", (event) => {
  // Changed words are another question.
  kept.question = event.target.value;
  askedOrNot();
});
newPoll?.addEventListener("input", () => {
  if (!polling) return;
  newPoll.elements.cid.value = newId();
  pollStarted(false);
});
ask.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!ask.elements.text.value.trim()) return;
  kept.asking ||= newId();
  kept.question = ask.elements.text.value;
  keep();
  unsent();
  if (line.open) askNow();
});
root.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  const button = event.submitter;
  if (button?.name === "do") {
    event.preventDefault();
    if (button.dataset.confirm && !confirm(button.dataset.confirm)) return;
    const [what, about, detail] = button.value.split(":");
    const frame = { k: what, cid: newId(), of: Number(about) };
    if (what === "upvote") frame.on = detail === "1";
    if (what === "vote") frame.option = Number(detail);
    if (what === "hand") Object.assign(frame, { m: Number(about), up: false });
    line.send(frame);
    button.closest("details.menu")?.removeAttribute("open");
  } else if ("roomForm" in form.dataset) {
    event.preventDefault();
    const frame = Object.fromEntries(new FormData(form, button));
    for (const name of ["csrfmiddlewaretoken", "next"]) delete frame[name];
    if (form === newPoll) {
      polling = frame;
      unsent();
      if (line.open) line.send(polling);
    } else line.send({ ...frame, cid: newId() });
  }
});
for (const link of all("[data-tab]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    go(link.dataset.tab);
  });
}
function go(name) {
  tab = name;
  for (const panel of all("[data-panel]")) panel.classList.toggle("is-current", panel.dataset.panel === name);
  for (const link of all("[data-tab]")) {
    if (link.dataset.tab === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (name in unread) unread[name] = 0;
  marks();
  if (name === "people") people();
  if (name === "chat") toEnd();
}
one("[data-jump]").addEventListener("click", toEnd);
log.closest(".room-scroll").addEventListener("scroll", () => {
  if (!atEnd()) return;
  one("[data-jump]").hidden = true;
}, { passive: true });
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  if (tab in unread) unread[tab] = 0;
  marks();
  for (const item of all(".is-first-new", log)) setTimeout(() => item.classList.remove("is-first-new"), 8000);
});
// --- The line to the server ---

const line = new Line(root.dataset, {
  after: () => last,
  token: () => one('[name="csrfmiddlewaretoken"]').value,
  opened() {
    for (const entry of kept.queue) send(entry);
    askNow();
    if (polling) line.send(polling);
    unsent();
  },
  // What was answered, taken back or changed meanwhile is not sent again.
  isWanted: ({ cid }) => cid === kept.asking || cid === polling?.cid || kept.queue.some((entry) => entry.cid === cid),
  event: apply,
  answer: (frame) => (frame.t === "ok" ? sent(frame) : refused(frame)),
  here,
  you,
  replace,
  waiting(seconds) {
    const bar = one("[data-line]");
    const was = bar.hidden;
    bar.hidden = seconds === null;
    one("[data-when]").textContent = seconds === null ? "" : seconds > 0 ? word("in").replace("%(seconds)s", numbers.format(seconds)) : word("now");
    // Said once, not every second.
    if (was !== bar.hidden) one("[data-line-said]").textContent = bar.hidden ? "" : one("p", bar).textContent;
    unsent();
  },
  ended(signedOut) {
    if (signedOut) forget();
    say(signedOut ? word("out") : word("gone"), true);
    composer.hidden = ask.hidden = true;
  },
});

root.classList.add("is-live");
for (const place of all("time[datetime]")) place.textContent = clock.format(new Date(place.dateTime));
for (const item of all("[data-log] > li")) put(item, "avatar", initials(part(item, "name").textContent));
for (const item of all("[data-people] > li")) put(item, "avatar", initials(part(item, "name").textContent));
input.value = kept.draft || input.value;
ask.elements.text.value = kept.question || "";
grow();
for (const entry of kept.queue) show(entry);
unsent();
allowed();
go("chat");
tick();
setInterval(tick, 1000);
line.start();
