// Where the talks of the margin stand in the text, and how a piece of the text is told to the server.

import { Fragment, Slice } from "prosemirror-model";
import * as Y from "yjs";

import { schema } from "./schema.js";

const { comment } = schema.marks;

// The places of each talk, by its key, in the order of the text: [{from, to}]. Blocks that did not change are not looked
// at again.
export function talksIn(doc) {
  const found = new Map();
  doc.forEach((block, offset) => {
    for (const { key, from, to } of talksInBlock(block)) {
      const places = found.get(key) ?? [];
      places.push({ from: offset + 1 + from, to: offset + 1 + to });
      found.set(key, places);
    }
  });
  return found;
}

const known = new WeakMap();

function talksInBlock(block) {
  if (known.has(block)) return known.get(block);
  const hits = [];
  block.descendants((node, pos) => {
    for (const mark of node.marks) {
      if (mark.type !== comment) continue;
      const key = mark.attrs.thread;
      const last = hits.findLast((hit) => hit.key === key);
      if (last?.to === pos) last.to = pos + node.nodeSize;
      else hits.push({ key, from: pos, to: pos + node.nodeSize });
    }
  });
  known.set(block, hits);
  return hits;
}

// The words between two places as the server reads them: a line for each block.
export function wordsBetween(doc, from, to) {
  const lines = [];
  doc.nodesBetween(from, to, (node, pos) => {
    if (!node.isTextblock) return true;
    const start = Math.max(from - pos - 1, 0);
    const end = Math.min(to - pos - 1, node.content.size);
    if (start < end) lines.push(node.textBetween(start, end, "", wordsOfNode));
    return false;
  });
  return lines.filter((line) => line.trim()).join("\n");
}

function wordsOfNode(node) {
  if (node.type === schema.nodes.figure) return node.attrs.shown;
  return node.type === schema.nodes.hard_break ? " " : "";
}

// The blocks with words, for who chooses one by name: [{from, to, words}].
export function blocksOf(doc) {
  const blocks = [];
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    const words = node.textBetween(0, node.content.size, "", wordsOfNode).trim();
    if (words) blocks.push({ from: pos + 1, to: pos + 1 + node.content.size, words });
    return false;
  });
  return blocks;
}

// What stands between two places, for the server: [{path, from, to, text}], where the path leads through the shared text.
export function rangesBetween(binding, doc, from, to) {
  const ranges = [];
  doc.nodesBetween(from, to, (node, pos) => {
    if (!node.isTextblock) return true;
    const place = elementAt(binding, doc, pos);
    if (place) ranges.push(...rangesIn(place, from - pos - 1, to - pos - 1));
    return false;
  });
  return ranges;
}

function rangesIn({ element, path }, from, to) {
  const ranges = [];
  let start = 0;
  for (const [index, child] of element.toArray().entries()) {
    const isWords = child instanceof Y.XmlText;
    const size = isWords ? child.length : 1;
    const first = Math.max(from - start, 0);
    const last = Math.min(to - start, size);
    if (isWords && first < last) {
      const words = child.toDelta().map(({ insert }) => insert);
      ranges.push({ path: [...path, index], from: first, to: last, text: words.join("").slice(first, last) });
    }
    start += size;
  }
  return ranges;
}

// The element of the node at `pos`, with its path; a node that only fills up is not in the shared text.
function elementAt(binding, doc, pos) {
  const $pos = doc.resolve(pos);
  const path = [];
  let element = binding.fragment;
  for (let depth = 0; depth <= $pos.depth; depth++) {
    const node = $pos.node(depth).child($pos.index(depth));
    const children = element.toArray();
    const index = children.findIndex((each) => binding.nodes.get(each) === node);
    if (index < 0) return null;
    element = children[index];
    path.push(index);
  }
  return { element, path };
}

// Pasted content, with the marks only of talks that moved: whose words were cut out here. What is copied takes none along.
export function withMovedTalks(slice, doc, ours) {
  const here = talksIn(doc);
  const moves = (mark) => mark.type !== comment || (ours.has(mark.attrs.thread) && !here.has(mark.attrs.thread));
  const clean = (fragment) => {
    const nodes = [];
    fragment.forEach((node) => {
      const marks = node.marks.filter(moves);
      nodes.push(node.isLeaf ? node.mark(marks) : node.mark(marks).copy(clean(node.content)));
    });
    return Fragment.fromArray(nodes);
  };
  return new Slice(clean(slice.content), slice.openStart, slice.openEnd);
}
