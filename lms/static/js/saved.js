// The marker that always says what was kept. Its words come translated from the template.
import { locale } from "./locale.js";

/**
 * Show a state in a `.saved` element: "saving", "saved", "failed", "refused", "offline" or "changed".
 * @param {HTMLElement} marker made by the template tag `saved_marker`
 * @param {string} state
 * @param {Date} [at] when it was kept; shown in the page's language
 */
export function showSaved(marker, state, at) {
  const time = at
    ? at.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" })
    : "";
  marker.dataset.state = state;
  marker.querySelector("[data-word]").textContent = (marker.dataset[state] ?? "").replace("{time}", time);
  const glyph = { saved: "done", failed: "due", offline: "due", changed: "due", refused: "error" }[state] ?? "in_progress";
  const use = marker.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#state-${glyph}`));
  // Chromium keeps the old colour in a `use` whose target changed; a fresh one takes the new.
  use.replaceWith(use.cloneNode());
}
