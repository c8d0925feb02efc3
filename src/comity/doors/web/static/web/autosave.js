// Saves a draft every 5 seconds while it changes, and when a field is left. Everything also works without this file.
"use strict";

const PERIOD = 5000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const line = document.querySelector("[data-saved]");
  const trouble = document.querySelector("[data-unsaved]");
  const version = form.querySelector("input[name=version]");
  let changed = false;
  let busy = false;
  let stopped = false;

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("focusout", () => { save(); });
  form.addEventListener("submit", () => { stopped = true; });
  setInterval(save, PERIOD);

  async function save() {
    if (!changed || busy || stopped) return;
    busy = true;
    changed = false;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "error",
      });
      const said = await answer.json();
      if (answer.ok) {
        version.value = said.version;
        line.textContent = said.line;
        trouble.hidden = true;
      } else {
        // 409: somebody else saved. Keep the words in the page, say so, and stop: the form's own button leads to both versions.
        stopped = answer.status === 409;
        changed = true;
        say(said.line);
      }
    } catch {
      changed = true;
      say(trouble.dataset.unsaved);
    } finally {
      busy = false;
    }
  }

  function say(sentence) {
    if (trouble.hidden || trouble.textContent !== sentence) trouble.textContent = sentence;
    trouble.hidden = false;
  }
}
