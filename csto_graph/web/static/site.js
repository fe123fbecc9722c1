// What a page gains where scripts run: notes on the pictures, and the slider of days.
// Everything can be read and done without it.
"use strict";

(function tips() {
  const box = document.createElement("div");
  box.className = "tip";
  box.hidden = true;
  box.setAttribute("aria-hidden", "true"); // the same text is the label of the bar
  document.body.append(box);
  let shown = null;

  function show(bar) {
    shown = bar;
    box.textContent = bar.dataset.tip;
    box.hidden = false;
    const place = bar.getBoundingClientRect();
    const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - box.offsetWidth - 8));
    const above = place.top - box.offsetHeight - 8;
    box.style.left = `${left + window.scrollX}px`;
    box.style.top = `${(above > 4 ? above : place.bottom + 8) + window.scrollY}px`;
  }
  function hide() {
    shown = null;
    box.hidden = true;
  }
  const barOf = (event) => (event.target instanceof Element ? event.target.closest("[data-tip]") : null);
  document.addEventListener("pointerover", (event) => {
    const bar = barOf(event);
    if (bar) show(bar);
    else if (shown && shown !== document.activeElement) hide();
  });
  document.addEventListener("focusin", (event) => (barOf(event) ? show(barOf(event)) : hide()));
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
})();

(function openTargets() {
  // A link to a value inside something closed opens it.
  function open() {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    const why = target && target.querySelector(":scope > details.why");
    if (why) why.open = true;
    if (target) target.scrollIntoView();
  }
  window.addEventListener("hashchange", open);
  if (location.hash) open();
})();

(function days() {
  const form = document.getElementById("day-form");
  const results = document.getElementById("day-results");
  const slide = document.getElementById("slide");
  if (!form || !results || !slide) return;
  const first = Date.parse(`${form.dataset.first}T00:00:00Z`);
  const date = form.elements.namedItem("date");
  slide.closest(".slider").hidden = false;
  const dayAt = (place) => new Date(first + place * 864e5).toISOString().slice(0, 10);
  let asked = null;
  let latest = 0;

  function address(day) {
    const chosen = new URLSearchParams();
    for (const name of ["policy", "known-by"]) {
      const field = form.elements.namedItem(name);
      if (field && field.value) chosen.set(name, field.value);
    }
    return { path: form.dataset.base + day, chosen };
  }
  async function show(day, keep) {
    const number = ++latest;
    const { path, chosen } = address(day);
    chosen.set("part", "results");
    if (asked) asked.abort();
    asked = new AbortController();
    results.setAttribute("aria-busy", "true");
    let text;
    try {
      const answer = await fetch(`${path}?${chosen}`, { signal: asked.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(String(answer.status));
      text = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") form.submit(); // let the server say what is wrong
      return;
    }
    if (number !== latest) return;
    const parsed = new DOMParser().parseFromString(text, "text/html"); // runs no scripts
    results.replaceChildren(...parsed.body.childNodes);
    results.removeAttribute("aria-busy");
    const told = results.firstElementChild;
    date.value = told.dataset.day;
    slide.value = told.dataset.place;
    slide.setAttribute("aria-valuetext", told.dataset.day);
    document.title = `${told.dataset.title} · csto-graph`;
    if (keep) history.replaceState(null, "", told.dataset.share);
  }
  let timer = 0;
  slide.addEventListener("input", () => {
    const day = dayAt(Number(slide.value));
    date.value = day;
    slide.setAttribute("aria-valuetext", day);
    clearTimeout(timer);
    timer = setTimeout(() => show(day, true), 60);
  });
  slide.setAttribute("aria-valuetext", date.value);
  date.addEventListener("change", () => date.value && show(date.value, true));
  for (const name of ["policy", "known-by"]) {
    const field = form.elements.namedItem(name);
    if (field) field.addEventListener("change", () => show(date.value, true));
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (date.value) show(date.value, true);
  });
  results.addEventListener("click", (event) => {
    const turn = event.target.closest("[data-turn]");
    if (!turn || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(turn.dataset.turn, true);
  });
})();
