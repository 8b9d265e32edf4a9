// What apps may tell of a user's device, as Amazon's script of this name does: include it, set
// `AdvancedSecurityDataCollectionFlag` in amazon-cognito-identity-js, or send `getData` as `UserContextData.EncodedData`.
"use strict";

(function (root) {
    const VERSION = "JS20171115";
    const KEPT = "AmazonCognitoAdvancedSecurityData.deviceId";

    // A name that this browser has for itself, for as long as its storage is kept.
    function deviceId() {
        try {
            const known = root.localStorage.getItem(KEPT);
            if (known) return known;
            const made = `${root.crypto.randomUUID()}:${Date.now()}`;
            root.localStorage.setItem(KEPT, made);
            return made;
        } catch {
            return ""; // storage may be forbidden
        }
    }

    function timezone() {
        const minutes = -new Date().getTimezoneOffset();
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        return `${minutes < 0 ? "-" : ""}${String(hours).padStart(2, "0")}:${String(rest).padStart(2, "0")}`;
    }

    function contextData() {
        const { navigator = {}, screen = {} } = root;
        const platform = navigator.platform || "";
        return {
            UserAgent: navigator.userAgent || "",
            DeviceId: deviceId(),
            DeviceLanguage: navigator.language || "",
            DeviceFingerprint: `${navigator.userAgent || ""}:${platform}:${navigator.language || ""}`,
            DevicePlatform: platform,
            ClientTimezone: timezone(),
            ScreenHeightPixels: screen.height || 0,
            ScreenWidthPixels: screen.width || 0,
        };
    }

    // Base64 of text in UTF-8.
    function encoded(text) {
        const bytes = new TextEncoder().encode(text);
        return root.btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    }

    root.AmazonCognitoAdvancedSecurityData = {
        // A browser has no secret to sign by, so nothing is signed.
        getData(username, userPoolId, _clientId) {
            const payload = { contextData: contextData(), username, userPoolId, timestamp: String(Date.now()) };
            return encoded(JSON.stringify({ payload: JSON.stringify(payload), signature: "", version: VERSION }));
        },
    };
})(globalThis);
