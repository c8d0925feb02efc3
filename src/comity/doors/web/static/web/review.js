// Reviews a report by single keys, without leaving the page: each key presses a button of the suggestion that is current. Everything also
// works without this file.
"use strict";

(() => {
  const desk = document.getElementById("desk");
  const voice = document.getElementById("voice");
  const strokes = document.getElementById("strokes");
  const keyed = strokes !== null && desk !== null && "on" in desk.dataset;
  const judged = []; // what was judged here, the last one at the end: what `u` takes back
  let work = Promise.resolve(); // one act after the other, however fast the keys come

  const all = () => [...document.querySelectorAll("#review .sug")];
  const current = () => document.querySelector("#review .sug[aria-current]");
  const find = (key) => document.getElementById(`s-${key}`);

  function say(sentence) {
    voice.textContent = "";
    requestAnimationFrame(() => { voice.textContent = sentence; });
  }

  // ---------------------------------------------------------------- where we are

  function choose(sug, { focus = true } = {}) {
    for (const old of document.querySelectorAll("#review [aria-current], #review mark.here")) {
      old.removeAttribute("aria-current");
      old.classList.remove("here");
    }
    if (!sug) {
      if (focus) document.getElementById("left").focus();
      return;
    }
    sug.setAttribute("aria-current", "true");
    const marks = [...document.querySelectorAll("#review mark[data-of]")].filter((one) => one.dataset.of.split(" ").includes(sug.dataset.key));
    for (const one of marks) one.classList.add("here");
    const text = document.querySelector(".source-text");
    if (marks.length && text.scrollHeight > text.clientHeight) {
      const top = marks[0].getBoundingClientRect().top - text.getBoundingClientRect().top + text.scrollTop;
      text.scrollTop = Math.max(0, top - text.clientHeight / 3);
    }
    if (focus) {
      sug.focus({ preventScroll: true });
      sug.scrollIntoView({ block: "nearest" });
    }
  }

  function step(by) {
    const list = all();
    const at = list.indexOf(current());
    choose(list[Math.min(Math.max(at + by, 0), list.length - 1)]);
  }

  // The next one that nobody looked at: behind `sug`, else from the beginning.
  function next(sug) {
    const list = all();
    const open = (one) => "open" in one.dataset;
    return list.slice(list.indexOf(sug) + 1).find(open) ?? list.find(open);
  }

  // ---------------------------------------------------------------- acts

  // Posts the form as its button would, and puts the answered page's review in the place of this one.
  async function send(form, pressed) {
    const sug = form.closest(".sug");
    const { key, title } = sug.dataset;
    const act = pressed.value;
    const body = new FormData(form);
    body.set(pressed.name, act);
    let fresh = null;
    try {
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      fresh = page.getElementById("review");
    } catch {
      say(voice.dataset.trouble);
      return;
    }
    if (!fresh) { // a desk that was locked meanwhile, or a page that says no: the browser goes there
      form.dataset.plain = "";
      form.requestSubmit(pressed);
      return;
    }
    const before = document.querySelector(".source-text").scrollTop;
    document.getElementById("review").replaceWith(document.adoptNode(fresh));
    document.querySelector(".source-text").scrollTop = before;
    const now = find(key);
    const fault = now.querySelector("[role=alert]");
    if (fault) {
      choose(now);
      say(fault.textContent);
      return;
    }
    const left = document.getElementById("left").textContent;
    if (act === "reopen") {
      const at = judged.lastIndexOf(key);
      if (at >= 0) judged.splice(at, 1);
      choose(now);
      say(`${voice.dataset.reopened}: ${title}. ${left}`);
    } else {
      judged.push(key);
      choose(next(now));
      say(`${act === "reject" ? voice.dataset.rejected : voice.dataset.accepted}: ${title}. ${left}`);
    }
  }

  function press(which) {
    work = work.then(async () => {
      const pressed = which();
      if (pressed) await send(pressed.form, pressed);
    }).catch(() => say(voice.dataset.trouble)); // what went wrong once does not stop the keys after it
  }

  const button = (sug, selector) => sug?.querySelector(`button${selector}`) ?? null;

  function undo() {
    press(() => {
      const last = judged.at(-1);
      const found = button(last ? find(last) : current(), "[value=reopen]");
      if (!found) say(voice.dataset.nothing);
      return found;
    });
  }

  function same(number) {
    const options = [...(current()?.querySelectorAll("input[name=same]") ?? [])];
    const chosen = number === 0 ? options.at(-1) : options.slice(0, -1)[number - 1];
    if (!chosen) return;
    chosen.checked = true;
    say(chosen.closest("label").textContent.trim());
  }

  const DO = {
    enter: () => press(() => button(current(), "[data-main]")),
    j: () => step(1),
    arrowdown: () => step(1),
    k: () => step(-1),
    arrowup: () => step(-1),
    f: () => { const fix = current()?.querySelector("a[data-fix]"); if (fix) location.assign(fix.href); },
    r: () => press(() => button(current(), "[value=reject]")),
    u: undo,
    "?": () => strokes.showModal(),
  };

  // A key that somebody types with, or that a link, a button or the text itself would take, stays theirs.
  function theirs(event, key) {
    const at = event.target instanceof Element ? event.target : document.body;
    if (event.isComposing || event.keyCode === 229 || at.closest("input:not([type=radio]), textarea, select, [contenteditable]")) return true;
    if (key === "enter") return at.closest("a, button, summary, input") !== null;
    return key.startsWith("arrow") && at.closest(".source-text, input, nav") !== null;
  }

  if (keyed) {
    document.querySelector("[data-keys]").hidden = false;
    addEventListener("keydown", (event) => {
      const key = event.key.toLowerCase();
      if (strokes.open || event.ctrlKey || event.altKey || event.metaKey || theirs(event, key)) return;
      if (!(key in DO) && !/^\d$/.test(key)) return;
      event.preventDefault(); // desk.js leaves alone what was taken
      if (key in DO) DO[key](); else same(Number(key));
    }, { capture: true });
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest("#review") || "plain" in form.dataset) return;
    event.preventDefault();
    const pressed = event.submitter ?? form.querySelector("button");
    press(() => pressed);
  });
  document.addEventListener("focusin", (event) => {
    const sug = event.target.closest?.("#review .sug");
    if (sug && sug !== current()) choose(sug, { focus: false });
  });

  const named = location.hash.startsWith("#s-") ? document.getElementById(location.hash.slice(1)) : null;
  const first = named && "open" in named.dataset ? named : next(named);
  if (first) choose(first, { focus: named !== null });
})();
