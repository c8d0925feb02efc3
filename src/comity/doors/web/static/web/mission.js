// What is typed on a mission's note stays in this tab until the server has it: a save that a broken line swallowed is not lost.
(() => {
  "use strict";
  const done = document.querySelector("[data-filed]");
  if (done) {
    sessionStorage.clear();
    return;
  }
  const form = document.querySelector("form[data-note]");
  if (!form) return;
  const fields = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.tagName !== "BUTTON");
  const saved = form.dataset.saved;
  const held = JSON.parse(sessionStorage.getItem("note") || "null");
  if (held && held.saved === saved) {
    for (const one of fields()) if (one.name in held.typed) one.value = held.typed[one.name];
  } else {
    sessionStorage.removeItem("note");
  }
  form.addEventListener("input", () => {
    const typed = Object.fromEntries(fields().map((one) => [one.name, one.value]));
    sessionStorage.setItem("note", JSON.stringify({ saved, typed }));
  });
})();
