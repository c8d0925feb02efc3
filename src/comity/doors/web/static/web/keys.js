// The key / goes to the search box of the header, except while something is being typed. Everything also works without this file.
"use strict";

const box = document.querySelector("[data-key]");

document.addEventListener("keydown", (event) => {
  if (!box || event.key !== box.dataset.key || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const at = event.target;
  if (at instanceof HTMLElement && (at.isContentEditable || /^(?:input|textarea|select)$/i.test(at.tagName))) return;
  event.preventDefault();
  box.focus();
  box.select();
});
