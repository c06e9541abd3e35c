// Recovery codes on paper or in a file: made here, since the server shows them once only.
const sheet = document.querySelector("[data-codes]");
const print = document.querySelector("[data-print]");
const download = document.querySelector("[data-download]");
if (sheet) {
  print.hidden = download.hidden = false;
  print.addEventListener("click", () => window.print());
  download.addEventListener("click", () => {
    const lines = [...sheet.querySelectorAll("h2, p, code")].map((element) => element.textContent.trim());
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.join("\r\n"), "\r\n"], { type: "text/plain" }));
    link.download = sheet.dataset.name;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
