// A form whose outcome is shown while it is filled in. Without scripts its button does the same.
"use strict";

for (const form of document.querySelectorAll("form[data-live]")) {
    let waiting, latest = 0;
    form.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => show(form, ++latest, () => latest), 200);
    });
}

async function show(form, turn, newest) {
    const address = "?" + new URLSearchParams(new FormData(form));
    const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || turn !== newest()) return; // a later one is on its way
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.dataset.live);
    if (!fresh) return;
    document.getElementById(form.dataset.live).replaceChildren(...fresh.childNodes);
    history.replaceState(null, "", address);
}
