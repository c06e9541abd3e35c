// The agenda knows what is on when it is read. When that changes, it is read again.

const card = document.querySelector(".now-when[data-starts]");
const edges = card ? [new Date(card.dataset.starts), new Date(card.dataset.ends)] : [];
const next = edges.find((moment) => moment > Date.now());
if (next) {
  // At most a day: longer waits overflow the timer, and nobody keeps a page open that long.
  const wait = Math.min(next - Date.now() + 1000, 24 * 3600 * 1000);
  setTimeout(() => { if (!document.querySelector("details[open]")) location.reload(); }, wait);
}
