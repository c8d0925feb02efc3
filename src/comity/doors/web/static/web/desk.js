// Single keys, the counter in the tab's title, the sound. Everything also works without this file: each key stands for a link or button.
"use strict";

(() => {
  const desk = document.getElementById("desk");
  if (!desk) return;
  const sheet = document.getElementById("sheet");
  const hush = document.getElementById("hush");
  const deeds = new Map(Object.entries(JSON.parse(desk.dataset.keys)).map(([deed, keys]) => [keys, deed]));
  const EVERY = 30000;
  const SEQUENCE = 1500;
  let lead = "";
  let led = 0;

  // ---------------------------------------------------------------- keys

  // A key that belongs to what is being typed, also through an input method (Telex, VNI), is nobody else's.
  function typing(event) {
    const at = event.target instanceof Element ? event.target : document.body;
    return event.isComposing || event.keyCode === 229 || event.key === "Process" || event.key === "Dead"
      || at.closest("input, textarea, select, [contenteditable]:not([contenteditable=false])") !== null;
  }

  function rows() { return [...document.querySelectorAll("[data-row]:not([data-case])")]; }

  function current() {
    return document.activeElement?.closest("[data-row]") ?? document.querySelector("[data-case]");
  }

  function step(by) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement?.closest("[data-row]"));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    next.querySelector("h3 a")?.focus();
  }

  function go(href) { if (href) location.assign(href); }

  function take() {
    const row = current();
    const href = row?.dataset.take;
    const form = document.getElementById("take");
    if (!href) return;
    if (row.dataset.ask || !form) { go(href); return; } // a colleague holds it: the page asks why
    form.action = href;
    form.requestSubmit();
  }

  function search() {
    const field = document.querySelector("form[role=search] input, input[type=search]");
    if (field) field.focus(); else go(desk.dataset.requests);
  }

  const DO = {
    next: () => step(1),
    previous: () => step(-1),
    take,
    hand: () => go(current()?.dataset.hand),
    note: () => go(current()?.dataset.note),
    decide: () => go(current()?.dataset.decide),
    search,
    sheet: () => { if (!sheet.open) sheet.showModal(); },
    queue: () => go(desk.dataset.queue),
    requests: () => go(desk.dataset.requests),
  };

  addEventListener("keydown", (event) => {
    touched();
    if (!("on" in desk.dataset) || sheet.open || event.defaultPrevented || event.repeat && event.key === lead) return;
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event)) { lead = ""; return; }
    const key = event.key.toLowerCase();
    const two = lead && performance.now() - led < SEQUENCE ? deeds.get(`${lead} ${key}`) : undefined;
    const deed = two ?? deeds.get(key);
    lead = "";
    if (deed) {
      event.preventDefault();
      DO[deed]();
    } else if ([...deeds.keys()].some((keys) => keys.startsWith(`${key} `))) {
      lead = key;
      led = performance.now();
    }
  });

  // ---------------------------------------------------------------- title and sound

  const title = document.title.replace(/^\(\d+!\) /, "");
  let calls = Number(/^\((\d+)!\) /.exec(document.title)?.[1] ?? 0);
  let heard = calls; // what was there when the page was opened was seen
  let audio = null;

  function touched() {
    heard = calls;
    hush.hidden = true;
    audio?.resume();
  }
  addEventListener("pointerdown", touched);

  function tone() {
    audio ??= new AudioContext();
    if (audio.state !== "running") { hush.hidden = false; return; }
    for (const [at, pitch] of [[0, 660], [0.22, 880]]) {
      const voice = audio.createOscillator();
      const loud = audio.createGain();
      voice.frequency.value = pitch;
      loud.gain.setValueAtTime(0.0001, audio.currentTime + at);
      loud.gain.exponentialRampToValueAtTime(0.2, audio.currentTime + at + 0.02);
      loud.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.2);
      voice.connect(loud).connect(audio.destination);
      voice.start(audio.currentTime + at);
      voice.stop(audio.currentTime + at + 0.21);
    }
  }

  async function ask() {
    try {
      const answer = await fetch(desk.dataset.pulse, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error" });
      if (!answer.ok) return;
      calls = (await answer.json()).calls;
      heard = Math.min(heard, calls);
      document.title = calls ? `(${calls}!) ${title}` : title;
      if (calls > heard && "sound" in desk.dataset) tone(); // again at each look, until the page is touched
    } catch { /* the node cannot be reached: the page says so when it is used */ }
  }
  setInterval(ask, EVERY);

  const test = document.querySelector("[data-tone]");
  if (test) {
    test.hidden = false;
    test.addEventListener("click", async () => { audio ??= new AudioContext(); await audio.resume(); tone(); });
  }
})();
