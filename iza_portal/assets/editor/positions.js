// Places in the text that stay with their words while others write: Yjs' relative positions, for places of ProseMirror.

import { Selection } from "prosemirror-state";
import * as Y from "yjs";

// The place `pos` of `doc`, which `binding` has drawn or written. It holds on to what stands before it: what somebody else
// types at the same place comes after.
export function relativePosition(binding, doc, pos) {
  const $pos = doc.resolve(pos);
  let type = binding.fragment;
  for (let depth = 1; depth <= $pos.depth; depth++) {
    const child = $pos.node(depth);
    const element = elementOf(binding, type, child, $pos.index(depth - 1));
    // A node that only fills up is not in the shared text.
    if (!element) return Y.createRelativePositionFromTypeIndex(type, type.length, -1);
    type = element;
  }
  if (!$pos.parent.inlineContent) {
    const index = $pos.index();
    const next = $pos.parent.maybeChild(index);
    const element = next && elementOf(binding, type, next, index);
    return Y.createRelativePositionFromTypeIndex(type, element ? type.toArray().indexOf(element) : type.length, -1);
  }
  let rest = $pos.parentOffset;
  for (const [index, child] of type.toArray().entries()) {
    if (child instanceof Y.XmlText && rest <= child.length) return Y.createRelativePositionFromTypeIndex(child, rest, -1);
    if (!rest) return Y.createRelativePositionFromTypeIndex(type, index, -1);
    rest -= sizeOf(child);
  }
  return Y.createRelativePositionFromTypeIndex(type, type.length, -1);
}

// The place in `doc` now, or null where it is unknown. Of words that were deleted with their block it is where that stood.
export function absolutePosition(binding, doc, relative) {
  const found = Y.createAbsolutePositionFromRelativePosition(relative, binding.fragment.doc);
  if (!found) return null;
  let { type, index } = found;
  const dead = outermostDeleted(type._item);
  if (dead) {
    type = dead.parent;
    index = livingBefore(dead);
    const before = type.toArray()[index - 1];
    // In a block of words the place itself; between blocks the end of the one before.
    if (before instanceof Y.XmlElement && !binding.nodes.get(type)?.inlineContent) {
      const start = startOf(binding, doc, before);
      return start === null ? null : Selection.near(doc.resolve(start + binding.nodes.get(before).content.size), -1).head;
    }
  }
  if (type instanceof Y.XmlText) {
    const parent = type._item.parent;
    const start = startOf(binding, doc, parent);
    return start === null ? null : start + sizeBefore(parent, type) + Math.min(index, type.length);
  }
  const start = startOf(binding, doc, type);
  if (start === null) return null;
  const children = type.toArray();
  if (binding.nodes.get(type)?.inlineContent) {
    return start + children.slice(0, index).reduce((sum, child) => sum + sizeOf(child), 0);
  }
  const next = children[index];
  const before = children[index - 1];
  if (next) return startOf(binding, doc, next) - 1;
  if (before) return startOf(binding, doc, before) + binding.nodes.get(before).content.size + 1;
  return start;
}

// Where the content of this element begins in `doc`.
function startOf(binding, doc, type) {
  if (type === binding.fragment) return 0;
  const parent = type._item.parent;
  const start = startOf(binding, doc, parent);
  const parentNode = parent === binding.fragment ? doc : binding.nodes.get(parent);
  const node = binding.nodes.get(type);
  if (start === null || !parentNode || !node) return null;
  let pos = start + 1;
  for (const child of parentNode.children) {
    if (child === node) return pos;
    pos += child.nodeSize;
  }
  return null;
}

function elementOf(binding, type, node, index) {
  const elements = type.toArray();
  if (elements[index] && binding.nodes.get(elements[index]) === node) return elements[index];
  return elements.find((each) => binding.nodes.get(each) === node);
}

const sizeOf = (child) => (child instanceof Y.XmlText ? child.length : 1);

function sizeBefore(parent, child) {
  let size = 0;
  for (const each of parent.toArray()) {
    if (each === child) return size;
    size += sizeOf(each);
  }
  return size;
}

// The outermost item around (and with) this one that is deleted, or null.
export function outermostDeleted(item) {
  let outermost = null;
  for (; item; item = item.parent._item) if (item.deleted) outermost = item;
  return outermost;
}

// How many children that are still there stand before this item.
export function livingBefore(item) {
  let count = 0;
  for (let each = item.left; each; each = each.left) if (!each.deleted && each.countable) count += each.length;
  return count;
}
