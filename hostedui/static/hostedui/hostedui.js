// What makes the pages nicer; all of them work without it.

const words = document.documentElement.dataset;

for (const input of document.querySelectorAll('input[type="password"]')) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "peek";
  button.textContent = words.show;
  button.setAttribute("aria-controls", input.id);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const hidden = input.type === "password";
    input.type = hidden ? "text" : "password";
    button.textContent = hidden ? words.hide : words.show;
    button.setAttribute("aria-pressed", String(hidden));
    input.focus();
  });
  const holder = document.createElement("div");
  holder.className = "peekable";
  input.replaceWith(holder);
  holder.append(input, button);
  if (input.autofocus) input.focus();
}

// Each rule of a new password is ticked off while it is typed
const rules = document.querySelectorAll("[data-rule]");
if (rules.length) {
  const password = document.querySelector('[aria-describedby~="password-rules"]');
  const symbol = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;
  const check = () => {
    for (const rule of rules) {
      const { rule: wanted, length } = rule.dataset;
      const kept = length ? [...password.value].length >= length : (wanted === "symbol" ? symbol : new RegExp(wanted)).test(password.value);
      rule.classList.toggle("kept", kept);
      rule.classList.toggle("passwordCheck-valid-customizable", kept);
      rule.classList.toggle("passwordCheck-notValid-customizable", !kept);
    }
  };
  password.addEventListener("input", check);
  check();
}

// Another code can be asked for once the first had the time to arrive
for (const button of document.querySelectorAll("[data-wait]")) {
  const text = button.textContent;
  const ends = Date.now() + button.dataset.wait * 1000;
  const tick = () => {
    const seconds = Math.ceil((ends - Date.now()) / 1000);
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? `${text} (${seconds})` : text;
    if (seconds > 0) setTimeout(tick, 1000);
  };
  tick();
}

// What the browser knows about where it is
const choose = (select, value) => {
  if (select && value && [...select.options].some((option) => option.value === value)) select.value = value;
};
for (const select of document.querySelectorAll("select[data-time-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!select.value) choose(select, zone);
  if (!select.value && zone) select.add(new Option(zone, zone, true, true)); // some browsers go by older names
}
for (const select of document.querySelectorAll("select.country")) {
  if (!select.parentElement.querySelector("input").value) choose(select, new Intl.Locale(navigator.language).region);
}

// A form is sent once
for (const form of document.forms) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
}
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});
