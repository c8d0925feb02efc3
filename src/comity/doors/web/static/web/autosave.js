// Saves a draft every 5 seconds while it changes, and when a field is left. Everything also works without this file.
"use strict";

const PERIOD = 5000;
const PATIENCE = 10000;

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const line = document.querySelector("[data-saved]");
  const trouble = document.querySelector("[data-unsaved]");
  const version = form.querySelector("input[name=version]");
  let changed = false;
  let busy = null;
  let stopped = false;
  let leaving = false;

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("focusout", (event) => { if (!(event.relatedTarget instanceof HTMLButtonElement)) save(); });
  form.addEventListener("submit", leave);
  setInterval(save, PERIOD);
  // The desk is about to be locked or handed over: save now, and let it wait (desk.js).
  document.addEventListener("comity:save", (event) => { save(); if (busy) event.detail.push(busy); });

  // A save that is still on its way ends first: else the form would name the version before it, and conflict with itself.
  async function leave(event) {
    stopped = true;
    if (!busy) return;
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    await busy;
    leaving = false;
    form.requestSubmit(event.submitter);
  }

  function save() {
    if (!changed || busy || stopped) return;
    busy = send().finally(() => { busy = null; });
  }

  async function send() {
    changed = false;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      });
      const said = await answer.json();
      if (answer.ok) {
        version.value = said.version;
        line.textContent = said.line;
        trouble.hidden = true;
      } else {
        // 409: somebody else saved. Keep the words in the page, say so, and stop: the form's own button leads to both versions.
        stopped ||= answer.status === 409;
        changed = true;
        say(said.line);
      }
    } catch {
      changed = true;
      say(trouble.dataset.unsaved);
    }
  }

  function say(sentence) {
    if (trouble.hidden || trouble.textContent !== sentence) trouble.textContent = sentence;
    trouble.hidden = false;
  }
}
