// Random work of several people at once, with delays, repeats and windows that come and go: in the end all windows and one
// that is opened later show the same, and every character that nobody deleted is there.

import assert from "node:assert/strict";
import { test } from "node:test";

import { joinBackward, lift, setBlockType, splitBlock, toggleMark, wrapIn } from "prosemirror-commands";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { TextSelection } from "prosemirror-state";
import { addRowAfter, deleteColumn, deleteRow } from "prosemirror-tables";

import { redo, undo } from "../../iza_portal/assets/editor/undo.js";
import { Room, schema, Window } from "./windows.mjs";

const { nodes, marks } = schema;
const ROUNDS = Number(process.env.ROUNDS ?? 400);

// A generator of one's own, so that a failure can be looked at again by its number.
function dice(seed) {
  let state = (seed + 1) * 2654435761;
  const next = () => {
    state = Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
  return { below: (count) => Math.floor(next() * count), pick: (list) => list[Math.floor(next() * list.length)] };
}

// Every character that is typed is another one, so that each can be followed: Chinese, and beyond the first plane.
let typed = 0;
const fresh = () => String.fromCodePoint((typed % 2 ? 0x4e00 : 0x20000) + (typed++ % 20_000));

function counted(window) {
  const counts = new Map();
  const count = (words) => {
    for (const character of words) if (character >= "\u4e00") counts.set(character, (counts.get(character) ?? 0) + 1);
  };
  window.state.doc.descendants((node) => count(node.isText ? node.text : (node.attrs.text ?? "")));
  return counts;
}

const acts = {
  type(window, { below }) {
    for (let count = 1 + below(4); count; count--) window.change((tr) => tr.insertText(fresh()));
  },
  typeMore: (window, chance) => acts.type(window, chance),
  typeStill: (window, chance) => acts.type(window, chance),
  erase: (window) => window.change((tr) => tr.deleteSelection()),
  backspace(window) {
    const { $head } = window.state.selection;
    const before = $head.parent.isTextblock && $head.nodeBefore;
    if (before) window.change((tr) => tr.delete($head.pos - (before.isText ? [...before.text].at(-1).length : 1), $head.pos));
    else window.run(joinBackward);
  },
  enter: (window) => window.run(splitListItem(nodes.list_item)) || window.run(splitBlock),
  join: (window) => window.run(joinBackward),
  heading: (window) => window.run(setBlockType(nodes.heading, { level: 4 })),
  paragraph: (window) => window.run(setBlockType(nodes.paragraph)),
  list: (window) => window.run(wrapInList(nodes.bullet_list)),
  unlist: (window) => window.run(liftListItem(nodes.list_item)),
  deeper: (window) => window.run(sinkListItem(nodes.list_item)),
  quote: (window) => window.run(wrapIn(nodes.blockquote)),
  lift: (window) => window.run(lift),
  bold: (window) => window.run(toggleMark(marks.strong)),
  link: (window) => window.run(toggleMark(marks.link, { href: "https://www.iza.nl" })),
  talk(window, { below }) {
    const { from, to } = window.state.selection;
    const mark = marks.comment.create({ thread: `${below(3)}1234567-89ab-cdef-0123-456789abcdef` });
    window.change((tr) => tr.addMark(from, to, mark));
  },
  footnote(window) {
    const { $from } = window.state.selection;
    const note = nodes.footnote.create({ text: `bron ${fresh()}` });
    if ($from.parent.type === nodes.paragraph) window.change((tr) => tr.insert($from.pos, note));
  },
  lineBreak(window) {
    const { $from } = window.state.selection;
    if ($from.parent.type === nodes.paragraph) window.change((tr) => tr.replaceSelectionWith(nodes.hard_break.create()));
  },
  removeBlock(window, { below }) {
    const { doc } = window.state;
    const index = below(doc.childCount);
    let pos = 0;
    for (let each = 0; each < index; each++) pos += doc.child(each).nodeSize;
    window.change((tr) => tr.delete(pos, pos + doc.child(index).nodeSize));
  },
  table(window) {
    const cell = (type) => type.create(null, nodes.paragraph.create(null, schema.text(fresh())));
    const row = (type) => nodes.table_row.create(null, [cell(type), cell(type)]);
    const table = nodes.table.create(null, [row(nodes.table_header), row(nodes.table_cell)]);
    if (window.state.selection.$from.depth === 1) window.change((tr) => tr.insert(tr.selection.$from.after(1), table));
  },
  row: (window) => window.run(addRowAfter),
  removeRow: (window) => window.run(deleteRow),
  removeColumn: (window) => window.run(deleteColumn),
  undo: (window) => window.run(undo),
  redo: (window) => window.run(redo),
};

function act(window, chance, seen, deleted) {
  const before = counted(window);
  const { size } = window.state.doc.content;
  if (chance.below(3)) {
    const anchor = chance.below(size + 1);
    const head = chance.below(3) ? anchor : Math.min(anchor + chance.below(12), size);
    window.change((tr) => tr.setSelection(TextSelection.between(tr.doc.resolve(anchor), tr.doc.resolve(head))));
  }
  acts[chance.pick(Object.keys(acts))](window, chance);
  window.state.doc.check();
  const after = counted(window);
  for (const character of after.keys()) seen.add(character);
  for (const [character, count] of before) if ((after.get(character) ?? 0) < count) deleted.add(character);
}

function play(seed) {
  const chance = dice(seed);
  const seen = new Set();
  const deleted = new Set();
  const room = new Room(2 + chance.below(4), (window) => {
    for (let count = 0; count < 4; count++) {
      window.change((tr) => tr.insertText(fresh() + fresh() + fresh()));
      window.run(splitBlock);
    }
  });
  const away = new Set();
  for (let turn = 0; turn < 60; turn++) {
    const window = chance.pick(room.windows);
    act(window, chance, seen, deleted);
    if (!chance.below(12)) away[away.has(window) ? "delete" : "add"](window);
    if (!away.has(window) && chance.below(2)) room.exchange(window);
    // A repeat of what was heard does no harm.
    if (!chance.below(10)) window.hear(room.updates.slice(0, chance.below(room.heard.get(window) + 1)), room.present);
  }
  room.settle();
  const [first, ...others] = room.windows;
  first.state.doc.check();
  const later = new Window(50, room.snapshot);
  later.hear(room.updates);
  for (const window of [...others, later]) {
    assert.equal(window.tree, first.tree, `round ${seed}: not the same text`);
    assert.equal(window.fragment.toString(), first.fragment.toString(), `round ${seed}: not the same shared text`);
    assert.deepEqual(window.told.filter((each) => each === "lost"), []);
  }
  const there = counted(first);
  for (const character of seen) {
    assert.ok(there.has(character) || deleted.has(character), `round ${seed}: «${character}» is lost`);
  }
}

// Rounds in which something was lost or told apart once.
for (const seed of [151, 1771]) test(`round ${seed}`, () => play(seed));

const first = Number(process.env.FIRST ?? 0);
test(`${ROUNDS} rounds of random work at once`, () => {
  for (let seed = first; seed < first + ROUNDS; seed++) play(seed);
});
