/**
 * Compares a chosen PDF with what was issued without sending it: the browser reckons its SHA-256.
 * Without Web Crypto (no https) or without a fingerprint to compare with, the plain form stays.
 */
for (const box of document.querySelectorAll("[data-file-check]")) {
  const fingerprint = box.dataset.fingerprint;
  const input = box.querySelector('input[type="file"]');
  if (!fingerprint || !input || !globalThis.crypto?.subtle) continue;

  for (const part of box.querySelectorAll("[data-plain]")) part.hidden = true;
  box.querySelector("[data-local]").hidden = false;
  const same = box.querySelector("[data-same]");
  const other = box.querySelector("[data-other]");

  box.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", async () => {
    same.hidden = other.hidden = true;
    const [file] = input.files;
    if (!file) return;
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    (hex === fingerprint ? same : other).hidden = false;
  });
}
