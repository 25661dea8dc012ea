// Two people saved at once: both texts beside each other, in the place of the editor, and a choice of which none loses a
// word for good.

import { closeHistory } from "prosemirror-history";
import { DOMSerializer, Fragment, Node, Slice } from "prosemirror-model";

import { schema } from "./schema.js";

export class Conflict {
  // `settle(version)` goes on with the text as it is in the window; `accept(version, savedAt)` says that it is the other's.
  constructor(section, { settle, accept }) {
    this.section = section;
    this.writing = document.getElementById("writing");
    this.settle = settle;
    this.accept = accept;
    this.heading = section.querySelector("h2");
  }

  connect(view) {
    this.view = view;
    this.section.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-choice]")?.dataset.choice;
      if (choice) this.#choose(choice);
    });
  }

  get isOpen() {
    return !this.section.hidden;
  }

  open({ version, body, by, at, saved_at: savedAt }) {
    this.version = version;
    this.savedAt = savedAt;
    this.theirs = Node.fromJSON(schema, body);
    const mine = this.view.state.doc;
    for (const name of this.section.querySelectorAll("[data-by]")) name.textContent = by;
    this.section.querySelector("[data-at]").textContent = at;
    this.section.querySelector("[data-theirs]").replaceChildren(draw(this.theirs, mine));
    this.section.querySelector("[data-mine]").replaceChildren(draw(mine, this.theirs));
    this.#show(true);
    this.heading.focus();
  }

  #choose(choice) {
    if (choice === "copy") {
      this.#copy();
      return;
    }
    const mine = this.view.state.doc;
    const { theirs } = this;
    this.#show(false);
    // Each step can be undone: Ctrl+Z brings back the text that was not chosen.
    this.#put(theirs.content);
    if (choice === "mine") this.#put(mine.content);
    if (choice === "both") this.#put(theirs.content.append(Fragment.from(blocksOnlyIn(mine, theirs))));
    if (choice === "theirs") this.accept(this.version, this.savedAt);
    else this.settle(this.version);
    this.view.focus();
  }

  #show(isOpen) {
    this.section.hidden = !isOpen;
    this.writing.hidden = isOpen;
  }

  #put(content) {
    const { state } = this.view;
    this.view.dispatch(closeHistory(state.tr).replace(0, state.doc.content.size, new Slice(content, 0, 0)));
  }

  async #copy() {
    const mine = this.section.querySelector("[data-mine]");
    const note = this.section.querySelector("[data-copied]");
    try {
      await navigator.clipboard.write([
        new ClipboardItem({
          "text/html": new Blob([mine.innerHTML], { type: "text/html" }),
          "text/plain": new Blob([mine.innerText], { type: "text/plain" }),
        }),
      ]);
      note.textContent = "Uw tekst staat op het klembord.";
    } catch {
      getSelection().selectAllChildren(mine);
      note.textContent = "Uw tekst is geselecteerd. Kopieer met Ctrl+C.";
    }
  }
}

function blocksOnlyIn(text, other) {
  const known = new Set(other.children.map((block) => JSON.stringify(block)));
  return text.children.filter((block) => !known.has(JSON.stringify(block)));
}

// A text as it reads, with a mark at each block that the other text does not have.
function draw(text, other) {
  const drawn = DOMSerializer.fromSchema(schema).serializeFragment(text.content);
  const own = new Set(blocksOnlyIn(text, other));
  text.children.forEach((block, index) => drawn.children[index].classList.toggle("differs", own.has(block)));
  return drawn;
}
