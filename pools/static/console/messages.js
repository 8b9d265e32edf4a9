// What was typed in and came back with a test or a refusal shows in the preview at once.
"use strict";

const unsaved = document.querySelector("form[data-unsaved]");
unsaved?.requestSubmit(document.querySelector("[data-preview]"));
