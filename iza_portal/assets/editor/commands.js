// What the toolbar and the keys can do, by the names that the page's buttons carry in `data-command`.

import { chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { TextSelection } from "prosemirror-state";
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  deleteColumn,
  deleteRow,
  deleteTable,
  isInTable,
  toggleHeader,
} from "prosemirror-tables";

import { talkAt } from "./margin-marks.js";
import { limits, schema } from "./schema.js";
import { redo, undo } from "./undo.js";

const { nodes, marks } = schema;

function ancestor(state, ...types) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    if (types.includes($from.node(depth).type)) return $from.node(depth);
  }
  return null;
}

// A list where there is none, the other kind where there is one, and no list where it is of this kind already.
function toggleList(type) {
  return (state, dispatch) => {
    const list = ancestor(state, nodes.bullet_list, nodes.ordered_list);
    if (!list) return wrapInList(type)(state, dispatch);
    if (list.type === type) return liftListItem(nodes.list_item)(state, dispatch);
    if (dispatch) {
      const { $from } = state.selection;
      let depth = $from.depth;
      while ($from.node(depth) !== list) depth--;
      dispatch(state.tr.setNodeMarkup($from.before(depth), type));
    }
    return true;
  };
}

function toggleQuote(state, dispatch) {
  return ancestor(state, nodes.blockquote) ? lift(state, dispatch) : wrapIn(nodes.blockquote)(state, dispatch);
}

// A heading holds words only: a paragraph with a footnote or a figure stays what it is, and a break between lines becomes a
// blank. Answers the transaction, or null.
export function asHeading(tr, from, to, level) {
  let isLost = false;
  const { doc } = tr;
  doc.nodesBetween(doc.resolve(from).start(), doc.resolve(to).end(), (node, pos) => {
    if (node.type === nodes.hard_break) tr.replaceWith(pos, pos + 1, schema.text(" ", node.marks));
    else if (node.isInline && !node.isText) isLost = true;
  });
  return isLost ? null : tr.setBlockType(from, to, nodes.heading, { level });
}

function heading(level) {
  const canBe = setBlockType(nodes.heading, { level });
  return (state, dispatch) => {
    const { $from, $to } = state.selection;
    if (!canBe(state)) return false;
    const tr = asHeading(state.tr, $from.pos, $to.pos, level);
    if (tr && dispatch) dispatch(tr.scrollIntoView());
    return tr !== null;
  };
}

function deeper(state, dispatch) {
  return state.selection.$from.depth + 2 < limits.depth && sinkListItem(nodes.list_item)(state, dispatch);
}

function insertTable(state, dispatch) {
  if (ancestor(state, nodes.table, nodes.blockquote, nodes.list_item)) return false;
  const row = (type) => nodes.table_row.create(null, [1, 2, 3].map(() => type.createAndFill()));
  const table = nodes.table.create(null, [row(nodes.table_header), row(nodes.table_cell), row(nodes.table_cell)]);
  if (dispatch) {
    const tr = state.tr.replaceSelectionWith(table, false);
    let start = tr.mapping.map(state.selection.from, -1);
    tr.doc.nodesBetween(Math.max(start - 1, 0), tr.doc.content.size, (node, pos) => {
      if (node === table) start = pos;
      return node !== table;
    });
    // A table at the very end would leave no place to write on.
    const end = start + table.nodeSize;
    if (end === tr.doc.content.size) tr.insert(end, nodes.paragraph.create());
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(start + 1))).scrollIntoView());
  }
  return true;
}

function breakLine(state, dispatch) {
  if (!state.selection.$from.parent.type.contentMatch.matchType(nodes.hard_break)) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

export const commands = {
  paragraph: setBlockType(nodes.paragraph),
  "heading-3": heading(3),
  "heading-4": heading(4),
  "heading-5": heading(5),
  strong: toggleMark(marks.strong),
  em: toggleMark(marks.em),
  "bullet-list": toggleList(nodes.bullet_list),
  "ordered-list": toggleList(nodes.ordered_list),
  quote: toggleQuote,
  deeper,
  shallower: liftListItem(nodes.list_item),
  table: insertTable,
  "row-above": addRowBefore,
  "row-below": addRowAfter,
  "column-left": addColumnBefore,
  "column-right": addColumnAfter,
  "delete-row": deleteRow,
  "delete-column": deleteColumn,
  "header-column": toggleHeader("column"),
  "delete-table": deleteTable,
  undo,
  redo,
};

// The commands that are on or off at the cursor; the others just act.
export const isOn = {
  strong: (state) => hasMark(state, marks.strong),
  em: (state) => hasMark(state, marks.em),
  link: (state) => hasMark(state, marks.link),
  "bullet-list": (state) => ancestor(state, nodes.bullet_list, nodes.ordered_list)?.type === nodes.bullet_list,
  "ordered-list": (state) => ancestor(state, nodes.bullet_list, nodes.ordered_list)?.type === nodes.ordered_list,
  quote: (state) => ancestor(state, nodes.blockquote) !== null,
};

// Where the cursor is, for the tools that belong there.
export const isIn = {
  table: isInTable,
  list: (state) => ancestor(state, nodes.list_item) !== null,
  talk: (state) => talkAt(state, state.selection.from) !== null,
};

function hasMark(state, type) {
  const { from, to, empty, $from } = state.selection;
  if (empty) return Boolean(type.isInSet(state.storedMarks ?? $from.marks()));
  return state.doc.rangeHasMark(from, to, type);
}

// The name of the command that would make the block at the cursor what it is.
export function blockAt(state) {
  const { parent } = state.selection.$from;
  return parent.type === nodes.heading ? `heading-${parent.attrs.level}` : "paragraph";
}

// Shown to the person in the list of shortcuts on the page. Tab is not among them: it always leaves the text.
export const keys = {
  "Mod-b": commands.strong,
  "Mod-i": commands.em,
  "Mod-z": undo,
  "Mod-y": redo,
  "Shift-Mod-z": redo,
  "Mod-Alt-0": commands.paragraph,
  "Mod-Alt-1": commands["heading-3"],
  "Mod-Alt-2": commands["heading-4"],
  "Mod-Alt-3": commands["heading-5"],
  "Shift-Mod-7": commands["ordered-list"],
  "Shift-Mod-8": commands["bullet-list"],
  "Shift-Mod-9": commands.quote,
  "Mod-]": deeper,
  "Mod-[": commands.shallower,
  "Shift-Enter": chainCommands(exitCode, breakLine),
  Enter: splitListItem(nodes.list_item),
};
