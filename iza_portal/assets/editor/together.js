// The plugin that ties the text on the screen to the shared text: what others write is drawn, what is written here is put
// in the shared text, and nothing else is.

import { Fragment, Slice } from "prosemirror-model";
import { Plugin, PluginKey, Selection, TextSelection } from "prosemirror-state";

import { UnknownContent } from "./binding.js";
import { absolutePosition, relativePosition } from "./positions.js";

const drawn = new PluginKey("together");

// Whether somebody else made this change, or undoing did: then nothing here may answer it with another one, or every window
// would mend the same thing.
export const isDrawn = (transaction) => transaction.getMeta(drawn) === true;

export const isTyped = (transaction) => transaction.docChanged && !isDrawn(transaction);

// `lost` hears of content that this page cannot show; `mayWrite` says whether what is written here is taken.
export function together(binding, { mayWrite, lost }) {
  const { fragment } = binding;
  let known = null; // the document that says the same as the shared text
  let selection = null;

  return new Plugin({
    key: drawn,
    filterTransaction: (transaction, { doc }) => !isTyped(transaction) || (mayWrite() && fits(transaction.doc, doc)),
    // Where the document is another than the shared text.
    state: {
      init: () => null,
      apply: (transaction, range, before) => touched(transaction, before.doc === known ? null : range),
    },
    view(view) {
      known = view.state.doc;

      const remember = (transaction) => {
        if (transaction.origin !== binding.origin && known === view.state.doc) {
          selection ??= relativeSelection(binding, view.state);
        }
      };
      const draw = (events, transaction) => {
        if (transaction.origin === binding.origin) return;
        binding.forget(transaction.changedParentTypes.keys());
        try {
          const tr = redraw(view.state, binding);
          if (!tr) return;
          tr.setMeta(drawn, true).setMeta("addToHistory", false);
          if (selection) restoreSelection(tr, binding, selection);
          known = tr.doc;
          view.dispatch(tr);
        } catch (error) {
          if (!(error instanceof UnknownContent)) throw error;
          lost();
        }
      };
      const forgetSelection = () => (selection = null);
      fragment.doc.on("beforeTransaction", remember);
      fragment.doc.on("afterAllTransactions", forgetSelection);
      fragment.observeDeep(draw);
      return {
        update(_, before) {
          const { doc } = view.state;
          if (doc === known) return;
          binding.selectionBefore = before.doc === known ? relativeSelection(binding, before) : null;
          known = doc;
          binding.write(doc, drawn.getState(view.state));
        },
        destroy() {
          fragment.doc.off("beforeTransaction", remember);
          fragment.doc.off("afterAllTransactions", forgetSelection);
          fragment.unobserveDeep(draw);
        },
      };
    },
  });
}

// A command that finds a table as two people left it can make of it what the server would refuse: then it does nothing.
function fits(doc, before) {
  const known = new Set(before.children);
  try {
    doc.type.checkContent(doc.content);
    for (const block of doc.children) if (!known.has(block)) block.check();
  } catch {
    return false;
  }
  return true;
}

function touched({ docChanged, mapping }, range) {
  if (!docChanged) return range;
  let from = range ? mapping.map(range.from, -1) : Infinity;
  let to = range ? mapping.map(range.to, 1) : 0;
  for (const [index, map] of mapping.maps.entries()) {
    const rest = mapping.slice(index + 1);
    map.forEach((_, __, start, end) => {
      from = Math.min(from, rest.map(start, -1));
      to = Math.max(to, rest.map(end, 1));
    });
  }
  return { from, to };
}

// The change that makes the document say what the shared text says: only of the blocks that are not the same.
function redraw(state, binding) {
  const { doc } = state;
  const now = binding.read();
  const before = doc.children;
  const least = Math.min(now.length, before.length);
  let left = 0;
  while (left < least && now[left] === before[left]) left++;
  let right = 0;
  while (left + right < least && now.at(-1 - right) === before.at(-1 - right)) right++;
  if (left + right === now.length && left + right === before.length) return null;

  let from = 0;
  for (let index = 0; index < left; index++) from += before[index].nodeSize;
  let to = doc.content.size;
  for (let index = 0; index < right; index++) to -= before.at(-1 - index).nodeSize;
  const blocks = now.slice(left, now.length - right);
  const { tr } = state;
  if (blocks.length === 1 && left + right + 1 === before.length && blocks[0].isTextblock && blocks[0].sameMarkup(before[left])) {
    return withinBlock(tr, binding, before[left], blocks[0], left, from + 1);
  }
  // An empty shared text is shown as the schema fills it.
  const content = now.length ? Fragment.from(blocks) : doc.type.createAndFill().content;
  return tr.replace(from, to, new Slice(content, 0, 0));
}

// Somebody wrote in one block: the rest of the block stays where it is, with all that hangs on it.
function withinBlock(tr, binding, before, now, index, start) {
  const first = before.content.findDiffStart(now.content);
  if (first === null) {
    binding.take(binding.fragment.get(index), before);
    return null;
  }
  let { a, b } = before.content.findDiffEnd(now.content);
  const overlap = first - Math.min(a, b);
  if (overlap > 0) {
    a += overlap;
    b += overlap;
  }
  tr.replace(start + first, start + a, new Slice(now.content.cut(first, b), 0, 0));
  const made = tr.doc.child(index);
  if (!made.eq(now)) throw new Error("The block that was drawn is not the block that was written.");
  binding.take(binding.fragment.get(index), made);
  return tr;
}

// --- The selection, which stays with its words ---

const places = ["anchor", "head", "pos"];

export function relativeSelection(binding, state) {
  const json = state.selection.toJSON();
  for (const name of places) if (name in json) json[name] = relativePosition(binding, state.doc, json[name]);
  return json;
}

export function restoreSelection(tr, binding, relative) {
  const json = { ...relative };
  for (const name of places) {
    if (!(name in json)) continue;
    json[name] = absolutePosition(binding, tr.doc, json[name]);
    if (json[name] === null) return;
    json[name] = Math.min(Math.max(json[name], 0), tr.doc.content.size);
  }
  if (json.type === "text") {
    tr.setSelection(TextSelection.between(tr.doc.resolve(json.anchor), tr.doc.resolve(json.head)));
    return;
  }
  try {
    tr.setSelection(Selection.fromJSON(tr.doc, json));
  } catch {
    // The cell or the picture that was selected is not there any more.
    tr.setSelection(Selection.near(tr.doc.resolve(json.head ?? json.anchor ?? json.pos)));
  }
}
