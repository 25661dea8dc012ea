// The words that are talked about, marked in the text; and the piece that somebody is about to talk about.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { talksIn, withMovedTalks } from "./margin-places.js";

const key = new PluginKey("margin");

// `shown()` answers the talks that stand in the margin now: {key: {id, isProposal}}; `ours()` the keys of all talks here;
// `chosen(key)` hears of a click on a talk's words.
export function marks({ shown, ours, chosen }) {
  return new Plugin({
    key,
    state: {
      init: (_, state) => drawn(state.doc, { active: null, pending: null }, shown()),
      apply(tr, before) {
        const news = tr.getMeta(key);
        if (!news && !tr.docChanged) return before;
        let { active, pending } = { ...before, ...news };
        if (pending && !news?.pending) pending = moved(pending, tr.mapping);
        return drawn(tr.doc, { active, pending }, shown());
      },
    },
    props: {
      decorations: (state) => key.getState(state).set,
      // What is dragged is still there while it is dropped elsewhere.
      transformPasted: (slice, view) => (view.dragging?.move ? slice : withMovedTalks(slice, view.state.doc, ours())),
      handleClick(view, pos) {
        const hit = talkAt(view.state, pos);
        if (hit) chosen(hit);
        return false;
      },
    },
  });
}

// Draw anew: other talks stand in the margin, or another is looked at (`active`, a key), or somebody chose a piece
// (`pending`, {from, to} or null).
export function redraw(view, news = {}) {
  view.dispatch(view.state.tr.setMeta(key, news).setMeta("addToHistory", false));
}

// The places of the talks, by their key: [{from, to}].
export function placesOf(state) {
  return key.getState(state).places;
}

// The talk at a place, of those that stand in the margin.
export function talkAt(state, pos) {
  const { places, known } = key.getState(state) ?? { places: [] };
  for (const [talk, where] of places) {
    if (known.has(talk) && where.some(({ from, to }) => from <= pos && pos <= to)) return talk;
  }
  return null;
}

// Behind the last of the words, for who does not see the colour; a screen reader has the details of the words.
function sign() {
  const element = document.createElement("span");
  element.className = "talk-sign";
  element.setAttribute("aria-hidden", "true");
  return element;
}

function moved({ from, to }, mapping) {
  const start = mapping.map(from, 1);
  const end = mapping.map(to, -1);
  return start < end ? { from: start, to: end } : null;
}

function drawn(doc, { active, pending }, known) {
  const places = talksIn(doc);
  const decorations = [];
  for (const [talk, where] of places) {
    const seen = known.get(talk);
    if (!seen) continue;
    for (const { from, to } of where) {
      const looks = ["talked", seen.isProposal && "proposed", talk === active && "active"];
      // A screen reader finds the talk by the details of the words.
      const attrs = { class: looks.filter(Boolean).join(" "), role: "mark", "aria-details": seen.id };
      decorations.push(Decoration.inline(from, to, attrs));
    }
    decorations.push(Decoration.widget(where.at(-1).to, sign, { key: talk, side: -1, ignoreSelection: true, marks: [] }));
  }
  if (pending) decorations.push(Decoration.inline(pending.from, pending.to, { class: "talk-pending" }));
  return { places, known, active, pending, set: DecorationSet.create(doc, decorations) };
}
