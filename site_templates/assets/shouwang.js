/* Tables that can be narrowed and sorted. Without this script every row is there, in the order of
 * the page; nothing is ever fetched, stored or sent. */
(function () {
  "use strict";

  /* Narrowing: <div data-filters="table-id"> (or several ids) holds selects with data-filter="key";
   * a row matches when its data-key holds the chosen id as one of its words. The choice is kept in
   * the address, so that a filtered list can be bookmarked. What is narrowed need not be a table:
   * then its rows are all elements with a data-kind, and a fold without any of them left goes too.
   * data-count-of names those of the ids whose rows are counted. An element with data-narrowed, one
   * of the ids, says in its data-words what was chosen: it is printed where the selects are not. */
  function filters(box) {
    const targets = box.dataset.filters.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    if (!targets.length) return;
    const selects = [...box.querySelectorAll("select[data-filter]")];
    const rowsOf = (one) => [...(one.tBodies ? one.tBodies[0].rows : one.querySelectorAll("[data-kind]"))];
    const rows = targets.flatMap(rowsOf);
    const folds = targets.flatMap((one) => (one.tBodies ? [] : [...one.querySelectorAll("details")]));
    const unfolded = folds.map((fold) => fold.open);
    const around = targets.map((one) => one.closest("details")).filter(Boolean);
    const count = box.querySelector("[data-count-of]");
    const named = count ? count.dataset.countOf.split(" ") : [];
    const counted = new Set(targets.filter((one) => named.includes(one.id)).flatMap(rowsOf));
    const notes = [...document.querySelectorAll("[data-narrowed]")].filter((one) =>
      targets.some((target) => target.id === one.dataset.narrowed)
    );
    const address = new URLSearchParams(location.search);

    function apply() {
      let shown = 0;
      for (const row of rows) {
        const fits = selects.every(
          (select) =>
            !select.value ||
            (row.getAttribute("data-" + select.dataset.filter) || "").split(" ").includes(select.value)
        );
        row.hidden = !fits;
        if (fits && counted.has(row)) shown += 1;
      }
      const narrowed = selects.some((select) => select.value);
      folds.forEach((fold, n) => {
        fold.hidden = !fold.querySelector("[data-kind]:not([hidden])");
        fold.open = narrowed || unfolded[n];
      });
      for (const note of notes) {
        const chosen = selects.filter((select) => select.value);
        const words = chosen.map((select) => select.selectedOptions[0].textContent);
        note.textContent = note.dataset.words.replace("{choice}", words.join(" · "));
        note.hidden = !narrowed;
      }
      if (narrowed) around.forEach((fold) => (fold.open = true));
      targets.forEach(relay);
      if (count) {
        count.textContent = count.dataset.words
          .replace("{shown}", String(shown))
          .replace("{all}", String(counted.size));
      }
    }

    for (const select of selects) {
      const wanted = address.get(select.dataset.filter);
      // What no row has would leave nothing to read: it is not offered, unless the address asks.
      const held = new Set(
        rows.flatMap((row) => (row.getAttribute("data-" + select.dataset.filter) || "").split(" "))
      );
      for (const option of [...select.options]) {
        if (option.value && option.value !== wanted && !held.has(option.value)) option.remove();
      }
      if (wanted && [...select.options].some((option) => option.value === wanted)) {
        select.value = wanted;
      }
      select.addEventListener("change", () => {
        apply();
        if (location.protocol === "file:") return;
        const now = new URLSearchParams();
        for (const each of selects) if (each.value) now.set(each.dataset.filter, each.value);
        history.replaceState(null, "", location.pathname + (now.size ? "?" + now : "") + location.hash);
      });
    }
    box.hidden = false;
    apply();
  }

  /* Sorting: a heading with data-sort becomes a button. Cells sort by data-value, else their text. */
  function sortable(table) {
    const heads = [...table.tHead.rows[0].cells];
    const collator = new Intl.Collator(document.documentElement.lang || "zh", { numeric: true });
    const number = (text) => parseFloat(text.replaceAll(",", "")) || 0;
    heads.forEach((head, column) => {
      if (!head.dataset.sort) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sw-sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const value = (row) => {
          const cell = row.cells[column];
          if (!cell) return "";
          return cell.dataset.value !== undefined ? cell.dataset.value : cell.textContent.trim();
        };
        const order =
          head.dataset.sort === "number"
            ? (a, b) => number(value(a)) - number(value(b))
            : (a, b) => collator.compare(value(a), value(b));
        const rows = [...table.tBodies[0].rows].sort((a, b) => (up ? order(a, b) : order(b, a)));
        table.tBodies[0].append(...rows);
        relay(table);
      });
    });
  }

  /* On a phone every row is a card. Of a long table the first are shown, and a button for the rest;
   * how many there are changes with the choice of a filter, and which ones with the order. The style
   * sheet leaves out the others on narrow screens alone: a desk and paper have all of them. */
  const LONG = 12;
  const FIRST = 8;

  function shorten(table) {
    const body = table.tBodies[0];
    const words = table.closest("[data-more]")?.dataset.more;
    if (!body || !words || body.rows.length <= LONG) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sw-button sw-more";
    button.addEventListener("click", () => {
      const next = body.querySelector(".is-beyond :is(a, button, summary)");
      table.dataset.whole = "";
      relay(table);
      if (next) next.focus();
    });
    table.after(button);
    table.addEventListener("laid", () => {
      const rows = [...body.rows];
      const shown = rows.filter((row) => !row.hidden);
      const long = table.dataset.whole === undefined && shown.length > LONG;
      rows.forEach((row) => row.classList.toggle("is-beyond", long && shown.indexOf(row) >= FIRST));
      button.hidden = !long;
      button.textContent = words.replace("{n}", String(shown.length));
    });
    relay(table);
  }

  function relay(table) {
    table.dispatchEvent(new Event("laid"));
  }

  /* A new record's file name ends in the day of the build; two visits written down on one day need
   * two names, so the hour and minute at which the link is followed are added. Where the name is also
   * shown, to be copied, it changes with the link. */
  function fresh(link) {
    const first = link.href;
    const shown = link.closest(".sw-log__box")?.querySelector("code");
    const path = shown && shown.textContent;
    link.addEventListener("click", () => {
      const now = new Date();
      const clock = [now.getHours(), now.getMinutes()].map((n) => String(n).padStart(2, "0")).join("");
      link.href = first.replace(/([?&]file_?name=[^&]*?)(\.yml)/, "$1-" + clock + "$2");
      if (shown) shown.textContent = path.replace(/\.yml$/, "-" + clock + ".yml");
    });
  }

  /* One touch copies what stands before the button. Browsers give the clipboard only to pages under
   * HTTPS or on the same machine; elsewhere, and in a folder on disk, what is selected is copied. */
  function copier(button) {
    const from = button.previousElementSibling;
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      let done = true;
      try {
        await navigator.clipboard.writeText("value" in from ? from.value : from.textContent);
      } catch {
        if (from.select) from.select();
        else getSelection().selectAllChildren(from);
        done = document.execCommand("copy");
      }
      button.textContent = done ? button.dataset.copy : words;
    });
  }

  /* A link to a record that is folded away or filtered out opens what hides it. */
  function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) {
      if (at.tagName === "DETAILS") at.open = true;
      if (at.classList.contains("is-beyond")) {
        at.closest("table").dataset.whole = "";
        relay(at.closest("table"));
      }
      at.hidden = false;
    }
    target.scrollIntoView();
  }

  /* One click to print; without this script there is no button, and the browser's own menu does. */
  function printer(button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  /* The theme's search listens for keys alone: a word that was pasted, spoken or written by hand
   * arrives without one. */
  function typed(field) {
    field.addEventListener("input", (event) => {
      if (!event.isComposing) field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
    });
    field.addEventListener("compositionend", () => {
      field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
    });
  }

  /* The theme gives its search no name of its own: a screen reader would say "dialog" alone. */
  function named(dialog) {
    const field = dialog.querySelector("input");
    if (field) dialog.setAttribute("aria-label", field.getAttribute("aria-label") || field.placeholder);
  }

  document.querySelectorAll(".md-search[role=dialog]").forEach(named);
  document.querySelectorAll("input.md-search__input").forEach(typed);
  document.querySelectorAll(".sw a[href*='filename='], .sw a[href*='file_name=']").forEach(fresh);
  document.querySelectorAll("[data-copy]").forEach(copier);
  document.querySelectorAll("[data-print]").forEach(printer);
  document.querySelectorAll("[data-filters]").forEach(filters);
  document.querySelectorAll("table[data-sortable]").forEach(sortable);
  document.querySelectorAll("table.sw-table").forEach(shorten);
  document.querySelectorAll(".sw-copy").forEach((area) => {
    area.addEventListener("focus", () => area.select());
  });
  window.addEventListener("hashchange", reveal);
  reveal();
})();
