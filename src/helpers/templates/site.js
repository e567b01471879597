"use strict";
(() => {
  const main = document.getElementById("main");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // ---- Tables sort by the head that is pressed: ascending, descending, as they were. What is empty stays last.
  const known = (row, column) => {
    const cell = row.cells[column], text = cell ? cell.textContent.trim() : "";
    const bare = cell?.dataset.value ?? (cell?.matches(".number") ? text.replace(/[,%\s]/g, "").replace("\u2212", "-") : text);
    if (text === "" || text === "\u2014") return null;
    return bare !== "" && isFinite(bare) ? Number(bare) : text;
  };
  const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b
    : typeof a !== typeof b ? (typeof a === "number" ? -1 : 1) : a.localeCompare(b, "zh-CN", { numeric: true });

  for (const table of all("table.data:not(.codebook)")) {
    const body = table.tBodies[0], units = [];
    if (!table.tHead || !body || body.rows.length < 3) continue;
    // A line of arithmetic stays below the row that it belongs to.
    for (const row of body.rows) row.querySelector("td.how") && units.length ? units.at(-1).push(row) : units.push([row]);
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = main.dataset.sort;
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { ascending: "descending", descending: null }[head.getAttribute("aria-sort")];
        const order = next === undefined ? "ascending" : next;
        for (const other of heads) other.removeAttribute("aria-sort");
        const sorted = units.map((unit) => ({ unit, value: known(unit[0], column) }));
        if (order) {
          head.setAttribute("aria-sort", order);
          const sign = order === "ascending" ? 1 : -1;
          sorted.sort((a, b) => (a.value === null) - (b.value === null) || (a.value === null ? 0 : sign * compare(a.value, b.value)));
        }
        body.append(...sorted.flatMap(({ unit }) => unit));
      });
    });
  }

  // ---- Of a number that was followed, every row of a table and every part of a quotation shows.
  const follow = () => {
    for (const old of all(".used")) old.classList.remove("used");
    const id = /^#[psul]-([\w-]+)$/.exec(location.hash)?.[1];
    if (!id) return;
    for (const link of all(`td a[href$="#s-${id}"]`)) link.closest("tr").classList.add("used");
    for (const mark of all(`mark[data-of~="${id}"]`)) mark.classList.add("used");
  };
  window.addEventListener("hashchange", follow);
  follow();

  // ---- Figures can be saved: as they are, and drawings as pictures, too.
  const save = (address, name) => Object.assign(document.createElement("a"), { href: address, download: name }).click();
  const svg = (figure) => "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(figure));
  const drawn = (figure, name) => {
    const picture = new Image(), { width, height } = figure.viewBox.baseVal;
    picture.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: width * 3, height: height * 3 });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      save(canvas.toDataURL("image/png"), name);
    };
    picture.src = svg(figure);
  };
  all('img[src^="data:image/png"], svg[role="img"]', main).forEach((figure, at) => {
    const name = `${document.title} ${at + 1}`, ways = { PNG: () => save(figure.src, `${name}.png`) };
    if (figure.matches("svg")) Object.assign(ways, { PNG: () => drawn(figure, `${name}.png`), SVG: () => save(svg(figure), `${name}.svg`) });
    const line = Object.assign(document.createElement("p"), { className: "save" });
    for (const [kind, act] of Object.entries(ways)) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: `${main.dataset.save} (${kind})` });
      button.addEventListener("click", act);
      line.append(button);
    }
    figure.after(line);
  });

  // ---- The index finds targets by words, all of which must occur, and by what became of them.
  const form = document.getElementById("search");
  if (!form) return;
  form.hidden = false;
  const field = form.querySelector("input"), chips = all("button.chip", form), status = form.querySelector("[role=status]");
  const section = document.getElementById("targets");
  const targets = all("tbody tr", section).map((row) => ({ row, words: [...row.cells].map((cell) => cell.textContent).concat(row.dataset.words).join(" ").toLowerCase() }));
  const places = all("#places tr[data-place]");
  const apply = () => {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kinds = chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.value);
    const found = new Set();
    let shown = 0;
    for (const { row, words } of targets) {
      const fits = (!kinds.length || kinds.includes(row.dataset.outcome)) && wanted.every((word) => words.includes(word));
      row.hidden = !fits;
      if (fits) { shown += 1; found.add(row.dataset.place); }
    }
    const asked = wanted.length + kinds.length > 0;
    for (const row of places)
      row.hidden = asked && !found.has(row.dataset.place) && !(wanted.length && wanted.every((word) => row.dataset.place.toLowerCase().includes(word)));
    section.classList.toggle("filtered", asked);
    status.textContent = form.dataset.found.replace("{shown}", shown).replace("{all}", targets.length);
  };
  for (const chip of chips) chip.addEventListener("click", () => {
    chip.setAttribute("aria-pressed", chip.getAttribute("aria-pressed") !== "true");
    apply();
  });
  field.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    for (const chip of chips) chip.setAttribute("aria-pressed", "false");
    setTimeout(apply);
  });
  window.addEventListener("pageshow", apply);
})();
