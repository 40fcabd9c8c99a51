
// Ties bytes to fields: pointing at one, or moving to it with the keyboard,
// lights the other. Tab reaches a view's bytes once and its fields once; the
// arrow keys move inside.
"use strict";
for (const view of document.querySelectorAll(".view")) {
  const pane = view.querySelector(".hex");
  const now = view.querySelector(".now");
  const bytes = [...view.querySelectorAll(".hex [data-o]")];
  const fields = [...view.querySelectorAll(".f[data-o]")];
  if (!pane || !fields.length) continue;
  now.hidden = false;

  const from = (e) => Number(e.dataset.o);
  const size = (e) => Number(e.dataset.n);
  const shown = (e) => {
    const closed = e.closest("details:not([open])");
    return !closed || e === closed.firstElementChild; // its summary
  };
  const text = (e, c) => e.querySelector(c)?.textContent ?? "";
  const owner = (at) => fields.reduce((best, f) =>
    shown(f) && from(f) <= at && at < from(f) + size(f) && (!best || size(f) <= size(best)) ? f : best, null);

  let lit = [];
  const clear = () => {
    for (const e of lit) e.classList.remove("lit", "here");
    lit = [];
    now.textContent = "";
  };
  const light = (e, ...how) => { e.classList.add(...how); lit.push(e); };
  const point = (e) => {
    clear();
    if (!e) return;
    const isByte = !e.dataset.n;
    const field = isByte ? owner(from(e)) : e;
    if (isByte) light(e, "here");
    if (!field) return;
    light(field, "lit");
    const own = bytes.slice(from(field), from(field) + size(field));
    for (const b of own) light(b, "lit");
    const place = isByte ? "byte " + from(e) + " is in " : "";
    now.textContent = place + [text(field, ".name"), text(field, ".at"), text(field, ".val")].filter(Boolean).join(" · ");
    if (isByte || !own.length) return;
    const top = own[0].offsetTop - pane.offsetTop; // bring the bytes into the pane, not the page to them
    if (top < pane.scrollTop || top > pane.scrollTop + pane.clientHeight - 24) pane.scrollTop = top - 24;
  };
  const target = (e) => e?.closest?.(".hex [data-o], .f[data-o]");
  const focused = () => view.contains(document.activeElement) ? target(document.activeElement) : null;

  view.addEventListener("pointerover", (e) => point(target(e.target) ?? focused()));
  view.addEventListener("pointerleave", () => point(focused()));
  view.addEventListener("focusin", (e) => { rove(target(e.target)); point(target(e.target)); });
  view.addEventListener("focusout", (e) => { if (!view.contains(e.relatedTarget)) clear(); });

  // Roving tabindex: one stop for the bytes, one for the fields.
  const rove = (e) => {
    if (!e) return;
    for (const o of e.dataset.n ? fields : bytes) o.tabIndex = o === e ? 0 : -1;
  };
  for (const group of [bytes, fields]) group.forEach((e, i) => { e.tabIndex = i ? -1 : 0; });
  view.addEventListener("toggle", () => { // a stop that was folded away is none
    if (!fields.some((f) => f.tabIndex === 0 && shown(f))) rove(fields.find(shown));
  }, true);
  view.addEventListener("keydown", (e) => {
    const at = target(e.target);
    if (!at || e.altKey || e.ctrlKey || e.metaKey) return;
    const isByte = !at.dataset.n;
    const all = isByte ? bytes : fields.filter(shown);
    const step = isByte
      ? { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 16, ArrowUp: -16 }[e.key]
      : { ArrowDown: 1, ArrowUp: -1 }[e.key];
    const i = all.indexOf(at);
    const to = e.key === "Home" ? 0 : e.key === "End" ? all.length - 1 : step ? i + step : -1;
    if (!all[to]) return;
    e.preventDefault();
    all[to].focus();
  });
  for (const e of [...bytes, ...fields]) {
    if (e.localName !== "summary") e.addEventListener("click", () => e.focus());
  }
}
