// Passkeys: signs in with one, offers them while a name is typed, or makes a new one.
//
// A form says by data-passkey what it is for ("get", "autofill" or "create"), and by data-options (JSON) or data-url
// (which answers with it) what the browser is asked. What the browser answers is posted with the form as `credential`.
// Its [data-passkey-start] button is shown where passkeys work; its [data-passkey-error] says in its data-… attributes
// what to tell when they did not. webauthn/encoding.js stands before it.

function prepare(form) {
  const { passkey: purpose, options, url } = form.dataset;
  const button = form.querySelector("[data-passkey-start]");
  const error = form.querySelector("[data-passkey-error]");
  const isAutofill = purpose === "autofill";
  let waiting; // what ends the browser's offer in the background, so that a dialog can be opened

  const tell = (text) => {
    error.textContent = text;
    error.hidden = false;
  };

  async function ask() {
    if (options) return { options: JSON.parse(options) };
    const body = purpose === "create" ? new FormData(form) : undefined;
    const answer = await fetch(url, { method: body ? "POST" : "GET", body });
    const asked = await answer.json();
    if (!answer.ok) throw new Error(asked.message);
    return asked;
  }

  async function run(more = {}) {
    const asked = await ask();
    const publicKey = decoded(asked.options);
    const credential = purpose === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey, ...more });
    form.elements.credential.value = encoded(credential);
    if (asked.session) form.elements.session.value = asked.session;
    form.submit();
  }

  async function start() {
    waiting?.abort();
    error.hidden = true;
    button.setAttribute("aria-busy", "true");
    try {
      await run();
    } catch (failure) {
      const words = { NotAllowedError: "ended", AbortError: "ended", NotSupportedError: "unsupported" };
      tell(error.dataset[words[failure.name] ?? "failed"]);
    }
    button.removeAttribute("aria-busy");
    if (isAutofill) offer();
  }

  // The browser shows passkeys among what it fills in. What it was asked serves for some minutes, then it is asked anew.
  async function offer() {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    waiting = new AbortController();
    const { signal } = waiting;
    const again = setTimeout(() => waiting.abort("again"), 150_000);
    try {
      await run({ mediation: "conditional", signal });
    } catch {
      if (signal.reason === "again") offer();
    } finally {
      clearTimeout(again);
    }
  }

  if (!window.PublicKeyCredential) {
    if (!isAutofill) tell(error.dataset.unsupported);
    return;
  }
  button.hidden = false;
  button.addEventListener("click", start);
  if (isAutofill) offer();
  if (purpose === "get") start();
}

for (const form of document.querySelectorAll("[data-passkey]")) prepare(form);
