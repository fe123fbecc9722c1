// The query page: completion, asking without leaving the page, the answer as a table.
// Without scripts the form still sends the query.
"use strict";

(function queryPage() {
  const form = document.getElementById("ask");
  const area = document.getElementById("query");
  const section = document.getElementById("answer-section");
  const answer = document.getElementById("answer");
  const status = document.getElementById("status");
  if (!form || !area) return;
  const SHOWN = 1000; // rows of a table; more are only counted
  const SELECT = "application/sparql-results+json";
  const known = { prefixes: {}, words: [], labels: new Map() };
  let editor = null;

  const text = () => (editor ? editor.getValue() : area.value);

  /* The words that can be completed, and the labels of nodes. */
  fetch(form.dataset.words)
    .then((got) => got.json())
    .then((told) => {
      known.prefixes = told.prefixes;
      known.words = told.words;
      for (const word of told.words) known.labels.set(word.name, word.label);
      if (editor) declare(editor);
    })
    .catch(() => {}); // nothing completes, the rest works

  if (globalThis.Yasqe) editor = setUp(globalThis.Yasqe);

  function setUp(Yasqe) {
    let escaped = false;
    let typing = false; // a click into a word is no wish to complete it
    // Nothing is asked of other hosts: no prefix service, no vocabulary service.
    Yasqe.registerAutocompleter({
      name: "csto",
      bulk: false,
      autoShow: true,
      isValidCompletionPosition: (yasqe) => {
        const token = yasqe.getCompleteToken();
        return typing && /^[a-z][\w-]*:?[\w-]*$/i.test(token.string) && token.string.length > 1;
      },
      get: (yasqe, token) => suggestions(token ? token.string : ""),
      postprocessHints: (yasqe, hints) =>
        hints.map((hint) => ({ ...hint, displayText: `${hint.text}   ${known.labels.get(hint.text) || ""}` })),
    }, false);
    const box = document.createElement("div");
    area.before(box);
    const made = new Yasqe(box, {
      value: area.value,
      persistenceId: null,
      consumeShareLink: null,
      createShareableLink: null, // the page has an address of its own for a query
      showQueryButton: false,
      prefixCcApi: null,
      autocompleters: ["variables", "csto"],
      editorHeight: "25rem",
      resizeable: false,
      lineWrapping: true,
      screenReaderLabel: "Query",
      extraKeys: {
        "Ctrl-Enter": ask, "Cmd-Enter": ask, "Ctrl-Space": (yasqe) => yasqe.autocomplete(),
        Tab: (yasqe) => yasqe.replaceSelection("  "), "Shift-Tab": false,
      },
    });
    box.addEventListener("mousedown", () => { typing = false; });
    box.addEventListener("keydown", (event) => {
      typing = event.key.length === 1 || event.key === "Backspace";
      // The first Esc closes a choice of words, if one is open; the next one leaves the editor.
      const choosing = document.querySelector(".CodeMirror-hints") && !escaped;
      escaped = event.key === "Escape";
      if (!escaped || choosing) return;
      event.stopPropagation();
      if (made.state.completionActive) made.state.completionActive.close();
      document.getElementById("run").focus();
    }, true);
    let waiting = 0;
    made.on("change", () => {
      area.value = made.getValue();
      clearTimeout(waiting);
      waiting = setTimeout(() => declare(made), 400);
    });
    area.hidden = true;
    document.getElementById("keys").hidden = false;
    document.getElementById("query-label").removeAttribute("for");
    // What scrolls must be reached by the keyboard, and its field must have a name.
    const field = box.querySelector("textarea");
    if (field) field.setAttribute("aria-label", "Query");
    const scroller = box.querySelector(".CodeMirror-scroll");
    if (scroller) {
      scroller.tabIndex = 0;
      scroller.setAttribute("role", "group");
      scroller.setAttribute("aria-label", "The query, to scroll");
    }
    requestAnimationFrame(() => made.refresh());
    return made;
  }

  function declare(made) {
    // The server knows the prefixes, but the editor marks as wrong what is not declared.
    const bare = made.getValue().replace(/#[^\n]*|<[^>\s]*>|"[^"\n]*"|'[^'\n]*'/g, " ");
    const declared = made.getPrefixesFromQuery();
    const missing = {};
    for (const [, name] of bare.matchAll(/(?:^|[\s(/|^!,;{[])([a-z][\w-]*):\w/gi)) {
      if (known.prefixes[name] && !declared[name]) missing[name] = known.prefixes[name];
    }
    if (Object.keys(missing).length && !/\bPREFIX\s*\S*$/i.test(bare)) made.addPrefixes(missing);
  }

  function suggestions(typed) {
    const wanted = typed.toLowerCase();
    const starts = known.words.filter((w) => w.name.toLowerCase().startsWith(wanted));
    const bare = wanted.replace(/^.*:/, "");
    const inside = bare.length > 2
      ? known.words.filter((w) => !starts.includes(w) && (w.name.split(":")[1].toLowerCase().includes(bare) || w.label.toLowerCase().includes(bare)))
      : [];
    const asTyped = (w) => (w.name.startsWith(typed) ? 0 : 1); // Membership before member for Memb
    starts.sort((a, b) => asTyped(a) - asTyped(b));
    return [...starts, ...inside].slice(0, 60).map((w) => w.name);
  }

  /* Asking */
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) ask();
  });

  async function request(accept) {
    return fetch(form.dataset.endpoint, {
      method: "POST",
      headers: { Accept: accept, "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ query: text() }),
    });
  }

  async function ask() {
    section.hidden = false;
    status.className = "quiet";
    status.textContent = "Asking …";
    answer.replaceChildren();
    const link = document.getElementById("permalink");
    link.href = `${location.pathname}?${new URLSearchParams({ query: text() })}`;
    link.hidden = link.href.length > 8000;
    const begun = performance.now();
    try {
      const got = await request(`${SELECT}, text/turtle;q=0.9`);
      const kind = (got.headers.get("Content-Type") || "").split(";")[0];
      const body = await got.text();
      const took = `${Math.max(1, Math.round(performance.now() - begun))} ms`;
      if (!got.ok) throw new Error(problem(body, got.status));
      if (kind === SELECT || kind === "application/json") show(JSON.parse(body), took);
      else showText(body, took);
    } catch (error) {
      status.className = "failed";
      status.textContent = error.message;
    }
    section.scrollIntoView({ block: "nearest" });
  }

  function problem(body, code) {
    try {
      const told = JSON.parse(body);
      return told.detail || told.message || told.title || told.error || body;
    } catch {
      return body.length < 2000 && !body.includes("<html") ? body : `The server answered ${code}.`;
    }
  }

  function show(told, took) {
    if (typeof told.boolean === "boolean") {
      status.textContent = `${told.boolean ? "Yes" : "No"} (${took})`;
      return;
    }
    const names = told.head.vars;
    const rows = told.results.bindings;
    const more = rows.length > SHOWN ? `, the first ${SHOWN} shown` : "";
    status.textContent = `${rows.length} row${rows.length === 1 ? "" : "s"}${more} (${took})`;
    if (!rows.length) return;
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    for (const name of names) {
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.textContent = name;
      head.append(cell);
    }
    const body = table.createTBody();
    for (const row of rows.slice(0, SHOWN)) {
      const line = body.insertRow();
      for (const name of names) fill(line.insertCell(), row[name]);
    }
    const scroll = document.createElement("div");
    scroll.className = "scroll";
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", "Answer");
    scroll.append(table);
    answer.replaceChildren(downloads(), scroll);
  }

  function fill(cell, term) {
    if (!term) return;
    if (term.type === "uri") { cell.append(node(term.value)); return; }
    // Lists of passages and other nodes come as texts with blanks between.
    const parts = term.value.split(" ");
    if (parts.every((part) => part.startsWith(form.dataset.base))) {
      parts.forEach((part, at) => cell.append(at ? " " : "", node(part, String(at + 1))));
      return;
    }
    cell.textContent = term.value;
    if (term["xml:lang"]) cell.lang = term["xml:lang"];
  }

  function node(iri, name) {
    const short = shortened(iri);
    const shown = document.createElement("a");
    shown.textContent = name || known.labels.get(short) || short;
    shown.title = short;
    if (iri.startsWith(form.dataset.base)) {
      shown.href = form.dataset.root + iri.slice(form.dataset.base.length);
    } else if (/^https?:\/\//.test(iri)) {
      shown.href = iri;
      shown.rel = "noopener external";
      shown.className = "out";
    }
    return shown;
  }

  function shortened(iri) {
    let best = ["", ""];
    for (const [prefix, start] of Object.entries(known.prefixes)) {
      if (iri.startsWith(start) && start.length > best[1].length) best = [prefix, start];
    }
    return best[1] && /^[\w.-]*$/.test(iri.slice(best[1].length)) ? `${best[0]}:${iri.slice(best[1].length)}` : iri;
  }

  function showText(body, took) {
    status.textContent = `${body.split("\n").length} lines (${took})`;
    const box = document.createElement("pre");
    box.textContent = body;
    box.tabIndex = 0;
    answer.replaceChildren(box);
  }

  function downloads() {
    const line = document.createElement("p");
    line.className = "downloads";
    line.append("Download: ");
    for (const [name, type] of [["CSV", "text/csv"], ["TSV", "text/tab-separated-values"], ["JSON", SELECT]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.textContent = name;
      button.addEventListener("click", async () => {
        const got = await request(type);
        const file = document.createElement("a");
        file.href = URL.createObjectURL(await got.blob());
        file.download = `answer.${name.toLowerCase()}`;
        file.click();
        setTimeout(() => URL.revokeObjectURL(file.href), 10000);
      });
      line.append(button, " ");
    }
    return line;
  }

  /* The examples */
  const narrow = document.getElementById("narrow");
  if (narrow) {
    narrow.hidden = false;
    narrow.addEventListener("input", () => {
      const words = narrow.value.toLowerCase().split(/\s+/);
      for (const item of document.querySelectorAll("#examples li")) {
        item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
      }
    });
  }
})();
