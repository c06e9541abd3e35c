// Marks without leaving the place: a press sends the form, the table comes back changed. Presses go one after the
// other, each with an id of its own; without a line they wait, are sent again and count once. What the server does
// not take is said. Without this script the form works as a page.

import { numbers } from "../js/locale.js";
import { showSaved } from "../js/saved.js";

const said = document.querySelector("[data-said]");
const presses = [];
const part = () => document.querySelector("[data-register]");
const marker = () => document.querySelector("[data-register] .saved");
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

function count() {
  const word = document.querySelector("[data-chosen]");
  if (!word) return;
  const chosen = document.querySelectorAll('[name="who"]:checked').length;
  word.textContent = chosen ? word.dataset.some.replace("{count}", numbers.format(chosen)) : word.dataset.none;
  for (const box of document.querySelectorAll('[name="who"]')) box.closest("tr").classList.toggle("is-chosen", box.checked);
}

// --- sending ---

function pause(milliseconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
  });
}

/** The answer to a press; it is asked for until the server has said yes or no. */
async function answerTo({ action, body }) {
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
    showSaved(marker(), "saving");
    try {
      const answer = await fetch(action, {
        method: "POST",
        body,
        headers: { "X-Fragment": "register" },
        redirect: "manual",
        signal: AbortSignal.timeout(15000),
      });
      if (answer.ok) return await answer.text();
      if (answer.status < 500 && answer.status !== 429) return null;
    } catch {
      // No line, or it broke in the middle of the answer: the same press is sent again.
    }
    showSaved(marker(), "failed");
    await pause(wait);
  }
}

async function work() {
  while (presses.length) {
    const text = await answerTo(presses[0]);
    if (text === null) {
      // Logged out, no longer a trainer here, or gone: to send it again would not help.
      presses.length = 0;
      showSaved(marker(), "refused");
      said.replaceChildren(document.querySelector("template[data-not-saved]").content.cloneNode(true));
      for (const button of document.querySelectorAll('[data-marks] [name="undo"]')) button.disabled = false;
      return;
    }
    swap(new DOMParser().parseFromString(text, "text/html"), presses.shift().body);
    if (presses.length) showSaved(marker(), "saving");
  }
}

// --- the new table in the place of the old ---

/** Where the focus is to be in the new table: selectors, the best first. */
function placesOfFocus(done) {
  const here = document.activeElement;
  if (!part().contains(here)) return [];
  const called = (name, value) => `[name="${name}"][value="${CSS.escape(value)}"]`;
  const row = here.closest("tr")?.querySelector('[name="who"]');
  return [
    here.id && `#${CSS.escape(here.id)}`,
    here.name === "undo" ? '[name="undo"]' : here.name && here.value && called(here.name, here.value),
    here.matches("[data-all]") && "[data-all]",
    here.matches("a[href]") && `a[href="${CSS.escape(here.getAttribute("href"))}"]`,
    row && called("who", row.value),
    // On a phone the buttons go when nobody is chosen any more.
    done.size && called("who", [...done][0]),
    ".register .table-wrap",
  ].filter(Boolean);
}

function swap(page, body) {
  const fresh = page.querySelector("[data-register]");
  const notes = fresh.querySelector("[data-notes]");
  notes.remove();
  const isRefused = Boolean(notes.querySelector(".note-stop, .note-due"));
  const done = new Set(body.has("status") && !isRefused ? body.getAll("who") : []);
  const ticked = new Set([...document.querySelectorAll('[name="who"]:checked')].map((box) => box.value));
  const search = part().querySelector('[type="search"]');
  const caret = [search.selectionStart, search.selectionEnd];
  const focus = placesOfFocus(done);
  const scroll = document.querySelector(".register .table-wrap").scrollLeft;

  fresh.querySelector('[type="search"]').value = search.value;
  for (const box of fresh.querySelectorAll('[name="who"]')) box.checked = ticked.has(box.value) && !done.has(box.value);
  part().replaceWith(fresh);
  document.querySelector(".register .table-wrap").scrollLeft = scroll;
  for (const selector of focus) {
    const place = part().querySelector(selector);
    place?.focus({ preventScroll: true });
    if (place && document.activeElement === place) break;
  }
  if (document.activeElement.type === "search") document.activeElement.setSelectionRange(...caret);
  // The region that speaks stays in the page; only what it says changes.
  said.replaceChildren(...notes.childNodes);
  count();
}

// --- what the person does ---

/** Whom a press is about; nobody is a name as well. */
function peopleOf(body) {
  if (body.has("one")) return [body.get("one").split(":")[0]];
  return body.has("who") ? body.getAll("who") : [""];
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-marks]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  // Each press counts for itself, and two quick taps on one button are one press. What was pressed about the same
  // person in between is put right by this one.
  body.delete("client_id");
  const people = peopleOf(body);
  const last = presses.findLast((press) => press.people.some((one) => people.includes(one)));
  if (last?.says === String(body)) return;
  const press = { action: form.action, says: String(body), people, body };
  body.set("client_id", newId());
  presses.push(press);
  // It would take back a press before those that are on their way.
  for (const button of form.querySelectorAll('[name="undo"]')) button.disabled = true;
  if (presses.length === 1) work();
});

addEventListener("beforeunload", (event) => {
  if (presses.length) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) {
    for (const box of document.querySelectorAll('[name="who"]')) box.checked = event.target.checked;
  }
  if (event.target.matches('[data-all], [name="who"]')) count();
});

count();
