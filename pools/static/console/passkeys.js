// Passkeys of administrators: shown to sign in or to confirm, or made.
//
// A form says by data-passkey what it is for ("get" or "create") and by data-options (JSON) what the browser is asked.
// What it answers is posted with the form, in the hidden field before the [data-passkey-start] button.
"use strict";

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// WebAuthn level 3 has functions for both ways; browsers of before 2025 do not
function decoded(options) {
    const withBytes = (descriptor) => ({ ...descriptor, id: toBytes(descriptor.id) });
    const read = { ...options, challenge: toBytes(options.challenge) };
    if (options.user) read.user = { ...options.user, id: toBytes(options.user.id) };
    if (options.allowCredentials) read.allowCredentials = options.allowCredentials.map(withBytes);
    if (options.excludeCredentials) read.excludeCredentials = options.excludeCredentials.map(withBytes);
    return read;
}

function encoded(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
        if (credential.response[name]) response[name] = toText(credential.response[name]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
        id: credential.id,
        rawId: toText(credential.rawId),
        type: credential.type,
        authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
        clientExtensionResults: credential.getClientExtensionResults(),
        response,
    });
}

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
