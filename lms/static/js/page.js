// What every page does: menus close when one turns away, and a form that is being sent says so.
// Pages work without it.

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// A second press must not send twice. Where the button has a word for it, it says so meanwhile. A line that
// carried nothing, or a file that came back as a download, leaves the page standing: then it may be sent again.
const SENT_FOR = 15000;
function release(form) {
  delete form.dataset.sent;
  for (const button of [...form.elements].filter((one) => one.dataset.rest !== undefined)) {
    button.innerHTML = button.dataset.rest;
    delete button.dataset.rest;
    button.removeAttribute("aria-busy");
  }
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  // The register sends its presses itself, one after the other.
  if (event.defaultPrevented || form.method !== "post" || form.matches("[data-marks]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(release, SENT_FOR, form);
  if (!button?.dataset.busy) return;
  button.dataset.rest = button.innerHTML;
  button.setAttribute("aria-busy", "true");
  button.textContent = button.dataset.busy;
});

// A file that is too large is refused before a bad line has carried it (lms/common/uploads.py).
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.dataset?.most) return;
  const isTooLarge = [...input.files].some((file) => file.size > Number(input.dataset.most));
  input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : "");
  input.reportValidity();
});
// Forms check themselves on the server; this one thing cannot wait for it.
document.addEventListener("submit", (event) => {
  const input = [...event.target.querySelectorAll("input[data-most]")].find((one) => one.validity.customError);
  if (!input) return;
  event.preventDefault();
  input.reportValidity();
}, true);

// What was written and not sent is kept on this device; whoever logs out leaves none of it behind.
const DRAFTS = ["room:", "test-", "feedback-"];
function drafts(prefixes) {
  try {
    return Object.keys(localStorage).filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  } catch {
    return []; // A forbidden store keeps nothing.
  }
}
document.addEventListener("submit", (event) => {
  if (!event.target.action?.includes("/accounts/logout")) return;
  if (drafts(["test-"]).length && !confirm(document.body.dataset.unsentAnswers)) {
    event.preventDefault();
    return;
  }
  for (const name of drafts(DRAFTS)) localStorage.removeItem(name);
}, true);

// Back from another page, out of the browser's memory: the form may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) release(form);
});

// Error pages bring the reader to what is to be put right.
document.querySelector(".error-summary")?.focus();
