// Has the browser make a passkey by the options of the page's form, and posts what it made.

const form = document.getElementById("new-passkey");
const [button, notice] = [form.querySelector("button"), form.querySelector(".notice[hidden]")];

form.addEventListener(
  "submit",
  async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    button.setAttribute("aria-busy", "true");
    notice.hidden = true;
    try {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(form.dataset.options));
      const made = await navigator.credentials.create({ publicKey });
      form.elements.credential.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      button.removeAttribute("aria-busy");
      notice.hidden = false;
    }
  },
  { capture: true },
);
