// Which words are talked about, and how a piece of the text is told to the server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Slice } from "prosemirror-model";

import { blocksOf, rangesBetween, talksIn, withMovedTalks, wordsBetween } from "../../iza_portal/assets/editor/margin-places.js";
import { Room, schema } from "./windows.mjs";

const { nodes, marks } = schema;
const ONE = "11111111-1111-4111-8111-111111111111";
const TWO = "22222222-2222-4222-8222-222222222222";
const about = (...threads) => threads.map((thread) => marks.comment.create({ thread }));
const p = (...content) => nodes.paragraph.create(null, content.map((each) => (typeof each === "string" ? schema.text(each) : each)));
const item = (words) => nodes.list_item.create(null, p(words));
const figure = nodes.figure.create({ indicator: "BEV04", place: "regio", year: 2024, shown: "22,6%" });

function opened(...blocks) {
  const room = new Room(1, (window) => window.change((tr) => tr.replaceWith(0, tr.doc.content.size, blocks)));
  return room.windows[0];
}

function find(doc, words) {
  let from = -1;
  doc.descendants((node, pos) => {
    if (node.isText && from < 0 && node.text.includes(words)) from = pos + node.text.indexOf(words);
  });
  return { from, to: from + words.length };
}

function ranges(window, from, to) {
  return rangesBetween(window.binding, window.state.doc, from, to);
}

test("a selection in one text is told in units of UTF-16", () => {
  const window = opened(p("niets"), p("Zorg 👩‍⚕️ voor één wijk"));
  const { from, to } = find(window.state.doc, "één");
  const start = "Zorg 👩‍⚕️ voor ".length;
  assert.deepEqual(ranges(window, from, to), [{ path: [1, 0], from: start, to: start + 3, text: "één" }]);
});

test("a selection over blocks and lists is several ranges, in the order of the text", () => {
  const window = opened(p("eerste"), nodes.bullet_list.create(null, [item("wonen"), item("zorg")]));
  const { doc } = window.state;
  const { from } = find(doc, "rste");
  const { to } = find(doc, "zo");
  assert.deepEqual(ranges(window, from, to), [
    { path: [0, 0], from: 2, to: 6, text: "rste" },
    { path: [1, 0, 0, 0], from: 0, to: 5, text: "wonen" },
    { path: [1, 1, 0, 0], from: 0, to: 2, text: "zo" },
  ]);
  assert.equal(wordsBetween(doc, from, to), "rste\nwonen\nzo");
});

test("words around a figure and a new line are told apart, and read as one line", () => {
  const window = opened(p("Van hen is ", figure, " ouder.", nodes.hard_break.create(), "Meer dan elders."));
  const { doc } = window.state;
  const { from } = find(doc, "hen");
  const { to } = find(doc, "Meer");
  assert.deepEqual(
    ranges(window, from, to).map(({ path, text }) => [path, text]),
    [
      [[0, 0], "hen is "],
      [[0, 2], " ouder."],
      [[0, 4], "Meer"],
    ],
  );
  assert.equal(wordsBetween(doc, from, to), "hen is 22,6% ouder. Meer");
});

test("what only fills the screen is not told", () => {
  const window = opened(p());
  assert.deepEqual(ranges(window, 0, window.state.doc.content.size), []);
});

test("who chooses a piece by name finds the blocks with words", () => {
  const window = opened(p(), p("een"), nodes.bullet_list.create(null, [item("twee"), item(" ")]));
  assert.deepEqual(
    blocksOf(window.state.doc).map(({ words }) => words),
    ["een", "twee"],
  );
});

test("talks over the same words are each found whole, also after a split", () => {
  const window = opened(p(schema.text("een ", about(ONE)), schema.text("twee ", about(ONE, TWO)), schema.text("drie", about(TWO))));
  const words = () => {
    const { doc } = window.state;
    const found = [...talksIn(doc)].map(([key, places]) => [key, places.map(({ from, to }) => doc.textBetween(from, to))]);
    return Object.fromEntries(found);
  };
  assert.deepEqual(words(), { [ONE]: ["een twee "], [TWO]: ["twee drie"] });
  const { from } = find(window.state.doc, "ee ");
  window.change((tr) => tr.split(from));
  assert.deepEqual(words(), { [ONE]: ["een tw", "ee "], [TWO]: ["tw", "ee drie"] });
});

test("what one types at the edge of a talk is not part of it, and between its words is", () => {
  const window = opened(p("voor ", schema.text("midden", about(ONE)), " na"));
  const { from, to } = find(window.state.doc, "midden");
  window.change((tr) => tr.insertText("X", to).insertText("Y", from + 3).insertText("Z", from));
  const [{ from: start, to: end }] = talksIn(window.state.doc).get(ONE);
  assert.equal(window.state.doc.textBetween(start, end), "midYden");
});

test("what is copied takes no talk along, what was cut does, and a talk of elsewhere never comes in", () => {
  const piece = p(schema.text("een ", about(ONE)), schema.text("twee", [...about(TWO), marks.strong.create()]));
  const slice = new Slice(nodes.doc.create(null, [piece]).content, 1, 1);
  const keys = (result) => [...talksIn(nodes.doc.create(null, result.content)).keys()];
  const without = nodes.doc.create(null, [p("leeg")]);
  const withOne = nodes.doc.create(null, [p(schema.text("een", about(ONE)))]);
  assert.deepEqual(keys(withMovedTalks(slice, without, new Set([ONE, TWO]))), [ONE, TWO]);
  assert.deepEqual(keys(withMovedTalks(slice, withOne, new Set([ONE, TWO]))), [TWO]);
  assert.deepEqual(keys(withMovedTalks(slice, without, new Set())), []);
  const clean = withMovedTalks(slice, withOne, new Set());
  assert.deepEqual([clean.openStart, clean.openEnd], [1, 1]);
  assert.equal(clean.content.textBetween(0, clean.content.size), "een twee");
  assert.ok(clean.content.firstChild.lastChild.marks.some(({ type }) => type === marks.strong));
});
