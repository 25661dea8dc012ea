// Figures of the regiobeeld in the text: each is one unit that says where it comes from, and shows when its source says
// something else by now. What the source says is asked of the server, for all figures of the text at once.

import { NodeSelection, Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { FigureChoice } from "./figure-choice.js";
import { FigureSource } from "./figure-source.js";
import { schema } from "./schema.js";
import { closeUndoStep } from "./undo.js";

const { figure } = schema.nodes;
const plugin = new PluginKey("figures");
// A source rarely changes while somebody writes; it is asked again when they come back to the window.
const FRESH_FOR = 60_000;
const CALM = 400;

export function keyOf({ indicator, place, year, scenario, follow, shown }) {
  return JSON.stringify([indicator, place, year, scenario, follow, shown]);
}

export function figuresIn(doc) {
  const found = [];
  doc.descendants((node, pos) => {
    if (node.type === figure) found.push({ node, pos });
  });
  return found;
}

// The figure with these attributes that is nearest to where it was: what others write meanwhile moves it.
export function nearest(doc, attrs, pos) {
  const same = figuresIn(doc).filter(({ node }) => keyOf(node.attrs) === keyOf(attrs));
  return same.sort((one, other) => Math.abs(one.pos - pos) - Math.abs(other.pos - pos))[0] ?? null;
}

export function inWords({ label, area, when, publisher }) {
  return [label, area, when, publisher].filter(Boolean).join(", ");
}

// What is to be seen of a figure at its place: that there is a newer one, or that its source is not there any more.
export function markOf(told) {
  if (!told) return "";
  if (told.offers.length) return "newer";
  return told.state === "geldig" ? "" : "gone";
}

export function sentenceAbove(marks) {
  const newer = marks.filter((mark) => mark === "newer").length;
  const gone = marks.filter((mark) => mark === "gone").length;
  const parts = [];
  if (newer) parts.push(newer === 1 ? "1 cijfer in deze tekst is intussen vernieuwd" : `${newer} cijfers in deze tekst zijn intussen vernieuwd`);
  if (gone) parts.push(gone === 1 ? "1 cijfer staat niet meer bij de bron" : `${gone} cijfers staan niet meer bij de bron`);
  return parts.length ? `${parts.join("; ")}.` : "";
}

export class Figures {
  constructor({ session, status }) {
    this.session = session;
    this.status = status;
    this.told = new Map();
    this.askedAt = 0;
    this.line = document.getElementById("figures-newer");
    const ask = (figures) => this.#ask(figures);
    this.choice = new FigureChoice(document.getElementById("figure-dialog"), { session, ask, put: (attrs) => this.#put(attrs) });
    this.source = new FigureSource(document.getElementById("figure-source"), {
      change: (at, attrs) => this.#change(at, attrs),
      other: () => this.choice.open(),
    });
    this.plugins = [this.#plugin()];
    this.own = { figure: { run: () => this.choice.open(), canRun: ({ editable, state }) => editable && canStandAt(state) } };
    this.keys = { Enter: (state) => this.#openSelected(state) };
  }

  connect(view) {
    this.view = view;
    this.choice.connect(view);
    this.source.connect(view);
    this.line.querySelector("button").addEventListener("click", () => this.#toNext());
    window.addEventListener("focus", () => this.#refresh());
    this.#refresh();
  }

  #plugin() {
    return new Plugin({
      key: plugin,
      state: {
        init: (_, { doc }) => this.#draw(doc),
        apply: (tr, drawn, _, { doc }) => (tr.docChanged || tr.getMeta(plugin) ? this.#draw(doc) : drawn),
      },
      props: {
        decorations: (state) => plugin.getState(state),
        handleClickOn: (view, _, node, pos, event, isDirect) => {
          if (!isDirect || node.type !== figure) return false;
          this.#open(pos);
          return true;
        },
      },
      view: () => ({
        update: (view, before) => {
          if (!view.state.doc.eq(before.doc)) this.#changed();
          if (!view.state.selection.eq(before.selection)) this.#sayWhatIsSelected(view.state.selection);
        },
        destroy: () => clearTimeout(this.timer),
      }),
    });
  }

  #draw(doc) {
    const drawn = figuresIn(doc).flatMap(({ node, pos }) => {
      const told = this.told.get(keyOf(node.attrs));
      if (!told) return [];
      const mark = markOf(told);
      return [Decoration.node(pos, pos + 1, { title: inWords(told), ...(mark && { class: `figure-${mark}` }) })];
    });
    return DecorationSet.create(doc, drawn);
  }

  #changed() {
    this.#showLine();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#refresh(), CALM);
  }

  async #refresh() {
    const figures = new Map(figuresIn(this.view.state.doc).map(({ node }) => [keyOf(node.attrs), node.attrs]));
    const isKnown = [...figures.keys()].every((key) => this.told.has(key));
    if (!figures.size || (isKnown && Date.now() - this.askedAt < FRESH_FOR)) return;
    this.askedAt = Date.now();
    try {
      await this.#ask([...figures.values()]);
    } catch {
      // Without an answer the figures stand as they are; the next change asks again.
    }
  }

  // Answers what the source says of each of these figures now, and keeps it for the text.
  async #ask(figures) {
    const response = await fetch(`${this.session.url}cijfers/stand/`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.session.token() },
      body: JSON.stringify({ figures }),
    });
    if (!response.ok) throw new Error(`figures: ${response.status}`);
    const { figures: told } = await response.json();
    for (const each of told) this.told.set(keyOf(each.figure), each);
    if (this.view) this.view.dispatch(this.view.state.tr.setMeta(plugin, true).setMeta("addToHistory", false));
    this.#showLine();
    return told;
  }

  #showLine() {
    const marks = figuresIn(this.view.state.doc).map(({ node }) => markOf(this.told.get(keyOf(node.attrs))));
    const sentence = sentenceAbove(marks);
    const said = this.line.querySelector("[data-sentence]");
    if (said.textContent !== sentence) said.textContent = sentence;
    this.line.hidden = !sentence;
  }

  // From the cursor to the next figure that is not as its source has it; after the last one to the first.
  #toNext() {
    const { doc, selection } = this.view.state;
    const marked = figuresIn(doc).filter(({ node }) => markOf(this.told.get(keyOf(node.attrs))));
    const next = marked.find(({ pos }) => pos > selection.from) ?? marked[0];
    if (!next) return;
    this.#select(next.pos);
    this.view.focus();
    this.#sayWhatIsSelected(this.view.state.selection);
  }

  #select(pos) {
    const { state } = this.view;
    this.view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, pos)).scrollIntoView());
  }

  #sayWhatIsSelected(selection) {
    if (!(selection instanceof NodeSelection) || selection.node.type !== figure) return;
    const told = this.told.get(keyOf(selection.node.attrs));
    const mark = markOf(told);
    const more = { newer: " Er is een nieuwer cijfer.", gone: " Dit cijfer staat niet meer bij de bron." }[mark] ?? "";
    this.status.say(`Cijfer ${selection.node.attrs.shown}${told ? `: ${inWords(told)}.` : "."}${more} Enter toont de bron.`);
  }

  #openSelected({ selection }) {
    if (!(selection instanceof NodeSelection) || selection.node.type !== figure) return false;
    this.#open(selection.from);
    return true;
  }

  async #open(pos) {
    const { attrs } = this.view.state.doc.nodeAt(pos);
    this.#select(pos);
    let told = this.told.get(keyOf(attrs));
    if (!told) {
      try {
        [told] = await this.#ask([attrs]);
      } catch {
        told = null;
      }
    }
    this.source.open({ attrs, pos, told, isWritable: this.session.isWritable });
  }

  #put(attrs) {
    const { state } = this.view;
    if (!canStandAt(state)) {
      this.status.say("Hier past geen cijfer. Zet de cursor in een alinea.");
      return;
    }
    this.#asOneEdit(state.tr.replaceSelectionWith(figure.create(attrs)).scrollIntoView());
  }

  // Answers whether the figure was still there to be changed.
  #change({ attrs, pos }, changes) {
    const { state } = this.view;
    const found = nearest(state.doc, attrs, pos);
    if (!found) return false;
    this.#asOneEdit(state.tr.setNodeMarkup(found.pos, null, { ...found.node.attrs, ...changes }, found.node.marks));
    return true;
  }

  #asOneEdit(tr) {
    closeUndoStep(this.view.state);
    this.view.dispatch(tr);
    closeUndoStep(this.view.state);
  }
}

// Is there room for a figure at the cursor, or in the place of what is selected?
export function canStandAt({ selection: { $from, $to } }) {
  if (!$from.sameParent($to)) return false;
  return $from.parent.inlineContent && $from.parent.canReplaceWith($from.index(), $to.indexAfter(), figure);
}
