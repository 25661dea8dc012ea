// What was written here and cannot be taken any more, as a copy that the writer can keep.

import { DOMSerializer } from "prosemirror-model";
import * as Y from "yjs";

import { outermostDeleted } from "./positions.js";

export class NotTaken {
  constructor({ session, binding }) {
    Object.assign(this, { session, binding });
    this.section = document.getElementById("not-taken");
    this.text = this.section.querySelector("[data-not-taken]");
    this.note = this.section.querySelector("[data-copied]");
    this.section.querySelector("[data-copy]").addEventListener("click", () => this.#copy());
  }

  show() {
    const { blocks, hasDeleted } = notTaken(this.session, this.binding);
    this.text.replaceChildren(...blocks.map(draw));
    this.text.hidden = !blocks.length;
    this.section.querySelector("[data-copy]").hidden = !blocks.length;
    this.section.querySelector("[data-deleted]").hidden = !hasDeleted;
    this.section.hidden = !blocks.length && !hasDeleted;
    this.note.textContent = "";
  }

  hide() {
    this.section.hidden = true;
  }

  async #copy() {
    try {
      await navigator.clipboard.write([
        new ClipboardItem({
          "text/html": new Blob([this.text.innerHTML], { type: "text/html" }),
          "text/plain": new Blob([this.text.innerText], { type: "text/plain" }),
        }),
      ]);
      this.note.textContent = "De tekst staat op het klembord.";
    } catch {
      getSelection().selectAllChildren(this.text);
      this.note.textContent = "De tekst is geselecteerd. Kopieer met Ctrl+C.";
    }
  }
}

// The blocks of words with something in them that the server has not taken: {node, ranges}, the ranges being what is new.
// `hasDeleted` says whether something was taken out besides.
export function notTaken({ doc, fragment, tab, acknowledged, unsent }, binding) {
  const fresh = new Map();
  for (const item of doc.store.clients.get(tab) ?? []) {
    if (!(item instanceof Y.Item) || item.deleted || item.id.clock + item.length <= acknowledged) continue;
    const block = item.parent instanceof Y.XmlText ? item.parent._item.parent : item.content.type && item.parent;
    if (block && item.countable && !outermostDeleted(block._item)) fresh.set(block, true);
  }
  const blocks = [];
  const walk = (type) => {
    const node = binding.nodes.get(type);
    if (fresh.has(type) && node?.isTextblock) blocks.push({ node, ranges: freshRanges(type, tab, acknowledged) });
    else if (fresh.has(type) && node?.isLeaf) blocks.push({ node, ranges: [] });
    for (const child of type.toArray()) if (child instanceof Y.XmlElement) walk(child);
  };
  walk(fragment);
  let hasDeleted = false;
  if (unsent) {
    for (const [client, ranges] of Y.decodeUpdate(unsent).ds.clients) {
      hasDeleted ||= client !== tab || ranges.some(({ clock }) => clock < acknowledged);
    }
  }
  return { blocks, hasDeleted };
}

function freshRanges(block, tab, acknowledged) {
  const ranges = [];
  let at = 0;
  for (const child of block.toArray()) {
    if (child instanceof Y.XmlElement) {
      at++;
      continue;
    }
    for (let item = child._start; item; item = item.right) {
      if (item.deleted || !item.countable) continue;
      const known = item.id.client === tab ? Math.max(acknowledged - item.id.clock, 0) : item.length;
      if (known < item.length) {
        if (ranges.at(-1)?.[1] === at + known) ranges.at(-1)[1] = at + item.length;
        else ranges.push([at + known, at + item.length]);
      }
      at += item.length;
    }
  }
  return ranges;
}

function draw({ node, ranges }) {
  const drawn = DOMSerializer.fromSchema(node.type.schema).serializeNode(node);
  const walker = document.createTreeWalker(drawn, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  const texts = [];
  let at = 0;
  for (let each = walker.nextNode(); each; each = walker.nextNode()) {
    if (each.nodeType === globalThis.Node.TEXT_NODE) {
      texts.push([each, at]);
      at += each.length;
    } else if (each.tagName === "BR") at++;
  }
  for (const [text, start] of texts) {
    const here = ranges.map(([from, to]) => [Math.max(from - start, 0), Math.min(to - start, text.length)]);
    for (const [from, to] of here.toReversed()) {
      if (from >= to) continue;
      const piece = text.splitText(from);
      piece.splitText(to - from);
      const mark = document.createElement("mark");
      piece.replaceWith(mark);
      mark.append(piece);
    }
  }
  return drawn;
}
