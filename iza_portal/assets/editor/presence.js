// Who else has the text open, and where they are in it. Each has a colour with a pattern of its own, and a name.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import * as Y from "yjs";

import { focusText } from "./focus.js";
import { absolutePosition, relativePosition } from "./positions.js";

const COLOURS = 8; // as many as editor.css has classes .peer-0 …
const HUSH = 20_000; // milliseconds between two announcements
const QUOTE = 60; // characters of the piece where somebody is

const key = new PluginKey("presence");

export class Presence {
  constructor({ editor, session, binding, status }) {
    Object.assign(this, { editor, session, binding, status });
    this.list = document.getElementById("present");
    this.colours = new Map(); // by the number of the window
    this.known = null; // who was there, by how they are called
    this.hasPlace = false;
    this.spokeAt = -Infinity;
    this.shown = { tab: null, times: 0 }; // whose name was asked for at their cursor
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
    this.list.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) this.#goTo(Number(button.dataset.tab));
    });
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
      item.append(sign, peer.cursor ? wayTo(peer) : called(peer));
      return item;
    });
    const words = items.map((item) => item.innerHTML).join();
    if (words !== this.drawn) {
      const { tab } = this.list.contains(document.activeElement) ? document.activeElement.dataset : {};
      this.drawn = words;
      this.list.querySelector("ul").replaceChildren(...items);
      if (tab) this.#keepFocus(tab);
    }
    this.list.hidden = !items.length;
  }

  // The list was drawn anew under whoever stood in it.
  #keepFocus(tab) {
    const button = this.list.querySelector(`[data-tab="${tab}"]`);
    if (button) button.focus({ preventScroll: true });
    else focusText(this.view);
  }

  // Show where somebody is, and who that is there; the own cursor stays.
  #goTo(tab) {
    const peer = this.#others.find((each) => each.tab === tab);
    const { doc } = this.view.state;
    const head = this.#place(doc, peer?.cursor?.head);
    if (head === null) return;
    this.shown = { tab, times: this.shown.times + 1 };
    this.#draw();
    this.view.dom.querySelector(`.peer-caret[data-tab="${tab}"]`)?.scrollIntoView({ block: "center" });
    const words = doc.resolve(head).parent.textContent.trim();
    const piece = words.length > QUOTE ? `${words.slice(0, QUOTE).trimEnd()}…` : words;
    this.status.say(`${called(peer)}: ${piece ? `bij “${piece}”` : "op een lege regel"}`);
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
    // Drawing puts the selection back in its place, also in the moment in which the person moves it: only when it must be.
    if (signs(decorations) === signs(key.getState(state).find())) return;
    this.view.dispatch(state.tr.setMeta(key, DecorationSet.create(state.doc, decorations)).setMeta("addToHistory", false));
  }

  #decorations(doc, peer) {
    const anchor = this.#place(doc, peer.cursor?.anchor);
    const head = this.#place(doc, peer.cursor?.head);
    if (anchor === null || head === null) return [];
    const colour = `peer-${this.colours.get(peer.tab)}`;
    const caret = Decoration.widget(head, () => caretOf(peer, colour), {
      key: `${peer.tab} ${colour} ${called(peer)} ${JSON.stringify(peer.cursor)}${peer.tab === this.shown.tab ? this.shown.times : ""}`,
      side: 10,
      ignoreSelection: true,
      marks: [],
    });
    if (anchor === head) return [caret];
    const [from, to] = anchor < head ? [anchor, head] : [head, anchor];
    return [Decoration.inline(from, to, { class: `peer-selection ${colour}` }, { key: colour }), caret];
  }

  #place(doc, json) {
    if (!json) return null;
    const pos = absolutePosition(this.binding, doc, Y.createRelativePositionFromJSON(json));
    return pos === null || pos < 0 || pos > doc.content.size ? null : pos;
  }
}

function signs(decorations) {
  return decorations.map(({ from, to, spec }) => `${from} ${to} ${spec.key}`).sort().join();
}

function called({ name, organisation, me }) {
  if (me) return "u, in een ander venster";
  return organisation ? `${name} (${organisation})` : name;
}

// A name in the list, by which one goes to where that person is.
function wayTo(peer) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "link-button", textContent: called(peer), title: "Toon waar" });
  button.dataset.tab = peer.tab;
  return button;
}

// The name is drawn by the style sheet: a screen reader that reads the text would come upon it in the middle of a word.
function caretOf(peer, colour) {
  const caret = document.createElement("span");
  caret.className = `peer-caret ${colour}`;
  caret.dataset.name = peer.me ? "u, in een ander venster" : peer.name;
  caret.dataset.tab = peer.tab;
  caret.setAttribute("aria-hidden", "true");
  return caret;
}
