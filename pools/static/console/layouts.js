// Ticking a scope ticks its attributes at once; without a script, saving does.
"use strict";

document.addEventListener("change", (event) => {
    const box = event.target;
    const table = box.closest("[data-permissions]");
    if (!table || !box.dataset.names) return;
    const column = box.closest("td").cellIndex;
    for (const name of box.dataset.names.split(" ")) {
        const attribute = table.querySelector(`td:nth-child(${column + 1}) input[value="${name}"]:not([data-names], :disabled)`);
        if (attribute) attribute.checked = box.checked;
    }
});

// ... and a scope is ticked while all of its attributes are
document.addEventListener("change", (event) => {
    const table = event.target.closest("[data-permissions]");
    if (!table) return;
    for (const scope of table.querySelectorAll("input[data-names]")) {
        const column = scope.closest("td").cellIndex;
        const boxes = scope.dataset.names.split(" ").map((name) =>
            table.querySelector(`td:nth-child(${column + 1}) input[value="${name}"]:not([data-names])`),
        );
        scope.checked = boxes.every((box) => !box || box.checked);
    }
});
