// Asking for the address of a link: a dialog of the page, which the browser itself keeps focus in and Escape closes.

import { TextSelection } from "prosemirror-state";

import { isGoodHref, schema } from "./schema.js";

const { link } = schema.marks;

export class LinkDialog {
  constructor() {
    this.dialog = document.getElementById("link-dialog");
    this.form = this.dialog.querySelector("form");
    this.error = this.dialog.querySelector("[data-error]");
    this.remove = this.dialog.querySelector("[value=remove]");
    this.own = { link: () => this.open() };
    this.keys = { "Mod-k": () => (this.open(), true) };
  }

  connect(view) {
    this.view = view;
    const { href } = this.form.elements;
    this.form.addEventListener("submit", (event) => {
      const choice = event.submitter?.value ?? "set";
      if (choice === "set") {
        const address = complete(href.value.trim());
        if (!isGoodHref(address)) {
          event.preventDefault();
          this.#showError(true);
          href.focus();
          return;
        }
        this.#set(address);
      } else if (choice === "remove") {
        this.#unset();
      }
    });
    this.dialog.addEventListener("close", () => view.focus());
  }

  open() {
    const { state, editable } = this.view;
    if (!editable) return;
    const range = rangeOfLink(state);
    const { href, words } = this.form.elements;
    href.value = range?.mark.attrs.href ?? "";
    words.closest("[data-words]").hidden = Boolean(range) || !state.selection.empty;
    words.value = "";
    this.remove.hidden = !range;
    this.#showError(false);
    this.dialog.showModal();
    href.focus();
  }

  #showError(isShown) {
    this.error.hidden = !isShown;
    this.form.elements.href.setAttribute("aria-invalid", String(isShown));
  }

  #set(address) {
    const { state, dispatch } = this.view;
    const mark = link.create({ href: address });
    const range = rangeOfLink(state);
    const { from, to, empty } = range ? { ...range, empty: false } : state.selection;
    const tr = state.tr;
    if (empty) {
      const words = this.form.elements.words.value.trim() || address;
      tr.replaceSelectionWith(schema.text(words, mark.addToSet(state.selection.$from.marks())), false);
    } else {
      tr.removeMark(from, to, link).addMark(from, to, mark);
      tr.setSelection(TextSelection.create(tr.doc, to));
    }
    dispatch(tr.removeStoredMark(link).scrollIntoView());
  }

  #unset() {
    const { state, dispatch } = this.view;
    const range = rangeOfLink(state);
    if (range) dispatch(state.tr.removeMark(range.from, range.to, link));
  }
}

function complete(address) {
  if (/^[\w.+-]+@[\w.-]+\.\w+$/.test(address)) return `mailto:${address}`;
  if (/^[\w-]+(\.[\w-]+)*\.[a-z]{2,}([/?#:]|$)/i.test(address)) return `https://${address}`;
  return address;
}

// The whole link at the cursor, or where the selection begins.
function rangeOfLink(state) {
  const { $from } = state.selection;
  const at = $from.parent.childAfter($from.parentOffset);
  const before = $from.parent.childBefore($from.parentOffset);
  const inside = [at, before].find(({ node }) => node && link.isInSet(node.marks));
  if (!inside) return null;
  const mark = link.isInSet(inside.node.marks);
  let first = inside.index;
  let last = inside.index;
  const has = (index) => mark.isInSet($from.parent.child(index).marks);
  while (first > 0 && has(first - 1)) first--;
  while (last < $from.parent.childCount - 1 && has(last + 1)) last++;
  let from = $from.start();
  for (let index = 0; index < first; index++) from += $from.parent.child(index).nodeSize;
  let to = from;
  for (let index = first; index <= last; index++) to += $from.parent.child(index).nodeSize;
  return { mark, from, to };
}
