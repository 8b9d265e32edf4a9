// Another row of a list without a way to the server. Without this script the button asks the server for one.
"use strict";

document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-more]");
    const rows = button?.closest("form").querySelector(`[data-rows="${CSS.escape(button.name.replace(/more$/, "rows"))}"]`);
    const total = rows?.closest("form").elements[`${rows.dataset.rows}-TOTAL_FORMS`];
    if (!total || Number(total.value) >= Number(rows.dataset.most)) return;
    event.preventDefault();
    const row = emptyRow(rows.lastElementChild, Number(total.value));
    total.value = Number(total.value) + 1;
    rows.append(row);
    row.querySelector("input:not([type=hidden])")?.focus();
});

// Fields that mean something only with certain values of another one are shown with those alone.
document.addEventListener("change", (event) => event.target.form && showMeant(event.target.form));
document.querySelectorAll("form").forEach(showMeant);

function showMeant(form) {
    for (const field of form.querySelectorAll("[data-with]")) {
        const others = [...form.elements].filter((each) => each.name === field.dataset.with);
        const values = field.dataset.values.split(" ");
        const isMeant = others.some((each) => each.checked && values.includes(each.value) && !isAside(each));
        const box = field.closest(".ph-field");
        box.hidden = !isMeant && !box.classList.contains("has-error");
    }
}

// Whether a control is left aside itself.
function isAside(control) {
    return control.closest(".ph-field").hidden;
}

// A row like this one, of the next number, as it is before anybody filled it in.
function emptyRow(last, number) {
    const row = last.cloneNode(true);
    row.querySelectorAll(".errorlist").forEach((list) => list.remove());
    row.querySelectorAll(".has-error").forEach((field) => field.classList.remove("has-error"));
    for (const each of row.querySelectorAll("[id], [for], [name]")) {
        for (const name of ["id", "for", "name", "aria-describedby"]) {
            const value = each.getAttribute(name);
            if (value) each.setAttribute(name, value.replace(/rows-\d+-/, `rows-${number}-`));
        }
    }
    for (const field of row.querySelectorAll("input, select")) {
        field.removeAttribute("aria-invalid");
        if (field.type === "checkbox") field.checked = "on" in field.dataset;
        else if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
        else field.value = "";
    }
    const legend = row.querySelector("legend");
    if (legend) legend.textContent = legend.textContent.replace(/\d+$/, number + 1);
    return row;
}
