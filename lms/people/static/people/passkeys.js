// The button of a page that makes or uses a passkey. allauth's scripts talk to the browser; see login.js for the door.
const form = document.querySelector("[data-passkey]");
const credential = form?.querySelector("[name=credential]");
const forms = window.allauth?.webauthn?.forms;
if (form && forms) {
  form.hidden = false;
  const ids = { credential: credential.id, data: "passkey-data" };
  if (form.dataset.passkey === "add") {
    forms.addForm({ ids: { ...ids, add: "passkey-go", passwordless: form.querySelector("[name=passwordless]")?.id } });
  } else {
    forms.authenticateForm({ ids: { ...ids, authenticate: "passkey-go" } });
  }
}

// Sent by allauth's script when the browser refuses or the person turns back.
document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("passkey-problem");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
});
