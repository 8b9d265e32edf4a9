// What the console gains by scripts; all of it works without.
"use strict";

document.documentElement.classList.add("can-copy");

document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
        await copy(button.dataset.copy);
        showDone(button);
    }
    for (const menu of document.querySelectorAll(".ph-menu-of[open]")) {
        if (!menu.contains(event.target) || event.target.closest(".ph-menu")) menu.open = false;
    }
});

document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll(".ph-menu-of[open]")) menu.open = false;
});

// Where tabs are wider than the screen, the one that is shown is to be seen
document.addEventListener("DOMContentLoaded", () => {
    for (const here of document.querySelectorAll(":is(.ph-tabs, .ph-parts, .ph-side) [aria-current]")) {
        const row = here.closest("ul, .ph-tabs, .ph-parts");
        row.scrollLeft += here.getBoundingClientRect().left - row.getBoundingClientRect().left - 40;
    }
});

// navigator.clipboard exists on https and localhost only
async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
}

function showDone(button) {
    const icon = button.querySelector(".material-symbols-outlined");
    if (!icon || button.classList.contains("is-done")) return;
    const before = icon.textContent;
    icon.textContent = "check";
    button.classList.add("is-done");
    setTimeout(() => {
        icon.textContent = before;
        button.classList.remove("is-done");
    }, 1400);
}
