// The command palette (a dialog with a combobox over a listbox), and keys that lead to pages.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
    const palette = document.getElementById("palette");
    const keys = document.getElementById("keys");
    if (!palette || !keys) return;
    if (/Mac|iP(hone|ad)/.test(navigator.platform)) {
        for (const each of document.querySelectorAll("[data-modifier]")) each.textContent = "⌘ K";
    }
    setUpPalette(palette);
    setUpKeys(palette, keys);
    for (const dialog of [palette, keys]) {
        dialog.addEventListener("click", (event) => {
            const isOutside = event.target === dialog;
            if (isOutside || event.target.closest("[data-dialog-close]")) dialog.close();
        });
    }
});

function setUpPalette(palette) {
    const input = palette.querySelector("[role=combobox]");
    const list = palette.querySelector("[role=listbox]");
    const none = palette.querySelector(".ph-goto-none");
    const status = palette.querySelector("[role=status]");
    let waiting, asking;

    palette.open_ = () => {
        if (palette.open) return;
        palette.showModal();
        input.value = "";
        input.focus();
        ask();
    };
    document.querySelector("[data-palette-open]").addEventListener("click", palette.open_);
    input.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(ask, 120);
    });
    input.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
            event.preventDefault();
            move(step);
        } else if (event.key === "Enter" && !event.isComposing) {
            event.preventDefault();
            go(chosen(), event.ctrlKey || event.metaKey);
        }
    });
    list.addEventListener("click", (event) => go(event.target.closest("[role=option]"), event.ctrlKey || event.metaKey));
    list.addEventListener("pointermove", (event) => {
        const option = event.target.closest("[role=option]");
        if (option && option !== chosen()) choose(option, false);
    });

    async function ask() {
        asking?.abort();
        asking = new AbortController();
        const query = new URLSearchParams({ q: input.value, pool: palette.dataset.pool });
        try {
            const answer = await fetch(`${palette.dataset.address}?${query}`, { signal: asking.signal });
            show((await answer.json()).groups);
        } catch (error) {
            if (error.name !== "AbortError") show([]);
        }
    }

    function show(groups) {
        list.replaceChildren(...groups.map(group));
        const options = list.querySelectorAll("[role=option]");
        options.forEach((option, index) => (option.id = `palette-place-${index}`));
        none.hidden = options.length > 0;
        input.setAttribute("aria-expanded", String(options.length > 0));
        status.textContent = status.dataset.found.replace("%s", options.length);
        choose(options[0], true);
    }

    function group({ label, places }, index) {
        const box = made("div", { role: "group" });
        const heading = made("h3", { id: `palette-group-${index}` }, label);
        box.setAttribute("aria-labelledby", heading.id);
        box.append(heading, ...places.map(place));
        return box;
    }

    function place({ title, detail, url, icon }) {
        const option = made("div", { role: "option", "aria-selected": "false" });
        option.dataset.url = url;
        option.append(made("span", { class: "material-symbols-outlined", "aria-hidden": "true" }, icon), made("b", {}, title));
        if (detail) option.append(made("small", {}, detail));
        return option;
    }

    function chosen() {
        return list.querySelector("[aria-selected=true]");
    }

    function choose(option, isToBeSeen) {
        chosen()?.setAttribute("aria-selected", "false");
        if (!option) return input.removeAttribute("aria-activedescendant");
        option.setAttribute("aria-selected", "true");
        input.setAttribute("aria-activedescendant", option.id);
        if (isToBeSeen) option.scrollIntoView({ block: "nearest" });
    }

    function move(step) {
        const options = [...list.querySelectorAll("[role=option]")];
        if (options.length) choose(options[(options.indexOf(chosen()) + step + options.length) % options.length], true);
    }

    function go(option, inNewTab) {
        if (!option) return;
        if (inNewTab) return window.open(option.dataset.url, "_blank", "noopener");
        location.assign(option.dataset.url);
    }
}

function made(name, attributes, text = "") {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    return element;
}

function setUpKeys(palette, keys) {
    // Who speaks to the computer, or has a trembling hand, can do without keys that act alone (WCAG 2.1.4)
    const box = keys.querySelector("[data-single-keys]");
    box.checked = localStorage.getItem("singleKeys") !== "off";
    box.addEventListener("change", () => localStorage.setItem("singleKeys", box.checked ? "on" : "off"));
    let goUntil = 0;

    document.addEventListener("keydown", (event) => {
        if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
            event.preventDefault();
            keys.close();
            return palette.open ? palette.close() : palette.open_();
        }
        if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event)) return;
        if (performance.now() < goUntil) {
            goUntil = 0;
            const link = keys.querySelector(`a[data-letter="${CSS.escape(event.key.toLowerCase())}"]`);
            if (link) {
                event.preventDefault();
                location.assign(link.href);
            }
        } else if (document.querySelector("dialog[open]")) {
            return;
        } else if (event.key === "g") {
            goUntil = performance.now() + 1500;
        } else if (event.key === "?") {
            event.preventDefault();
            keys.showModal();
        } else if (event.key === "/") {
            event.preventDefault();
            const field = document.querySelector("#content :is([type=search], .ph-search input)");
            if (field) field.focus();
            else palette.open_();
        }
    });
}

function isTyping({ target }) {
    return target.isContentEditable || target.closest("textarea, select, input:not([type=checkbox], [type=radio], [type=button])");
}
