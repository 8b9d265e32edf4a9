// The list of users searches as one types, its questions open as dialogs, and a job tells how far it is. All of it works
// without scripts by forms and links.
"use strict";

const PART = "X-Poolhouse-Part";
const TYPING_PAUSE = 250; // milliseconds
const POLL_PAUSE = 1500;

const search = document.getElementById("users-search");
const found = document.getElementById("users-found");
const job = document.getElementById("job");
let running;

if (search && found) {
    let pause;
    search.addEventListener("input", (event) => {
        if (event.target.name === "columns") return;
        clearTimeout(pause);
        pause = setTimeout(find, TYPING_PAUSE);
    });
    search.addEventListener("submit", (event) => {
        if (event.submitter?.closest("fieldset")) return;
        event.preventDefault();
        clearTimeout(pause);
        find();
    });
    found.addEventListener("change", noteChosen);
    found.addEventListener("submit", ask);
    prepareFound();
}

if (job && "poll" in job.dataset) setTimeout(poll, POLL_PAUSE);

function query() {
    const wanted = new URLSearchParams();
    for (const [name, value] of new FormData(search)) {
        if (value && name !== "columns") wanted.append(name, value);
    }
    if (!wanted.get("value")) wanted.delete("attribute");
    for (const value of new URLSearchParams(location.search).getAll("columns")) wanted.append("columns", value);
    return wanted.toString();
}

async function find() {
    running?.abort();
    const mine = (running = new AbortController());
    const card = found.closest(".ph-users");
    const address = `${location.pathname}?${query()}`;
    card.classList.add("is-busy");
    try {
        const answer = await fetch(address, { headers: { [PART]: "users" }, signal: mine.signal });
        if (!answer.ok || answer.redirected) return location.assign(address);
        found.innerHTML = await answer.text();
        history.replaceState(null, "", address);
        for (const input of document.querySelectorAll("[data-users-query]")) input.value = query();
        prepareFound();
        sayFound();
    } catch (error) {
        if (error.name !== "AbortError") location.assign(address);
    } finally {
        if (running === mine) card.classList.remove("is-busy");
    }
}

function sayFound() {
    const said = document.getElementById("users-said");
    const number = found.querySelectorAll("tbody tr").length;
    said.textContent = number ? `${said.dataset.some} ${number}` : said.dataset.none;
}

function prepareFound() {
    const all = found.querySelector("[data-check-all]");
    if (all) all.hidden = false;
}

function noteChosen(event) {
    const boxes = [...found.querySelectorAll("[name=sub]")];
    const all = found.querySelector("[data-check-all]");
    if (event.target === all) for (const box of boxes) box.checked = all.checked;
    const number = boxes.filter((box) => box.checked).length;
    if (all) {
        all.checked = number > 0 && number === boxes.length;
        all.indeterminate = number > 0 && number < boxes.length;
    }
    const chosen = found.querySelector("#bulk-scope option[value=chosen]");
    if (!chosen) return;
    chosen.dataset.none ??= chosen.textContent;
    chosen.textContent = number === 0 ? chosen.dataset.none : number === 1 ? chosen.dataset.one : chosen.dataset.many.replace("%s", number);
}

async function ask(event) {
    const form = event.target;
    if (form.id !== "users-bulk" || !window.HTMLDialogElement) return;
    event.preventDefault();
    const answer = await fetch(form.getAttribute("action"), { method: "POST", headers: { [PART]: "dialog" }, body: new FormData(form) });
    if (!answer.ok || answer.redirected) return form.submit();
    const dialog = document.createElement("dialog");
    dialog.className = "ph-modal";
    dialog.setAttribute("aria-labelledby", "question-title");
    dialog.innerHTML = await answer.text();
    found.closest(".ph").append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (click) => {
        if (!click.target.closest("[data-close]")) return;
        click.preventDefault();
        dialog.close();
    });
    dialog.showModal();
}

async function poll() {
    const answer = await fetch(location.href, { headers: { [PART]: "job" } }).catch(() => null);
    if (answer?.ok && !answer.redirected && !document.querySelector("[popover]:popover-open")) {
        job.innerHTML = await answer.text();
    }
    if (job.querySelector('[data-state="waiting"]')) setTimeout(poll, POLL_PAUSE);
}
