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

// A second press must not send twice. The word beside the button changes, its width does not.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (event.defaultPrevented || form.method !== "post" || !button?.dataset.busy) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
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

// Unsent messages of live rooms are kept on this device; whoever logs out leaves none behind.
document.addEventListener("submit", (event) => {
  if (!event.target.action?.includes("/accounts/logout")) return;
  for (const name of Object.keys(localStorage)) if (name.startsWith("room:")) localStorage.removeItem(name);
});

// Back from another page, out of the browser's memory: the form may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy][data-rest]")) {
    button.innerHTML = button.dataset.rest;
    button.removeAttribute("aria-busy");
  }
});

// Error pages bring the reader to what is to be put right.
document.querySelector(".error-summary")?.focus();
