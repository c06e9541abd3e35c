// The log-in page: a password can be read before it is sent, and a passkey that failed is said in words.

for (const button of document.querySelectorAll("[data-reveal]")) {
  const input = document.getElementById(button.dataset.reveal);
  const show = button.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    button.textContent = hidden ? button.dataset.hide : show;
    input.focus();
  });
}

// Sent by allauth's script when the browser refuses or the person turns back.
document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("passkey-problem");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
});
