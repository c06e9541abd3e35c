// The big screen: whenever something happens in the room, the middle is fetched again, at most twice a second.
import { numbers } from "../js/locale.js";
import { Line } from "./line.js";

const screen = document.getElementById("screen");
let last = Number(screen.dataset.last);
let timer = 0;

function refresh() {
  timer ||= setTimeout(async () => {
    timer = 0;
    try {
      const answer = await fetch(`${screen.dataset.base}screen/?part=main`, { credentials: "same-origin", redirect: "error" });
      if (answer.ok) document.querySelector("[data-main]").innerHTML = await answer.text();
    } catch { /* The line says when it is back; then it is fetched again. */ }
  }, 500);
}
function here(number) {
  const text = screen.dataset.wordHere.replace("%(count)s", numbers.format(number));
  document.querySelector("[data-here]").textContent = text;
}

new Line(screen.dataset, {
  after: () => last,
  token: () => "",
  opened: refresh,
  event(frame) {
    last = Math.max(last, frame.n);
    if (frame.k !== "post") refresh();
  },
  answer() {},
  here,
  you() {},
  replace(state) {
    last = state.last;
    refresh();
  },
  waiting(seconds) { document.querySelector("[data-line]").hidden = seconds === null; },
  ended() { location.reload(); },
}).start();
