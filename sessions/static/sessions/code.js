// Keeps the big code fresh: the server sends the next one when the half minute is over, and every
// ten seconds the number of people who are here.

const EVERY = 10;
let board = document.querySelector("[data-code]");
let left = Number(board?.dataset.left ?? 0);
let sinceAsked = 0;

async function renew() {
  sinceAsked = 0;
  try {
    const url = new URL(location.href);
    url.searchParams.set("part", "1");
    const answer = await fetch(url, { headers: { "X-Fragment": "code" }, cache: "no-store" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-code]");
    if (!fresh) return;
    board.replaceWith(fresh);
    board = fresh;
    left = Number(fresh.dataset.left);
  } catch {
    // No line: the code that is shown stays good for another half minute; the next tick tries again.
    sinceAsked = EVERY - 2;
  }
}

setInterval(() => {
  left -= 1;
  sinceAsked += 1;
  const bar = board?.querySelector("[data-rest]");
  if (bar) bar.value = Math.max(left, 0);
  if (board && (left === 0 || sinceAsked >= EVERY)) renew();
}, 1000);
