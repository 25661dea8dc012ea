// Windows without a screen: the editor's own state, plugins and shared text, with only the drawing left out.

import { EditorState } from "prosemirror-state";
import * as Y from "yjs";

import { Binding } from "../../iza_portal/assets/editor/binding.js";
import { mendings } from "../../iza_portal/assets/editor/local.js";
import { Rescue } from "../../iza_portal/assets/editor/rescue.js";
import { schema } from "../../iza_portal/assets/editor/schema.js";
import { together } from "../../iza_portal/assets/editor/together.js";
import { ownUndo } from "../../iza_portal/assets/editor/undo.js";

export { schema };

// What a view does with a state and its plugins.
export class Screen {
  constructor(binding, plugins) {
    const blocks = binding.read();
    const doc = blocks.length ? schema.nodes.doc.create(null, blocks) : schema.nodes.doc.createAndFill();
    this.state = EditorState.create({ doc, plugins });
    this.dispatch = this.dispatch.bind(this);
    this.views = this.state.plugins.flatMap(({ spec }) => (spec.view ? [spec.view(this)] : []));
  }

  dispatch(transaction) {
    const before = this.state;
    this.state = this.state.apply(transaction);
    for (const view of this.views) view.update?.(this, before);
  }
}

// A window on a shared text, which stands in for a session that hears of others when it is told to.
export class Window {
  #listening = [];

  constructor(number, snapshot = null) {
    this.doc = new Y.Doc({ gc: false });
    if (number) this.doc.clientID = number;
    this.fragment = this.doc.getXmlFragment("text");
    this.isWritable = true;
    this.world = { now: () => this.clock };
    this.clock = 0;
    this.present = [];
    this.sent = [];
    this.told = [];
    this.doc.on("afterTransaction", (transaction) => {
      if (!transaction.local) transaction._needFormattingCleanup = false;
    });
    if (snapshot) Y.applyUpdate(this.doc, snapshot, this);
    this.binding = new Binding(this.fragment, schema);
    this.rescue = new Rescue({ session: this, schema, tell: (whose) => this.told.push(whose) });
    this.doc.on("update", (update, origin) => origin !== this && this.sent.push(update));
    this.screen = new Screen(this.binding, [
      together(this.binding, { mayWrite: () => this.isWritable, lost: () => this.told.push("lost") }),
      ownUndo(this.binding),
      ...mendings(),
    ]);
  }

  get tab() {
    return this.doc.clientID;
  }

  onAnswer(listen) {
    this.#listening.push(listen);
  }

  hear(updates, present = this.present) {
    this.present = present;
    if (updates.length) {
      this.doc.transact((transaction) => {
        transaction.meta.set("updates", updates);
        for (const update of updates) Y.applyUpdate(this.doc, update, this);
      }, this);
    }
    for (const listen of this.#listening) listen();
  }

  // --- What a person does ---

  get state() {
    return this.screen.state;
  }

  get text() {
    return this.state.doc.textBetween(0, this.state.doc.content.size, "\n", "␤");
  }

  get tree() {
    return this.state.doc.toString();
  }

  run(command) {
    return command(this.state, this.screen.dispatch);
  }

  change(change) {
    const { tr } = this.state;
    change(tr);
    this.screen.dispatch(tr);
  }

  // The place just before these words.
  find(words) {
    let found = null;
    this.state.doc.descendants((node, pos) => {
      if (found === null && node.isTextblock) {
        const at = node.textBetween(0, node.content.size, "", "\ufffc").indexOf(words);
        if (at >= 0) found = pos + 1 + at;
      }
    });
    return found;
  }
}

// A room in which windows exchange what they wrote through a server that keeps all of it.
export class Room {
  constructor(count, write = () => {}) {
    const first = new Window(99);
    write(first);
    this.snapshot = Y.encodeStateAsUpdate(first.doc);
    this.updates = [];
    this.windows = [];
    this.heard = new Map();
    for (let number = 1; number <= count; number++) this.open(number);
  }

  open(number) {
    const window = new Window(number, this.snapshot);
    this.windows.push(window);
    this.heard.set(window, 0);
    if (this.updates.length) this.exchange(window);
    return window;
  }

  close(window) {
    this.windows.splice(this.windows.indexOf(window), 1);
  }

  get present() {
    return this.windows.map(({ tab }) => ({ tab }));
  }

  // A window sends what it has, and then hears what is new.
  exchange(window) {
    this.updates.push(...window.sent.splice(0));
    const news = this.updates.slice(this.heard.get(window));
    this.heard.set(window, this.updates.length);
    window.hear(news, this.present);
  }

  settle() {
    for (let round = 0; round < 8; round++) for (const window of this.windows) this.exchange(window);
  }
}
