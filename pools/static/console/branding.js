// The preview follows what is changed in the form; its buttons do the same by hand.
"use strict";

const form = document.getElementById("style");
const buttons = [...document.querySelectorAll("[data-preview]")];
let waiting = 0;

form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => form.requestSubmit(shown()), 400);
});

for (const button of buttons) {
    button.addEventListener("click", () => {
        for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
    });
}

function shown() {
    return buttons.find((button) => button.getAttribute("aria-pressed") === "true") ?? buttons[0];
}
