// What the editor makes of figures in a text, without a page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { EditorState, NodeSelection, TextSelection } from "prosemirror-state";

import { canStandAt, figuresIn, inWords, markOf, nearest, sentenceAbove } from "../../iza_portal/assets/editor/figures.js";
import { schema } from "../../iza_portal/assets/editor/schema.js";

const { doc, paragraph, heading, figure } = schema.nodes;
const attrs = { indicator: "BEV04", place: "regio:zhe-bar", year: 2024, scenario: "", follow: "nieuwste", shown: "22,6%" };
const cited = (changes) => figure.create({ ...attrs, ...changes });

test("a figure has the attributes that it leaves out", () => {
  const { scenario, follow } = figure.create({ indicator: "BEV04", place: "nederland", year: 2024, shown: "1" }).attrs;
  assert.deepEqual([scenario, follow], ["", "nieuwste"]);
});

test("the nearest figure with the same attributes is found again after others wrote", () => {
  const before = doc.create(null, [paragraph.create(null, [cited()]), paragraph.create(null, [cited({ year: 2020 })])]);
  const [first, second] = figuresIn(before);
  const after = doc.create(null, [paragraph.create(null, schema.text("Nieuw.")), ...before.children, paragraph.create(null, [cited()])]);
  assert.equal(nearest(after, first.node.attrs, first.pos).pos, first.pos + 8);
  assert.equal(nearest(after, second.node.attrs, second.pos).node.attrs.year, 2020);
  assert.equal(nearest(after, { ...attrs, year: 1999 }, 1), null);
});

test("what is to be seen of a figure follows from what is told of it", () => {
  assert.equal(markOf(undefined), "");
  assert.equal(markOf({ state: "geldig", offers: [] }), "");
  assert.equal(markOf({ state: "geldig", offers: [{ why: "nieuwer" }] }), "newer");
  assert.equal(markOf({ state: "anders", offers: [{ why: "gecorrigeerd" }] }), "newer");
  assert.equal(markOf({ state: "weg", offers: [] }), "gone");
  assert.equal(markOf({ state: "verborgen", offers: [] }), "gone");
});

test("one line says how many figures are not as their source has them", () => {
  assert.equal(sentenceAbove(["", ""]), "");
  assert.equal(sentenceAbove(["newer"]), "1 cijfer in deze tekst is intussen vernieuwd.");
  assert.equal(sentenceAbove(["newer", "", "newer"]), "2 cijfers in deze tekst zijn intussen vernieuwd.");
  assert.equal(sentenceAbove(["newer", "gone"]), "1 cijfer in deze tekst is intussen vernieuwd; 1 cijfer staat niet meer bij de bron.");
});

test("it is said which figure it is, with what is known", () => {
  assert.equal(inWords({ label: "65-plussers", area: "ZHE-BAR", when: "2025", publisher: "CBS" }), "65-plussers, ZHE-BAR, 2025, CBS");
  assert.equal(inWords({ label: "XYZ99", area: "", when: "2025", publisher: "" }), "XYZ99, 2025");
});

test("a figure stands in a paragraph, also in the place of another, and never in a heading", () => {
  const text = doc.create(null, [heading.create(null, schema.text("Kop")), paragraph.create(null, [schema.text("Nu "), cited()])]);
  const at = (selection) => EditorState.create({ doc: text, selection });
  assert.equal(canStandAt(at(TextSelection.create(text, 2))), false);
  assert.equal(canStandAt(at(TextSelection.create(text, 7))), true);
  assert.equal(canStandAt(at(TextSelection.create(text, 2, 7))), false);
  const [{ pos }] = figuresIn(text);
  assert.equal(canStandAt(at(NodeSelection.create(text, pos))), true);
});
