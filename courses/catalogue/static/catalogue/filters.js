// The list follows the filters without a page load; without this script a button does the same.
import { numbers } from "../js/locale.js";

const form = document.querySelector("[data-filters]");
const wide = matchMedia("(min-width: 900px)");
const filters = document.querySelector("[data-wide-open]");
let running = null;

function openWhereWide() {
  if (filters && wide.matches) filters.open = true;
}

function address() {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) chosen.append(name, value);
  return `${form.action}?${chosen}`;
}

async function refresh() {
  running?.abort();
  running = new AbortController();
  const url = address();
  try {
    const answer = await fetch(url, { signal: running.signal });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("[data-results]").replaceChildren(...page.querySelector("[data-results]").childNodes);
    document.querySelector("[data-said]").textContent = page.querySelector("[data-shown]").textContent;
    for (const count of form.querySelectorAll("[data-count]")) {
      const fresh = page.querySelector(`[data-count="${CSS.escape(count.dataset.count)}"]`);
      count.textContent = fresh ? fresh.textContent : numbers.format(0);
    }
    history.replaceState(null, "", url);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
}

function limitCompare(event) {
  const bar = document.querySelector("[data-compare]");
  if (!bar || event.target.name !== "tool") return;
  const ticked = document.querySelectorAll("input[name=tool]:checked");
  if (ticked.length > Number(bar.dataset.compare)) {
    event.target.checked = false;
    const word = bar.querySelector("[data-compare-word]");
    word.textContent = word.dataset.many;
  }
}

if (form) {
  form.classList.add("is-live");
  openWhereWide();
  wide.addEventListener("change", openWhereWide);
  form.addEventListener("change", (event) => {
    if (event.target.name === "tool") limitCompare(event);
    else if (event.target.type === "checkbox") refresh();
  });
}
