// What the apps share: buttons, and a place where the outcome is shown.

export const settings = JSON.parse(document.getElementById("settings").textContent);

/** Show what the promise comes to; an error by its name and message. */
export const show = async (work) => {
  const output = document.querySelector("output");
  output.textContent = "";
  try {
    output.textContent = JSON.stringify(await work());
  } catch (error) {
    output.textContent = JSON.stringify({ error: `${error.name}: ${error.message}` });
  }
};

/** A button that does this. */
export const act = (label, work) => {
  const button = document.createElement("button");
  button.textContent = label;
  button.addEventListener("click", () => show(work));
  document.body.append(button);
};
