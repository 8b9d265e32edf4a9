// Passkeys of administrators: shown to sign in or to confirm, or made.
//
// A form says by data-passkey what it is for ("get" or "create") and by data-options (JSON) what the browser is asked.
// What it answers is posted with the form, in the hidden field before the [data-passkey-start] button. webauthn/encoding.js
// stands before it.
"use strict";

async function run(form, button) {
    const publicKey = decoded(JSON.parse(form.dataset.options));
    const isNew = form.dataset.passkey === "create";
    const credential = isNew ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
    button.previousElementSibling.value = encoded(credential);
    form.submit();
}

for (const form of document.querySelectorAll("[data-passkey]")) {
    const button = form.querySelector("[data-passkey-start]");
    const problem = form.querySelector("[data-passkey-problem]");
    if (!button) continue;
    if (!window.PublicKeyCredential) {
        problem.textContent = problem.dataset.unsupported;
        problem.hidden = form.dataset.passkey !== "create";
        continue;
    }
    button.hidden = false;
    button.addEventListener("click", async () => {
        problem.hidden = true;
        button.setAttribute("aria-busy", "true");
        try {
            await run(form, button);
        } catch (failure) {
            const words = { NotAllowedError: "ended", AbortError: "ended", InvalidStateError: "unsupported", NotSupportedError: "unsupported" };
            problem.textContent = problem.dataset[words[failure.name] ?? "failed"];
            problem.hidden = false;
        }
        button.removeAttribute("aria-busy");
    });
}
