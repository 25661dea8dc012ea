// The shared text and the text on the screen say the same, and drawing writes nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setBlockType, splitBlock, wrapIn } from "prosemirror-commands";
import { Node } from "prosemirror-model";
import { wrapInList } from "prosemirror-schema-list";
import { TextSelection } from "prosemirror-state";
import { prosemirrorJSONToYDoc, yXmlFragmentToProsemirrorJSON } from "y-prosemirror";
import * as Y from "yjs";

import { redo, undo } from "../../iza_portal/assets/editor/undo.js";
import { Room, schema, Window } from "./windows.mjs";

const { nodes, marks } = schema;
const p = (...content) => nodes.paragraph.create(null, content.map((each) => (typeof each === "string" ? schema.text(each) : each)));
const item = (...content) => nodes.list_item.create(null, content);
const write = (...blocks) => (window) => window.change((tr) => tr.replaceWith(0, tr.doc.content.size, blocks));

function everything() {
  const link = marks.link.create({ href: "https://www.iza.nl" });
  const talk = (digit) => marks.comment.create({ thread: `${digit}1234567-89ab-cdef-0123-456789abcdef` });
  const cell = (type, words) => type.create(null, p(words));
  return [
    nodes.heading.create({ level: 4 }, schema.text("Kop 👩🏽‍⚕️")),
    p("gewoon ", schema.text("vet", [marks.strong.create()]), schema.text("schuin", [marks.em.create(), link])),
    p("over ", schema.text("dit", [talk(1), talk(2)]), schema.text(" en dat", [talk(2)])),
    p("voor", nodes.hard_break.create(), nodes.hard_break.create(), "na", nodes.hard_break.create()),
    p(),
    nodes.ordered_list.create({ order: 7 }, [item(p("een"), nodes.bullet_list.create(null, item(p("diep")))), item(p())]),
    nodes.blockquote.create(null, [p("citaat")]),
    nodes.table.create(null, [
      nodes.table_row.create(null, [cell(nodes.table_header, "kop"), cell(nodes.table_header, "kop 2")]),
      nodes.table_row.create(null, [nodes.table_cell.create({ colspan: 2 }, p("breed"))]),
    ]),
  ];
}

test("what is written arrives as it is, in the shapes of y-prosemirror", () => {
  const room = new Room(1, write(...everything()));
  const tree = nodes.doc.create(null, everything());
  assert.ok(room.windows[0].state.doc.eq(tree));
  const read = Node.fromJSON(schema, yXmlFragmentToProsemirrorJSON(room.windows[0].fragment));
  assert.ok(read.eq(tree));
});

test("what y-prosemirror wrote is read as it is", () => {
  const tree = nodes.doc.create(null, everything());
  const doc = prosemirrorJSONToYDoc(schema, tree.toJSON(), "text");
  const window = new Window(5, Y.encodeStateAsUpdate(doc));
  assert.ok(window.state.doc.eq(tree));
  assert.equal(window.fragment.toString(), new Room(1, write(...everything())).windows[0].fragment.toString());
});

test("opening a text and moving about in it writes nothing", () => {
  for (const blocks of [[], everything()]) {
    const room = blocks.length ? new Room(1, write(...blocks)) : new Room(1);
    const [window] = room.windows;
    window.change((tr) => tr.setSelection(TextSelection.near(tr.doc.resolve(tr.doc.content.size), -1)));
    assert.deepEqual(window.sent, []);
  }
});

test("of repeated letters the one at the caret is the one that was typed", () => {
  const room = new Room(2, write(p("aaaa")));
  const [one, two] = room.windows;
  one.change((tr) => tr.insertText("a", 2).setSelection(TextSelection.create(tr.doc, 3)));
  two.change((tr) => tr.insertText("b", 3));
  room.settle();
  assert.equal(one.text, "aaabaa");
  assert.equal(two.text, "aaabaa");
});

test("two who begin in the same empty paragraph keep one paragraph and every letter once", () => {
  const room = new Room(2, write(p()));
  const [one, two] = room.windows;
  for (const letter of "abc") one.change((tr) => tr.insertText(letter, tr.doc.content.size - 1));
  for (const letter of "xyz") two.change((tr) => tr.insertText(letter, tr.doc.content.size - 1));
  room.settle();
  one.change((tr) => tr.insertText("d", one.find("abc") + 3));
  two.change((tr) => tr.insertText("w", two.find("xyz")));
  room.settle();
  assert.equal(one.text, two.text);
  assert.ok(["abcdwxyz", "wxyzabcd"].includes(one.text), one.text);
});

test("marks by two at once are both there, and overlap", () => {
  const room = new Room(2, write(p("abcdef")));
  const [one, two] = room.windows;
  one.change((tr) => tr.addMark(1, 5, marks.strong.create()));
  two.change((tr) => tr.addMark(3, 7, marks.em.create()));
  room.settle();
  const expected = p(
    schema.text("ab", [marks.strong.create()]),
    schema.text("cd", [marks.strong.create(), marks.em.create()]),
    schema.text("ef", [marks.em.create()]),
  );
  for (const window of [one, two]) assert.ok(window.state.doc.eq(nodes.doc.create(null, expected)), window.tree);
});

test("a mark is taken off again, and typing beside it does not take it on", () => {
  const room = new Room(2, write(p("abc")));
  const [one, two] = room.windows;
  one.change((tr) => tr.addMark(1, 4, marks.strong.create()));
  one.change((tr) => tr.removeMark(2, 3, marks.strong.create()));
  one.change((tr) => tr.insert(4, schema.text("d")));
  room.settle();
  assert.equal(two.tree, one.tree);
  assert.equal(two.tree, 'doc(paragraph(strong("a"), "b", strong("c"), "d"))');
});

test("a line break in the middle of words, and taking it out, keep what another types beside it", () => {
  const room = new Room(2, write(p("abcd")));
  const [one, two] = room.windows;
  one.change((tr) => tr.insert(3, nodes.hard_break.create()));
  two.change((tr) => tr.insertText("X", 2));
  room.settle();
  assert.equal(one.tree, two.tree);
  assert.equal(one.text, "aXb␤cd");
  one.change((tr) => tr.delete(4, 5));
  two.change((tr) => tr.insertText("Y", two.find("cd") + 1));
  room.settle();
  assert.equal(one.text, "aXbcYd");
  assert.equal(two.text, "aXbcYd");
});

test("half of a character never changes alone", () => {
  const room = new Room(2, write(p("😀")));
  const [one, two] = room.windows;
  one.change((tr) => tr.insertText("😁", 1, 3));
  room.settle();
  assert.equal(two.text, "😁");
  assert.equal(one.fragment.toString(), two.fragment.toString());
});

for (const [name, make] of Object.entries({
  "a list without items": () => new Y.XmlElement("bullet_list"),
  "a list item without a paragraph": () => {
    const list = new Y.XmlElement("bullet_list");
    const point = new Y.XmlElement("list_item");
    point.insert(0, [new Y.XmlElement("bullet_list")]);
    list.insert(0, [point]);
    return list;
  },
  "a table without rows": () => new Y.XmlElement("table"),
  "a row without cells": () => {
    const table = new Y.XmlElement("table");
    table.insert(0, [new Y.XmlElement("table_row")]);
    return table;
  },
  "a quote without blocks": () => new Y.XmlElement("blockquote"),
})) {
  test(`${name} is shown, stays, and can be written in`, () => {
    const doc = new Y.Doc();
    doc.getXmlFragment("text").insert(0, [make()]);
    const window = new Window(5, Y.encodeStateAsUpdate(doc));
    const before = window.fragment.toString();
    window.state.doc.check();
    for (let pos = 0; pos <= window.state.doc.content.size; pos++) {
      window.change((tr) => tr.setSelection(TextSelection.near(tr.doc.resolve(pos))));
    }
    assert.equal(window.fragment.toString(), before);
    // A colleague writes elsewhere meanwhile: the selection in what only fills up does no harm.
    const other = new Window(6, Y.encodeStateAsUpdate(doc));
    other.change((tr) => tr.insert(tr.doc.content.size, p("erbij")));
    window.hear(other.sent);
    assert.match(window.text, /erbij/);
    window.change((tr) => tr.setSelection(TextSelection.near(tr.doc.resolve(0))).insertText("ook"));
    const again = new Window(7, Y.encodeStateAsUpdate(window.doc));
    assert.match(again.text, /ook/);
    assert.ok(again.state.doc.eq(window.state.doc));
  });
}

test("undo takes back one's own work only", () => {
  const room = new Room(2, write(p("begin")));
  const [one, two] = room.windows;
  one.change((tr) => tr.insertText(" een", 6));
  two.change((tr) => tr.insertText("twee ", 1));
  room.settle();
  assert.equal(one.text, "twee begin een");
  assert.ok(one.run(undo));
  room.settle();
  assert.equal(one.text, "twee begin");
  assert.equal(two.text, "twee begin");
  assert.ok(!one.run(undo));
  assert.ok(one.run(redo));
  room.settle();
  assert.equal(two.text, "twee begin een");
});

test("undoing a block that a colleague writes in leaves it, with the colleague's words", () => {
  const room = new Room(2, write(p("begin")));
  const [one, two] = room.windows;
  one.change((tr) => tr.insert(tr.doc.content.size, nodes.heading.create(null, schema.text("kop"))));
  room.settle();
  two.change((tr) => tr.insertText(" twee", two.find("kop") + 3));
  room.settle();
  one.run(undo);
  room.settle();
  assert.equal(one.tree, 'doc(paragraph("begin"), heading(" twee"))');
  assert.equal(two.tree, one.tree);
});

test("a caret stays with its words, and what another types at the same place comes after it", () => {
  const room = new Room(2, write(p("een"), p("twee")));
  const [one, two] = room.windows;
  two.change((tr) => tr.setSelection(TextSelection.create(tr.doc, 4)));
  one.change((tr) => tr.insertText("X", 4));
  one.change((tr) => tr.insertText("Y", 1));
  room.settle();
  assert.equal(two.state.selection.head, 5);
  two.change((tr) => tr.insertText("Z"));
  room.settle();
  assert.equal(one.text, "YeenZX\ntwee");
});

test("a caret in a block that is taken away goes to the end of the one before", () => {
  const room = new Room(2, write(p("een"), p("twee"), p("drie")));
  const [one, two] = room.windows;
  two.change((tr) => tr.setSelection(TextSelection.create(tr.doc, 8)));
  one.change((tr) => tr.delete(5, 11));
  room.settle();
  assert.equal(two.text, "een\ndrie");
  assert.equal(two.state.selection.head, 4);
});

test("what the editor mends by itself is not mended again by those who hear of it", () => {
  const cell = () => nodes.table_cell.createAndFill();
  const room = new Room(2, write(p("x")));
  const [one, two] = room.windows;
  one.change((tr) => tr.insert(3, nodes.table.create(null, [nodes.table_row.create(null, [cell(), cell()])])));
  room.exchange(one);
  room.exchange(two);
  assert.deepEqual(two.sent, []);
  assert.equal(two.state.doc.child(1).firstChild.firstChild.type, nodes.table_header);
});

test("characters that the server refuses are not written", () => {
  const room = new Room(1, write(p("x")));
  const [one] = room.windows;
  one.change((tr) => tr.insertText("a\u0000b\ud83dc", 2));
  assert.equal(one.text, "xa b c");
  assert.equal(one.fragment.toString(), "<paragraph>xa b c</paragraph>");
});

test("structure made by one arrives at the other", () => {
  const room = new Room(2, write(p("een"), p("twee"), p("drie")));
  const [one, two] = room.windows;
  const at = (window, pos) => window.change((tr) => tr.setSelection(TextSelection.create(tr.doc, pos)));
  at(one, 2);
  one.run(splitBlock);
  at(one, 9);
  one.run(wrapInList(nodes.bullet_list));
  at(two, two.find("drie"));
  two.run(setBlockType(nodes.heading, { level: 3 }));
  at(two, 1);
  two.run(wrapIn(nodes.blockquote));
  room.settle();
  assert.equal(one.tree, two.tree);
  for (const words of ["een", "twee", "drie"]) assert.ok(one.text.replaceAll("\n", "").includes(words[0]));
});
