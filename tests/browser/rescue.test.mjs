// What somebody typed in a block that a colleague took away, joined or wrapped at the same time is there in the end, once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { joinBackward, lift, setBlockType, splitBlock, wrapIn } from "prosemirror-commands";
import { liftListItem, sinkListItem, wrapInList } from "prosemirror-schema-list";
import { TextSelection } from "prosemirror-state";

import { undo } from "../../iza_portal/assets/editor/undo.js";
import { Room, schema } from "./windows.mjs";

const { nodes, marks } = schema;
const p = (...content) => nodes.paragraph.create(null, content.map((each) => (typeof each === "string" ? schema.text(each) : each)));
const item = (...content) => nodes.list_item.create(null, content);
const write = (...blocks) => (window) => window.change((tr) => tr.replaceWith(0, tr.doc.content.size, blocks));

function at(window, words, offset = 0) {
  window.change((tr) => tr.setSelection(TextSelection.create(tr.doc, window.find(words) + offset)));
  return window;
}

const type = (window, words, after) => window.change((tr) => tr.insertText(words, window.find(after) + after.length));

function remove(window, words) {
  const $pos = window.state.doc.resolve(window.find(words));
  window.change((tr) => tr.delete($pos.before(1), $pos.after(1)));
}

function same(room) {
  room.settle();
  const [first, ...others] = room.windows;
  for (const other of others) {
    assert.equal(other.tree, first.tree);
    assert.equal(other.fragment.toString(), first.fragment.toString());
  }
  return first.text;
}

const scenes = {
  "joining paragraphs": {
    blocks: [p("eerste"), p("tweede")],
    act: (window) => at(window, "tweede").run(joinBackward),
    after: "tweede",
    becomes: "eerstetweede, later",
  },
  "making a list of it": {
    blocks: [p("eerste"), p("tweede")],
    act: (window) => at(window, "tweede").run(wrapInList(nodes.bullet_list)),
    after: "twee",
    becomes: "eerste\ntwee, laterde",
  },
  "making it a heading": {
    blocks: [p("eerste")],
    act: (window) => at(window, "eerste").run(setBlockType(nodes.heading, { level: 3 })),
    after: "eer",
    becomes: "eer, laterste",
  },
  "making it a quote": {
    blocks: [p("eerste"), p("tweede")],
    act: (window) => at(window, "eerste").run(wrapIn(nodes.blockquote)),
    after: "eerste",
    becomes: "eerste, later\ntweede",
  },
  "taking it out of a quote": {
    blocks: [nodes.blockquote.create(null, [p("eerste"), p("tweede")])],
    act: (window) => at(window, "eerste").run(lift),
    after: "eerste",
    becomes: "eerste, later\ntweede",
  },
  "deepening a point": {
    blocks: [nodes.bullet_list.create(null, [item(p("eerste")), item(p("tweede"))])],
    act: (window) => at(window, "tweede").run(sinkListItem(nodes.list_item)),
    after: "tweede",
    becomes: "eerste\ntweede, later",
  },
  "taking a point out of its list": {
    blocks: [nodes.bullet_list.create(null, [item(p("eerste")), item(p("tweede"))])],
    act: (window) => at(window, "tweede").run(liftListItem(nodes.list_item)),
    after: "tweede",
    becomes: "eerste\ntweede, later",
  },
  "deleting the paragraph": {
    blocks: [p("eerste"), p("tweede"), p("derde")],
    act: (window) => remove(window, "tweede"),
    after: "tweede",
    becomes: "eerste\n, later\nderde",
    tells: true,
  },
  "deleting the whole text": {
    blocks: [p("eerste"), p("tweede")],
    act: (window) => window.change((tr) => tr.delete(0, tr.doc.content.size)),
    after: "tweede",
    becomes: /, later/,
    tells: true,
  },
  "deleting a row of a table": {
    blocks: [
      nodes.table.create(null, ["kop", "rij"].map((words) => nodes.table_row.create(null, nodes.table_header.create(null, p(words))))),
      p("eind"),
    ],
    act(window) {
      const $pos = window.state.doc.resolve(window.find("rij"));
      window.change((tr) => tr.delete($pos.before(2), $pos.after(2)));
    },
    after: "rij",
    becomes: "kop\n, later\neind",
    tells: true,
  },
  "deleting a point of a list": {
    blocks: [nodes.bullet_list.create(null, [item(p("eerste")), item(p("tweede"))])],
    act(window) {
      const $pos = window.state.doc.resolve(window.find("tweede"));
      window.change((tr) => tr.delete($pos.before(2), $pos.after(2)));
    },
    after: "tweede",
    becomes: "eerste\n, later",
    tells: true,
  },
  "splitting the paragraph": {
    blocks: [p("eerste")],
    act: (window) => at(window, "ste").run(splitBlock),
    after: "eerste",
    becomes: /, later/,
  },
};

for (const [name, { blocks, act, after, becomes, tells = false }] of Object.entries(scenes)) {
  for (const order of ["who types sends first", "who types sends last"]) {
    test(`${name} while a colleague types in it: ${order}`, () => {
      const room = new Room(3, write(...blocks));
      const [writer, other] = room.windows;
      type(writer, ", later", after);
      act(other);
      for (const window of order.endsWith("first") ? [writer, other] : [other, writer]) room.exchange(window);
      const text = same(room);
      if (becomes instanceof RegExp) assert.match(text, becomes);
      else assert.equal(text, becomes);
      assert.equal(text.split(", later").length, 2, text);
      assert.deepEqual(writer.told, tells ? ["own"] : []);
      assert.deepEqual(other.told, []);
    });
  }
}

test("words that the colleague saw before deleting the paragraph are not put back", () => {
  const room = new Room(2, write(p("eerste"), p("tweede")));
  const [writer, other] = room.windows;
  type(writer, " gezien", "tweede");
  room.settle();
  type(writer, " niet", "gezien");
  remove(other, "gezien");
  assert.equal(same(room), "eerste\n niet");
});

test("what was typed keeps its marks, its line breaks and its order", () => {
  const room = new Room(2, write(p("eerste"), p("tweede"), p("derde")));
  const [writer, other] = room.windows;
  type(writer, " en meer", "derde");
  writer.change((tr) => tr.insert(writer.find("tweede") + 6, [schema.text("vet", [marks.strong.create()]), nodes.hard_break.create(), schema.text("na")]));
  other.change((tr) => tr.delete(8, tr.doc.content.size));
  same(room);
  assert.equal(writer.tree, 'doc(paragraph("eerste"), paragraph(strong("vet"), hard_break, "na"), paragraph(" en meer"))');
});

test("what I moved is mine, and is put back when a colleague deletes the place where it went", () => {
  const room = new Room(2, write(p("eerste"), p("tweede")));
  const [one, two] = room.windows;
  at(one, "tweede").run(joinBackward);
  remove(two, "eerste");
  assert.equal(same(room), "tweede");
});

test("two windows of which one is away for long agree when it is back", () => {
  const room = new Room(2, write(p("eerste"), p("tweede"), p("derde")));
  const [away, other] = room.windows;
  type(away, " a", "eerste");
  type(away, " b", "tweede");
  type(away, " c", "derde");
  at(other, "tweede").run(joinBackward);
  room.exchange(other);
  at(other, "eerste").run(wrapInList(nodes.ordered_list));
  room.exchange(other);
  remove(other, "derde");
  room.exchange(other);
  const text = same(room);
  for (const letter of "abc") assert.equal(text.split(` ${letter}`).length, 2, text);
});

test("text of a window that is gone is put back by the window that deleted its block", () => {
  const room = new Room(3, write(p("eerste"), p("tweede"), p("derde")));
  const [gone, other, third] = room.windows;
  remove(other, "tweede");
  type(gone, ", nog net", "tweede");
  room.updates.push(...gone.sent.splice(0));
  // For a while it counts as present.
  room.exchange(other);
  assert.equal(other.text, "eerste\nderde");
  room.close(gone);
  assert.equal(same(room), "eerste\n, nog net\nderde");
  assert.deepEqual(other.told, ["other"]);
  assert.deepEqual(third.told, []);
});

test("a window that was only out of sight does not put back what another did for it", () => {
  const room = new Room(2, write(p("eerste"), p("tweede")));
  const [hidden, other] = room.windows;
  type(hidden, ", mee", "tweede");
  room.updates.push(...hidden.sent.splice(0));
  remove(other, "tweede");
  other.hear(room.updates.slice(), [{ tab: other.tab }]);
  room.heard.set(other, room.updates.length);
  assert.equal(other.text, "eerste\n, mee");
  room.exchange(other);
  hidden.clock += 60_000;
  assert.equal(same(room), "eerste\n, mee");
});

test("a colleague who wrote the same words somewhere else did not put them back", () => {
  const room = new Room(2, write(p("eerste"), p("tweede")));
  const [writer, other] = room.windows;
  type(writer, "x", "tweede");
  remove(other, "tweede");
  other.change((tr) => tr.insert(0, p("x")));
  room.exchange(other);
  assert.equal(same(room), "x\neerste\nx");
});

test("undoing takes no words of a colleague along", () => {
  const room = new Room(2, write(p("eerste")));
  const [one, two] = room.windows;
  one.change((tr) => tr.insert(tr.doc.content.size, p("van mij")));
  room.settle();
  type(two, " en van mij ook", "van mij");
  one.run(undo);
  assert.equal(same(room), "eerste\n en van mij ook");
});

test("who may not write any more puts nothing back", () => {
  const room = new Room(2, write(p("eerste"), p("tweede")));
  const [writer, other] = room.windows;
  type(writer, ", later", "tweede");
  writer.sent.length = 0;
  writer.isWritable = false;
  remove(other, "tweede");
  room.settle();
  assert.deepEqual(writer.sent, []);
  assert.equal(writer.text, "eerste");
});
