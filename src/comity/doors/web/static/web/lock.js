// Locks a desk left alone, and lets nothing typed be lost when it is locked, handed over or signed out.
// Everything also works without this file: the node locks at the next request, and keeps what is posted.
"use strict";

const EVERY = 60000;
const idle = 1000 * Number(document.body.dataset.idle || 0);
const tabs = new BroadcastChannel("comity-desk");
let last = Date.now();
let told = Date.now();

tabs.onmessage = (message) => {
  if (message.data === "locked") location.reload();
  else last = Math.max(last, message.data);
};

// Drafts save themselves (autosave.js answers this event) and say which saves are on their way.
function saves() {
  const pending = [];
  document.dispatchEvent(new CustomEvent("comity:save", { detail: pending }));
  return pending;
}

// What another form holds unsaved goes along to the lock, which keeps it.
function bring(leaving) {
  const form = document.querySelector("form[data-changed]:not([data-autosave])");
  if (!form || leaving.dataset.leaves !== "lock") return;
  const fields = [["kept_path", new URL(form.action).pathname], ...[...new FormData(form)].map(([name, value]) => [`kept.${name}`, value])];
  for (const [name, value] of fields) {
    const held = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    leaving.append(held);
  }
}

for (const leaving of document.querySelectorAll("form[data-leaves]")) {
  let ready = false;
  leaving.addEventListener("submit", (event) => {
    const pending = ready ? [] : saves();
    if (pending.length) {
      event.preventDefault();
      Promise.allSettled(pending).then(() => { ready = true; leaving.requestSubmit(); });
      return;
    }
    bring(leaving);
    if (leaving.dataset.leaves === "lock") tabs.postMessage("locked");
  });
}

document.addEventListener("input", (event) => { if (event.target.form) event.target.form.dataset.changed = ""; });

function present() {
  last = Date.now();
  if (last - told < EVERY) return;
  told = last;
  tabs.postMessage(last);
  const body = new FormData(document.querySelector("form[data-leaves=lock]"));
  fetch(document.body.dataset.seen, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => {});
}

if (idle) {
  for (const sign of ["keydown", "pointerdown", "wheel"]) document.addEventListener(sign, present, { passive: true });
  setInterval(() => {
    if (Date.now() - last >= idle) document.querySelector("form[data-leaves=lock]").requestSubmit();
  }, 1000);
}
