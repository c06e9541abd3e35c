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

// allauth's passkey scripts are fetched when somebody wants them: most first visits do without.
function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(address)));
    document.head.append(script);
  });
}

const form = document.getElementById("mfa_login");
const passkey = document.getElementById("passkey_login");
passkey?.addEventListener(
  "click",
  async (event) => {
    event.preventDefault();
    try {
      for (const address of form.dataset.scripts.split(" ")) await load(address);
    } catch (exception) {
      document.dispatchEvent(new CustomEvent("allauth.error", { cancelable: true, detail: { exception } }));
      return;
    }
    window.allauth.webauthn.forms.loginForm({ ids: { login: "passkey_login", credential: "mfa_credential" } });
    passkey.click();
  },
  { once: true },
);

// Sent by allauth's script when the browser refuses or the person turns back.
document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("passkey-problem");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
});
