// Who else has the text open, and where they are in it. Each has a colour with a pattern of its own, and a name.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import * as Y from "yjs";

import { absolutePosition, relativePosition } from "./positions.js";

const COLOURS = 8; // as many as editor.css has classes .peer-0 …
const HUSH = 20_000; // milliseconds between two announcements

const key = new PluginKey("presence");

export class Presence {
  constructor({ editor, session, binding, status }) {
    Object.assign(this, { editor, session, binding, status });
    this.list = document.getElementById("present");
    this.colours = new Map(); // by the number of the window
    this.known = null; // who was there, by how they are called
    this.hasPlace = false;
    this.spokeAt = -Infinity;
    this.plugins = [
      new Plugin({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply: (tr, set) => tr.getMeta(key) ?? set.map(tr.mapping, tr.doc),
        },
        props: { decorations: (state) => key.getState(state) },
        view: () => ({ update: (view, before) => view.state.doc !== before.doc && this.#drawSoon() }),
      }),
    ];
    session.cursor = () => this.#cursor();
    session.onAnswer(() => this.#show());
  }

  connect(view) {
    this.view = view;
    view.dom.addEventListener("focus", () => (this.hasPlace = true));
    this.#show();
  }

  #cursor() {
    if (!this.hasPlace) return null;
    const { doc, selection } = this.view.state;
    const place = (pos) => Y.relativePositionToJSON(relativePosition(this.binding, doc, pos));
    return { anchor: place(selection.anchor), head: place(selection.head) };
  }

  get #others() {
    return this.session.present.filter(({ tab }) => tab !== this.session.tab);
  }

  #show() {
    if (!this.view) return;
    const others = this.#others;
    this.#giveColours(others);
    this.#drawList(others);
    this.#announce(others);
    this.#draw();
  }

  #giveColours(others) {
    const there = new Set(others.map(({ tab }) => tab));
    for (const tab of this.colours.keys()) if (!there.has(tab)) this.colours.delete(tab);
    for (const tab of there) {
      if (this.colours.has(tab)) continue;
      const taken = new Set(this.colours.values());
      const free = [...Array(COLOURS).keys()].find((colour) => !taken.has(colour));
      this.colours.set(tab, free ?? tab % COLOURS);
    }
  }

  #drawList(others) {
    const items = others.map((peer) => {
      const item = document.createElement("li");
      const sign = document.createElement("span");
      sign.className = `peer-sign peer-${this.colours.get(peer.tab)}`;
      sign.setAttribute("aria-hidden", "true");
      item.append(sign, called(peer));
      return item;
    });
    const words = items.map((item) => item.className + item.innerHTML).join();
    if (words !== this.drawn) {
      this.drawn = words;
      this.list.querySelector("ul").replaceChildren(...items);
    }
    this.list.hidden = !items.length;
  }

  // Who came and who went is said, but not each time at once: people come and go while somebody listens to the text.
  #announce(others) {
    const there = new Set(others.map(called));
    const before = this.known;
    if (before && performance.now() - this.spokeAt < HUSH) return;
    this.known = there;
    if (!before) return;
    const came = [...there].filter((name) => !before.has(name));
    const went = [...before].filter((name) => !there.has(name));
    const sentences = [];
    if (came.length) sentences.push(`Nu ook hier: ${came.join(", ")}.`);
    if (went.length) sentences.push(`Niet meer hier: ${went.join(", ")}.`);
    if (!sentences.length) return;
    this.spokeAt = performance.now();
    this.status.say(sentences.join(" "));
  }

  #drawSoon() {
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => {
      this.isDue = false;
      if (!this.view.isDestroyed) this.#draw();
    });
  }

  #draw() {
    const { state } = this.view;
    const decorations = this.#others.flatMap((peer) => this.#decorations(state.doc, peer));
    if (!decorations.length && key.getState(state) === DecorationSet.empty) return;
    const set = decorations.length ? DecorationSet.create(state.doc, decorations) : DecorationSet.empty;
    this.view.dispatch(state.tr.setMeta(key, set).setMeta("addToHistory", false));
  }

  #decorations(doc, peer) {
    const anchor = this.#place(doc, peer.cursor?.anchor);
    const head = this.#place(doc, peer.cursor?.head);
    if (anchor === null || head === null) return [];
    const colour = `peer-${this.colours.get(peer.tab)}`;
    const caret = Decoration.widget(head, () => caretOf(peer, colour), {
      key: `${peer.tab} ${colour} ${called(peer)} ${JSON.stringify(peer.cursor)}`,
      side: 10,
      ignoreSelection: true,
      marks: [],
    });
    if (anchor === head) return [caret];
    const [from, to] = anchor < head ? [anchor, head] : [head, anchor];
    return [Decoration.inline(from, to, { class: `peer-selection ${colour}` }), caret];
  }

  #place(doc, json) {
    if (!json) return null;
    const pos = absolutePosition(this.binding, doc, Y.createRelativePositionFromJSON(json));
    return pos === null || pos < 0 || pos > doc.content.size ? null : pos;
  }
}

function called({ name, organisation, me }) {
  if (me) return "u, in een ander venster";
  return organisation ? `${name} (${organisation})` : name;
}

function initials(name) {
  const words = name.split(/\s+/).filter((word) => /^\p{Lu}/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((word) => [...word][0]) : [...name].slice(0, 2);
  return letters.join("");
}

// The name is drawn by the style sheet: a screen reader that reads the text would come upon it in the middle of a word.
function caretOf(peer, colour) {
  const caret = document.createElement("span");
  caret.className = `peer-caret ${colour}`;
  caret.dataset.name = peer.me ? "u, in een ander venster" : peer.name;
  caret.dataset.initials = peer.me ? "u" : initials(peer.name);
  caret.setAttribute("aria-hidden", "true");
  return caret;
}
