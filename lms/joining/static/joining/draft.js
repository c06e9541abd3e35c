// Keeps a step on the server while it is written, and says so. Without it the button saves.
import { showSaved } from "../js/saved.js";

const form = document.querySelector("[data-draft]");
const marker = document.querySelector(".saved");
const PAUSE = 1500;
const AGAIN = 8000;
let timer = 0;

async function save() {
  showSaved(marker, "saving");
  try {
    const answer = await fetch(form.action || location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { Draft: "save" },
      redirect: "manual",
    });
    if (answer.status !== 204) throw new Error(String(answer.status));
    showSaved(marker, "saved", new Date());
  } catch {
    showSaved(marker, navigator.onLine ? "failed" : "offline");
    timer = setTimeout(save, AGAIN);
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

// "Which kind is it?" is asked of those who chose "other".
function showOnly() {
  for (const part of form.querySelectorAll("[data-only]")) {
    part.hidden = form.elements[part.dataset.only].value !== "other";
  }
}

form.addEventListener("input", () => {
  later();
  showOnly();
});
form.addEventListener("submit", () => clearTimeout(timer));
window.addEventListener("online", later);
showOnly();
