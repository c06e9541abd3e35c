// Keeps a step on the server while it is written, and says so. Without it the button saves.
import { showSaved } from "../js/saved.js";

const form = document.querySelector("[data-draft]");
const marker = document.querySelector(".saved");
const PAUSE = 1500;
const AGAIN = 8000;
const LONGEST = 15000;
let timer = 0;
let running = null;
let isDirty = false;
let isLeaving = false;

// One save at a time, so that none overtakes another; what is written meanwhile goes with the next.
async function save() {
  clearTimeout(timer);
  if (running) return;
  isDirty = false;
  running = new AbortController();
  const { signal } = running;
  const limit = setTimeout(() => running.abort(), LONGEST);
  showSaved(marker, "saving");
  try {
    const answer = await fetch(form.action || location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { Draft: "save" },
      redirect: "manual",
      signal,
    });
    if (answer.status !== 204) throw new Error(String(answer.status));
    if (isDirty) again(PAUSE);
    else showSaved(marker, "saved", new Date());
  } catch {
    if (isLeaving) return;
    showSaved(marker, navigator.onLine ? "failed" : "offline");
    again(AGAIN);
  } finally {
    clearTimeout(limit);
    running = null;
  }
}

function again(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function later() {
  isDirty = true;
  again(PAUSE);
}

// "Which kind is it?" is asked of those who chose "other".
function showOnly() {
  for (const part of form.querySelectorAll("[data-only]")) {
    part.hidden = form.elements[part.dataset.only].value !== "other";
  }
}

form.addEventListener("input", () => {
  isLeaving = false;
  later();
  showOnly();
});
form.addEventListener("submit", () => {
  // The whole step goes now; a save that is still on its way must not arrive after it.
  isLeaving = true;
  clearTimeout(timer);
  running?.abort();
});
window.addEventListener("online", () => isLeaving || later());
showOnly();
