// What WebAuthn has as bytes, and its messages as JSON: for the scripts of hosted pages and console, which stand after it.
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
