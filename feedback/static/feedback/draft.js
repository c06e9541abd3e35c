// Keeps what somebody has begun to answer on this device until it is sent, and says the chosen stars in words.
const form = document.querySelector("form[data-draft]");

function restore(key) {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    // A forbidden store, or not ours: the form begins empty.
  }
  for (const [name, value] of Object.entries(kept)) {
    for (const field of form.elements) {
      if (field.name !== name || field.type === "hidden") continue;
      if (field.type === "radio") field.checked = field.checked || field.value === value;
      else if (!field.value) field.value = value;
    }
  }
}

function keep(key) {
  const values = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  try {
    localStorage.setItem(key, JSON.stringify(Object.fromEntries(values)));
  } catch {
    // A full or forbidden store: the answers are still in the page.
  }
}

function sayStars(group) {
  const chosen = group.querySelector("input:checked");
  const word = group.parentElement.querySelector(".stars-word");
  if (chosen && word) word.textContent = chosen.closest("label").dataset.word;
}

if (form) {
  const key = form.dataset.draft;
  restore(key);
  form.addEventListener("input", () => keep(key));
  form.querySelectorAll("[data-stars]").forEach((group) => {
    sayStars(group);
    group.addEventListener("change", () => sayStars(group));
  });
}

// Answered: nothing of it stays on a device that others may use.
document.querySelectorAll("[data-clear-draft]").forEach((mark) => {
  try {
    localStorage.removeItem(mark.dataset.clearDraft);
  } catch {
    // A forbidden store has kept nothing.
  }
});
