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
const missing = form?.dataset.scripts.split(" ") ?? [];
let isLoading = false;

async function fetchFirst(event) {
  event.preventDefault();
  if (isLoading) return;
  isLoading = true;
  try {
    while (missing.length) {
      await load(missing[0]);
      missing.shift();
    }
  } catch (exception) {
    document.dispatchEvent(new CustomEvent("allauth.error", { cancelable: true, detail: { exception } }));
    return;
  } finally {
    isLoading = false;
  }
  // Only now: pressed again after a failure, it tries again.
  passkey.removeEventListener("click", fetchFirst);
  window.allauth.webauthn.forms.loginForm({ ids: { login: "passkey_login", credential: "mfa_credential" } });
  passkey.click();
}
passkey?.addEventListener("click", fetchFirst);

// Sent by allauth's script when the browser refuses or the person turns back.
document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("passkey-problem");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
});
