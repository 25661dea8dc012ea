// Editing in place. In a piece of the page with [data-in-place], links with hx-boost open their form in a slot beside
// what they change, and forms with hx-boost are sent without leaving the page. What comes back is the form again, with
// what is wrong with it, or the whole piece as it is now. Other forms that are open stay as they are.
// Without this script the same addresses are pages of their own.

import htmx from "htmx.org";

const SLOT = "[data-slot]";
const LOST = "De verbinding met het portaal is weg. Probeer het zo nog eens.";
const SIGNED_OUT = "U bent uitgelogd. Meld u aan in een ander tabblad en probeer het hier dan opnieuw.";
const TOO_OLD = "Dit venster was te oud. Dat is nu in orde: probeer het nog eens.";
const BROKEN = "Er ging iets mis in het portaal. Probeer het zo nog eens.";
const KEPT = " Wat u typte, staat hier nog.";

// Of each request under way: where the focus goes afterwards, and which forms are open.
const underWay = new WeakMap();

const inPlace = (element) => element?.closest?.("[data-in-place]");
const openSlots = (root) => [...root.querySelectorAll(SLOT)].filter((slot) => slot.querySelector("form"));
const within = (event) => inPlace(event.detail.requestConfig?.elt ?? event.detail.elt);

function tell(words) {
  const line = document.getElementById("gezegd");
  if (line) line.textContent = words;
}

// --- What is seen ---

// A form stands in the place of what it changes; a row with an open form is not dragged, so that its text can be selected.
function arrange(root) {
  for (const slot of root.querySelectorAll(SLOT)) {
    const isOpen = Boolean(slot.querySelector("form"));
    for (const shown of root.querySelectorAll(`[data-shown-by="${slot.id}"]`)) shown.hidden = isOpen;
    if (slot.parentElement.tagName === "TR") slot.parentElement.hidden = !isOpen;
  }
  for (const row of root.querySelectorAll("[data-row][draggable]")) row.draggable = !openSlots(row).length;
}

function focusIn(slot) {
  const errors = slot.querySelector(".form-errors");
  const field = slot.querySelector("input:not([type=hidden]), select, textarea");
  (errors ?? field ?? slot).focus();
  (errors ?? slot).scrollIntoView({ block: "nearest" });
}

// --- Where the focus goes ---

function controlOf(row) {
  return row?.querySelector("a[hx-boost], button");
}

// After a row is gone: the next ones, then what it hangs below, then the heading of its section.
function afterwards(element) {
  const slot = element.closest(SLOT);
  const ids = [slot?.dataset.opener, slot ? null : element.querySelector("button:focus")?.id];
  for (let row = element.closest("[data-item]"); row; row = row.parentElement.closest("[data-item]")) {
    for (let next = row; next; next = next.nextElementSibling) if (next.matches("[data-item]")) ids.push(next.id);
  }
  ids.push(element.closest("section")?.getAttribute("aria-labelledby"));
  return ids.filter(Boolean);
}

function focusFirst(ids) {
  for (const id of ids) {
    const found = document.getElementById(id);
    const target = found?.matches("[data-item]") ? controlOf(found) : found;
    if (!target || target.closest("[hidden]")) continue;
    // A heading takes the focus for once, so that one reads on from there.
    if (target.matches("h1, h2, h3")) target.tabIndex = -1;
    target.focus();
    return;
  }
}

// --- What comes and goes ---

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target, xhr } = event.detail;
  const root = inPlace(elt);
  if (!root) return;
  if (elt.matches("a") && target.querySelector("form")) {
    // It is open already, perhaps with something typed in it.
    event.preventDefault();
    focusIn(target);
    return;
  }
  if (elt.matches("[data-in-place] form") && elt.method === "post") {
    tell("");
    elt.querySelector("[data-failed]")?.remove();
    underWay.set(xhr, afterwards(elt));
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig, isError } = event.detail;
  const root = inPlace(requestConfig.elt);
  if (!root || isError) return;
  if (/^\s*<!doctype/i.test(xhr.responseText)) {
    // A whole page, such as the one to sign in on, has no place within another.
    event.detail.shouldSwap = false;
    fail(requestConfig.elt, SIGNED_OUT);
    return;
  }
  if (target !== root) return;
  const own = requestConfig.elt.closest(SLOT);
  // The slot that was sent is not kept as it is: an empty one takes its place.
  own?.removeAttribute("id");
  root.inPlaceOpen = openSlots(root).filter((slot) => slot !== own);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, target, requestConfig } = event.detail;
  if (!target?.isConnected || !inPlace(target)) return;
  const root = inPlace(target);
  for (const slot of root.inPlaceOpen ?? []) if (!slot.isConnected) keep(slot, root);
  const isWhole = target === root && root.inPlaceOpen;
  root.inPlaceOpen = null;
  arrange(root);
  if (isWhole) {
    const asked = new URL(xhr.responseURL).searchParams;
    focusFirst([asked.get("bij"), ...(underWay.get(xhr) ?? [])].filter(Boolean));
    // Who goes on with the next one has its form at once.
    document.getElementById(asked.get("open"))?.click();
  } else if (target.matches(SLOT) && target.querySelector("form") && !target.querySelector("[data-failed]")) {
    if (target.querySelector(".form-errors")) target.querySelector("form").dataset.changed = "";
    if (xhr.status === 200 || xhr.status === 422) focusIn(target);
  }
  if (requestConfig.verb === "get" && event.detail.successful) tell("");
});

// What the form was for is gone, but not what was typed in it.
function keep(slot, root) {
  const note = document.createElement("p");
  note.className = "message error";
  note.textContent = "Dit staat er niet meer, of u mag het niet meer wijzigen. Wat u typte, ziet u hieronder nog.";
  const box = document.createElement("div");
  box.className = "panel attention";
  const kept = document.createElement("div");
  kept.dataset.slot = "";
  kept.setAttribute("hx-target", "this");
  kept.append(...slot.childNodes);
  box.append(note, kept);
  root.prepend(box);
}

// --- What goes wrong ---

function fail(element, words) {
  const form = element.matches("form") && element.closest(SLOT) ? element : null;
  if (!form) {
    tell(words);
    return;
  }
  form.querySelector("[data-failed]")?.remove();
  const told = document.createElement("div");
  told.className = "form-errors";
  told.dataset.failed = "";
  told.setAttribute("role", "alert");
  told.textContent = words + KEPT;
  form.prepend(told);
  told.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:responseError", (event) => {
  if (!within(event)) return;
  const { xhr, requestConfig } = event.detail;
  const isLine = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
  if (isLine) fail(requestConfig.elt, xhr.responseText);
  else if (xhr.status === 403) renew(requestConfig.elt);
  else fail(requestConfig.elt, BROKEN);
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (within(event)) fail(event.detail.requestConfig.elt, LOST);
  });
}

// Who signed in again in another tab has another token there: the forms that are open take it over.
async function renew(element) {
  try {
    const page = await (await fetch(location.href)).text();
    const token = new DOMParser().parseFromString(page, "text/html").querySelector("[data-in-place] [name=csrfmiddlewaretoken]");
    if (!token) throw new Error("signed out");
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token.value;
    fail(element, TOO_OLD);
  } catch {
    fail(element, SIGNED_OUT);
  }
}

// --- What people do ---

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-cancel]");
  const slot = link?.closest(SLOT);
  if (!slot || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const ids = afterwards(link);
  const root = inPlace(slot);
  const kept = slot.closest(".panel.attention");
  slot.replaceChildren();
  if (kept) kept.remove();
  arrange(root);
  focusFirst(ids);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const form = event.target.closest?.(`${SLOT} form`);
  // What was typed is not thrown away by one key.
  if (form && !form.matches("[data-changed]")) form.closest(SLOT).querySelector("[data-cancel]")?.click();
});

document.addEventListener("input", (event) => {
  const form = event.target.closest?.(`${SLOT} form`);
  if (form) form.dataset.changed = "";
});

addEventListener("beforeunload", (event) => {
  if (document.querySelector(`${SLOT} form[data-changed]`)) event.preventDefault();
});

// The piece itself says how it is swapped; a boosted link of one page must not scroll it.
htmx.config.scrollIntoViewOnBoost = false;
