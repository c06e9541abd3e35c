// Marks without leaving the place: a press sends the form, the table comes back changed. Without a
// line the choice stays, the marker says "not saved", and the same press is sent again; its client id
// makes sure that it counts once. Without this script the form works as a page.

import { numbers } from "../js/locale.js";
import { showSaved } from "../js/saved.js";

function marker() {
  return document.querySelector("[data-register] .saved");
}

function count() {
  const word = document.querySelector("[data-chosen]");
  if (!word) return;
  const chosen = document.querySelectorAll('[name="who"]:checked').length;
  word.textContent = chosen ? word.dataset.some.replace("{count}", numbers.format(chosen)) : word.dataset.none;
  for (const box of document.querySelectorAll('[name="who"]')) box.closest("tr").classList.toggle("is-chosen", box.checked);
}

async function send(form, body, wait = 1000) {
  showSaved(marker(), "saving");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "register" } });
    if (answer.redirected || answer.status === 401 || answer.status === 403) return location.reload();
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const scroll = document.querySelector(".register .table-wrap")?.scrollLeft ?? 0;
    document.querySelector("[data-register]").replaceWith(page.querySelector("[data-register]"));
    document.querySelector(".register .table-wrap").scrollLeft = scroll;
    count();
  } catch {
    showSaved(marker(), "failed");
    setTimeout(() => send(form, body, Math.min(wait * 2, 30000)), wait);
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-marks]")) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  send(form, new URLSearchParams(new FormData(form, event.submitter)));
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) {
    for (const box of document.querySelectorAll('[name="who"]')) box.checked = event.target.checked;
  }
  if (event.target.matches('[data-all], [name="who"]')) count();
});

count();
