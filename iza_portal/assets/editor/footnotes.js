// Footnotes for sources: a raised number in the text, and a dialog for what it says.

import { keymap } from "prosemirror-keymap";
import { NodeSelection, Plugin, PluginKey, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { FieldError, onOneLine, sendOnEnter } from "./dialog.js";
import { nearest } from "./nearest.js";
import { schema } from "./schema.js";
import { closeUndoStep } from "./undo.js";

const { footnote } = schema.nodes;
const numbering = new PluginKey("footnotes");

export class Footnotes {
  constructor({ status }) {
    this.status = status;
    this.dialog = document.getElementById("footnote-dialog");
    this.form = this.dialog.querySelector("form");
    this.field = this.form.elements.text;
    this.error = new FieldError(this.field, this.dialog.querySelector("[data-error]"));
    this.nodeViews = { footnote: (node, view, getPos, decorations) => new NoteMark(node, decorations, () => this.#openAt(getPos())) };
    this.plugins = [numbers((selection) => this.#sayWhatIsSelected(selection)), keymap({ Enter: () => this.#openSelected(), Backspace: selectBefore })];
    this.keys = { "Mod-Alt-f": () => (this.open(), true) };
    this.own = {
      footnote: {
        run: () => this.open(),
        canRun: ({ editable, state }) => editable && (isNote(state.selection) || canStandAt(state)),
      },
    };
  }

  connect(view) {
    this.view = view;
    sendOnEnter(this.field);
    this.form.addEventListener("submit", (event) => {
      const choice = event.submitter?.value ?? "set";
      if (choice === "cancel") return;
      if (choice === "remove") {
        this.#remove();
        return;
      }
      const text = onOneLine(this.field.value);
      if (text) {
        this.#set(text);
      } else {
        event.preventDefault();
        this.error.show("Vul in wat de noot zegt.");
        this.field.focus();
      }
    });
    this.dialog.addEventListener("close", () => view.focus());
  }

  // The note that is selected, or a new one at the cursor.
  open() {
    const { state, editable } = this.view;
    if (this.#openSelected() || !editable) return;
    if (canStandAt(state)) this.#show(null);
    else this.status.tell("Hier kan geen noot staan. Zet de cursor in een alinea: in een kop staan geen noten.");
  }

  #openSelected() {
    const { selection } = this.view.state;
    if (!isNote(selection)) return false;
    this.#openAt(selection.from);
    return true;
  }

  #openAt(pos) {
    const { state } = this.view;
    const node = state.doc.nodeAt(pos);
    if (node?.type !== footnote) return;
    this.view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, pos)));
    this.#show({ pos, attrs: node.attrs });
  }

  #show(target) {
    const { editable, state } = this.view;
    this.target = target;
    this.error.clear();
    this.field.value = target?.attrs.text ?? "";
    this.field.readOnly = !editable;
    this.dialog.querySelector("[data-number]").textContent = target ? ` ${numberAt(state, target.pos)}` : "";
    this.form.querySelector("[value=set]").hidden = !editable;
    this.form.querySelector("[value=remove]").hidden = !editable || !target;
    this.dialog.showModal();
    this.field.focus();
  }

  #set(text) {
    const { state } = this.view;
    if (!this.target) {
      const { to } = state.selection;
      if (!canStandAt(state)) {
        this.status.tell("De noot staat niet in de tekst: de alinea is intussen veranderd. Probeer het opnieuw.");
        return;
      }
      closeUndoStep(state);
      const tr = state.tr.insert(to, footnote.create({ text }));
      this.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, to + 1)).scrollIntoView());
      this.status.say(`Noot ${numberAt(this.view.state, to)} staat in de tekst.`);
      return;
    }
    const found = this.#found();
    if (found) this.view.dispatch(state.tr.setNodeMarkup(found.pos, null, { text }, found.node.marks));
  }

  #remove() {
    const found = this.#found();
    if (!found) return;
    const { state } = this.view;
    this.view.dispatch(state.tr.delete(found.pos, found.pos + 1));
    this.status.say("De noot is weggehaald.");
  }

  #found() {
    const found = nearest(this.view.state.doc, footnote, this.target.attrs, this.target.pos);
    if (!found) this.status.tell("Deze noot is intussen door iemand anders weggehaald of veranderd.");
    return found;
  }

  #sayWhatIsSelected(selection) {
    const { state, editable } = this.view;
    const number = numberAt(state, selection.from);
    this.status.say(`Noot ${number}: ${selection.node.attrs.text}.${editable ? " Enter wijzigt de noot, Delete haalt hem weg." : ""}`);
  }
}

// A number, as a button that says what the note says.
class NoteMark {
  constructor(node, decorations, open) {
    this.dom = document.createElement("sup");
    this.dom.className = "note-mark";
    this.button = this.dom.appendChild(document.createElement("span"));
    this.button.setAttribute("role", "button");
    this.button.setAttribute("aria-haspopup", "dialog");
    this.button.addEventListener("click", open);
    this.#show(node, decorations);
  }

  update(node, decorations) {
    if (node.type !== footnote) return false;
    this.#show(node, decorations);
    return true;
  }

  #show({ attrs: { text } }, decorations) {
    const number = decorations.find(({ spec }) => spec.note)?.spec.note ?? "";
    this.button.textContent = number;
    this.button.setAttribute("aria-label", `Noot ${number}: ${text}`);
    this.button.title = text;
  }

  ignoreMutation() {
    return true;
  }
}

// Numbers the notes in the order of the text. Blocks that did not change are not looked through again.
function numbers(select) {
  const known = new WeakMap();
  const notesIn = (block) => {
    if (!known.has(block)) {
      const places = [];
      block.descendants((node, pos) => {
        if (node.type === footnote) places.push(pos);
      });
      known.set(block, places);
    }
    return known.get(block);
  };
  const number = (doc) => {
    const marks = [];
    doc.forEach((block, offset) => {
      for (const pos of notesIn(block)) {
        const at = offset + 1 + pos;
        marks.push(Decoration.node(at, at + 1, {}, { note: marks.length + 1 }));
      }
    });
    return DecorationSet.create(doc, marks);
  };
  return new Plugin({
    key: numbering,
    state: {
      init: (_, { doc }) => number(doc),
      apply: (tr, marks, _, { doc }) => (tr.docChanged ? number(doc) : marks),
    },
    props: { decorations: (state) => numbering.getState(state) },
    view: () => ({
      update({ state }, before) {
        if (isNote(state.selection) && !state.selection.eq(before.selection)) select(state.selection);
      },
    }),
  });
}

function numberAt(state, pos) {
  return numbering.getState(state).find(pos, pos + 1).find(({ spec }) => spec.note)?.spec.note ?? "";
}

export function canStandAt({ selection: { $to } }) {
  return $to.parent.inlineContent && $to.parent.canReplaceWith($to.index(), $to.index(), footnote);
}

const isNote = (selection) => selection instanceof NodeSelection && selection.node.type === footnote;

// A note goes at the second Backspace: the first one shows which.
function selectBefore(state, dispatch) {
  const { empty, $from } = state.selection;
  if (!empty || $from.nodeBefore?.type !== footnote) return false;
  if (dispatch) dispatch(state.tr.setSelection(NodeSelection.create(state.doc, $from.pos - 1)));
  return true;
}
