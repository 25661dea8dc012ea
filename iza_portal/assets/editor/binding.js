// The shared text (Yjs) and the text on the screen (ProseMirror) kept the same. Drawing never writes: what people wrote at
// the same time may not fit the schema for a moment, and whoever only looks must not take away what does not fit.
//
// The shapes are those of y-prosemirror: an element for a node, with its attributes; a text for each run of words, with a
// format for each mark. Texts that came to stand beside each other are one run of words, and stay as they are.

import { toBase64, encodeAny } from "lib0/buffer";
import { digest } from "lib0/hash/sha256";
import { Fragment } from "prosemirror-model";
import * as Y from "yjs";

// The shared text holds something that this page's schema has no word for: it is older than the other's.
export class UnknownContent extends Error {}

export class Binding {
  // `origin` marks the transactions of Yjs in which this window's own work is written.
  constructor(fragment, schema) {
    this.fragment = fragment;
    this.schema = schema;
    this.origin = this;
    this.selectionBefore = null; // where the person was before what was written last
    this.nodes = new WeakMap();
  }

  // The blocks as they are now. Those that did not change since the last time are the same objects.
  read() {
    return this.#children(this.fragment);
  }

  // Of these elements and texts another node must be made; `types` names them with all that they are in.
  forget(types) {
    for (const type of types) this.nodes.delete(type);
  }

  node(element) {
    return this.nodes.get(element) ?? this.#made(element);
  }

  // The node that stands on the screen is another object than the one that was made, and says the same.
  take(element, node) {
    this.nodes.set(element, node);
  }

  // Bring the shared text up to what stands on the screen. `range` is where in `doc` something changed: of letters that are
  // repeated it tells which was typed.
  write(doc, range) {
    this.fragment.doc.transact(() => this.#writeChildren(this.fragment, doc, range), this.origin);
  }

  // --- From the shared text to nodes ---

  #made(element) {
    const type = this.schema.nodes[element.nodeName];
    if (!type) throw new UnknownContent(element.nodeName);
    const attrs = readAttributes(element, type);
    const content = Fragment.from(type.inlineContent ? this.#inline(element) : this.#children(element));
    const node = type.validContent(content) ? type.create(attrs, content) : type.createAndFill(attrs, content);
    if (!node) throw new UnknownContent(element.nodeName);
    this.nodes.set(element, node);
    return node;
  }

  #children(parent) {
    return parent.toArray().map((child) => {
      if (!(child instanceof Y.XmlElement)) throw new UnknownContent("text");
      return this.node(child);
    });
  }

  #inline(element) {
    return element.toArray().flatMap((child) => {
      if (child instanceof Y.XmlElement) return [this.node(child)];
      return child.toDelta().map(({ insert, attributes }) => this.schema.text(insert, this.#marks(attributes)));
    });
  }

  #marks(attributes = {}) {
    let marks = [];
    for (const [key, attrs] of Object.entries(attributes)) {
      const type = this.schema.marks[key.replace(/--[a-zA-Z0-9+/=]{8}$/, "")];
      if (!type) throw new UnknownContent(key);
      marks = type.create(attrs).addToSet(marks);
    }
    return marks;
  }

  // --- From nodes to the shared text ---

  #writeChildren(parent, node, range) {
    const elements = parent.toArray();
    const children = node.children;
    const same = (element, child) => {
      if (this.nodes.get(element) === child) return true;
      if (!this.#equals(element, child)) return false;
      this.nodes.set(element, child);
      return true;
    };
    let left = 0;
    let right = 0;
    const least = Math.min(elements.length, children.length);
    while (left < least && same(elements[left], children[left])) left++;
    while (left + right < least && same(elements.at(-1 - right), children.at(-1 - right))) right++;

    let start = 0;
    for (let index = 0; index < left; index++) start += children[index].nodeSize;
    const changed = elements.slice(left, elements.length - right);
    const wanted = children.slice(left, children.length - right);
    let at = left;
    let next = 0;
    for (const [element, index] of this.#pairs(changed, wanted)) {
      // What stands before the pair on either side has no partner.
      while (changed[next] !== element) {
        parent.delete(at, 1);
        next++;
      }
      next++;
      while (at - left < index) {
        const child = wanted[at - left];
        parent.insert(at, [this.#element(child)]);
        start += child.nodeSize;
        at++;
      }
      this.#writeNode(element, wanted[index], within(range, start + 1));
      start += wanted[index].nodeSize;
      at++;
    }
    if (next < changed.length) parent.delete(at, changed.length - next);
    if (at - left < wanted.length) parent.insert(at, wanted.slice(at - left).map((child) => this.#element(child)));
  }

  // Which elements become which nodes, in their order, so that as much as possible keeps its identity: what a colleague
  // writes at the same time stays in it.
  #pairs(elements, children) {
    if (elements.length * children.length > 2500) return this.#pairsInOrder(elements, children);
    const rows = elements.length + 1;
    const columns = children.length + 1;
    const best = new Float64Array(rows * columns);
    const likeness = new Float64Array(rows * columns);
    for (let row = elements.length - 1; row >= 0; row--) {
      for (let column = children.length - 1; column >= 0; column--) {
        const here = row * columns + column;
        likeness[here] = this.#likeness(elements[row], children[column]);
        const paired = likeness[here] ? likeness[here] + best[here + columns + 1] : 0;
        best[here] = Math.max(paired, best[here + columns], best[here + 1]);
      }
    }
    const pairs = [];
    let row = 0;
    let column = 0;
    while (row < elements.length && column < children.length) {
      const here = row * columns + column;
      if (likeness[here] && best[here] === likeness[here] + best[here + columns + 1]) {
        pairs.push([elements[row++], column++]);
      } else if (best[here] === best[here + columns]) row++;
      else column++;
    }
    return pairs;
  }

  #pairsInOrder(elements, children) {
    const pairs = [];
    for (let index = 0; index < Math.min(elements.length, children.length); index++) {
      if (elements[index].nodeName === children[index].type.name) pairs.push([elements[index], index]);
    }
    return pairs;
  }

  // How much of the element is in the node: 0 is nothing, and then they are no pair.
  #likeness(element, node) {
    if (element.nodeName !== node.type.name) return 0;
    const before = this.nodes.get(element);
    if (!before) return 0.5;
    if (node.isTextblock) {
      const [prefix, suffix] = ends(before.textContent, node.textContent);
      return 0.5 + prefix + suffix;
    }
    const known = new Set(before.children);
    return 0.5 + node.children.reduce((sum, child) => sum + (known.has(child) ? child.nodeSize : 0), 0);
  }

  #equals(element, node) {
    if (element.nodeName !== node.type.name || !equalAttributes(element, node)) return false;
    if (node.inlineContent) return Fragment.from(this.#inline(element)).eq(node.content);
    const elements = element.toArray();
    return elements.length === node.childCount && elements.every((child, index) => this.#equals(child, node.child(index)));
  }

  #writeNode(element, node, range) {
    const attributes = element.getAttributes();
    for (const [name, value] of Object.entries(node.attrs)) {
      if (value === null) {
        if (name in attributes) element.removeAttribute(name);
      } else if (attributes[name] !== value) element.setAttribute(name, value);
    }
    if (node.inlineContent) this.#writeInline(element, node, range);
    else this.#writeChildren(element, node, range);
    this.nodes.set(element, node);
  }

  #element(node) {
    const element = new Y.XmlElement(node.type.name);
    for (const [name, value] of Object.entries(node.attrs)) if (value !== null) element.setAttribute(name, value);
    element.insert(0, node.inlineContent ? this.#runs(node.children) : node.children.map((child) => this.#element(child)));
    this.nodes.set(element, node);
    return element;
  }

  // Inline nodes as elements and texts: neighbouring words are one text.
  #runs(nodes) {
    const made = [];
    let words = [];
    const close = () => {
      if (words.length) made.push(textOf(words));
      words = [];
    };
    for (const node of nodes) {
      if (node.isText) {
        words.push({ insert: node.text, attributes: attributesOf(node.marks) });
      } else {
        close();
        made.push(this.#element(node));
      }
    }
    close();
    return made;
  }

  // A block of words is compared character by character; a line break or a footnote counts as one.
  #writeInline(element, node, range) {
    const old = signsOfElement(element);
    const now = signsOfNode(node);
    const same = (a, b) => {
      if (typeof a.sign === "string" || typeof b.sign === "string") return a.sign === b.sign;
      return this.nodes.get(a.sign) === b.sign || this.#equals(a.sign, b.sign);
    };
    let [prefix, suffix] = commonEnds(old, now, same, range);

    let inserted = now.slice(prefix, now.length - suffix);
    const hasElement = inserted.some(({ sign }) => typeof sign !== "string");
    // An element cannot stand in the middle of a text: what follows there moves to a text of its own.
    if (hasElement) {
      const { text } = old[prefix - 1] ?? {};
      while (text && suffix && old[old.length - suffix].text === text) suffix--;
      inserted = now.slice(prefix, now.length - suffix);
    }

    for (let index = old.length - suffix - 1; index >= prefix; index--) {
      const { text, sign, at } = old[index];
      if (!text) {
        deleteChild(element, sign);
        continue;
      }
      let first = index;
      while (first > prefix && old[first - 1].text === text) first--;
      text.delete(old[first].at, at - old[first].at + 1);
      index = first;
    }

    if (inserted.length) this.#insertSigns(element, inserted, old[prefix - 1], old[old.length - suffix]);
    this.#writeMarks(element, node);
    this.#takeLeaves(element, node);
  }

  #insertSigns(element, inserted, before, after) {
    let rest = inserted;
    const words = rest.findIndex(({ sign }) => typeof sign !== "string");
    const first = words < 0 ? rest : rest.slice(0, words);
    const lonely = before || after ? null : element.toArray().find((child) => child instanceof Y.XmlText);
    if (first.length) {
      const place = before?.text
        ? [before.text, before.at + 1]
        : after?.text && words < 0
          ? [after.text, 0]
          : lonely && [lonely, 0];
      if (place) {
        insertWords(...place, first);
        rest = rest.slice(first.length);
      }
    }
    if (!rest.length) return;
    const children = element.toArray();
    const anchor = before ? (before.text ?? before.sign) : null;
    const index = anchor ? children.indexOf(anchor) + 1 : lonely && first.length ? children.indexOf(lonely) + 1 : 0;
    element.insert(index, this.#runsOfSigns(rest));
  }

  #runsOfSigns(signs) {
    const made = [];
    let words = [];
    const close = () => {
      if (words.length) made.push(textOf(deltaOf(words)));
      words = [];
    };
    for (const each of signs) {
      if (typeof each.sign === "string") {
        words.push(each);
      } else {
        close();
        made.push(this.#element(each.sign));
      }
    }
    close();
    return made;
  }

  // The words are the same now; make the marks so.
  #writeMarks(element, node) {
    const signs = signsOfNode(node);
    let at = 0;
    for (const child of element.toArray()) {
      if (child instanceof Y.XmlElement) {
        at++;
        continue;
      }
      const changes = [];
      let isChanged = false;
      let index = at;
      for (const { insert, attributes = {} } of child.toDelta()) {
        for (let end = index + insert.length; index < end; ) {
          const { marks } = signs[index];
          let until = index + 1;
          while (until < end && signs[until].marks === marks) until++;
          const change = difference(attributes, attributesOf(marks));
          isChanged ||= change !== undefined;
          changes.push({ retain: until - index, attributes: change });
          index = until;
        }
      }
      if (isChanged) child.applyDelta(changes);
      at = index;
    }
  }

  #takeLeaves(element, node) {
    const leaves = node.children.filter((child) => !child.isText);
    element
      .toArray()
      .filter((child) => child instanceof Y.XmlElement)
      .forEach((child, index) => this.nodes.set(child, leaves[index]));
  }
}

// --- Attributes and marks ---

function readAttributes(element, type) {
  const kept = element.getAttributes();
  const attrs = {};
  for (const [name, spec] of Object.entries(type.spec.attrs ?? {})) {
    if (name in kept) attrs[name] = kept[name];
    else if (!("default" in spec)) attrs[name] = "";
  }
  return attrs;
}

function equalAttributes(element, node) {
  const kept = readAttributes(element, node.type);
  return Object.entries(node.attrs).every(([name, value]) => (kept[name] ?? node.type.spec.attrs[name].default) === value);
}

// Marks of a kind that can lie over each other, as comments do, have their attributes in their name.
export function attributesOf(marks) {
  const attributes = {};
  for (const mark of marks) {
    const { type, attrs } = mark;
    attributes[type.excludes(type) ? type.name : `${type.name}--${shortHash(mark.toJSON())}`] = attrs;
  }
  return attributes;
}

function shortHash(json) {
  const bytes = digest(encodeAny(json));
  const short = bytes.slice(0, 6);
  for (let index = 6; index < bytes.length; index++) short[index % 6] ^= bytes[index];
  return toBase64(short);
}

function difference(kept, wanted) {
  const change = {};
  for (const [key, value] of Object.entries(wanted)) {
    if (!(key in kept) || JSON.stringify(kept[key]) !== JSON.stringify(value)) change[key] = value;
  }
  for (const key of Object.keys(kept)) if (!(key in wanted)) change[key] = null;
  return Object.keys(change).length ? change : undefined;
}

// --- Signs: the characters and inline elements of a block, one by one ---

function signsOfElement(element) {
  const signs = [];
  for (const child of element.toArray()) {
    if (child instanceof Y.XmlElement) {
      signs.push({ sign: child });
    } else {
      const words = child.toDelta().map(({ insert }) => insert).join("");
      for (let at = 0; at < words.length; at++) signs.push({ sign: words[at], text: child, at });
    }
  }
  return signs;
}

function signsOfNode(node) {
  const signs = [];
  for (const child of node.children) {
    if (!child.isText) signs.push({ sign: child });
    else for (const sign of child.text.split("")) signs.push({ sign, marks: child.marks });
  }
  return signs;
}

// How many signs at the beginning and at the end stay: outside the range first, and what else is the same.
function commonEnds(old, now, same, { from, to }) {
  const least = Math.min(old.length, now.length);
  let prefix = 0;
  let suffix = 0;
  const growPrefix = (most) => {
    while (prefix < Math.min(least - suffix, most) && same(old[prefix], now[prefix])) prefix++;
  };
  const growSuffix = (most) => {
    const isSame = () => same(old[old.length - 1 - suffix], now[now.length - 1 - suffix]);
    while (suffix < Math.min(least - prefix, most) && isSame()) suffix++;
  };
  growPrefix(from);
  growSuffix(now.length - to);
  growPrefix(least);
  growSuffix(least);
  // Half of a character (👩) must not stay without the other half.
  const cuts = (signs, at) => isHigh(signs[at - 1]?.sign) && isLow(signs[at]?.sign);
  if (cuts(old, prefix) || cuts(now, prefix)) prefix--;
  if (cuts(old, old.length - suffix) || cuts(now, now.length - suffix)) suffix--;
  return [prefix, suffix];
}

const isHigh = (sign) => typeof sign === "string" && sign >= "\ud800" && sign <= "\udbff";
const isLow = (sign) => typeof sign === "string" && sign >= "\udc00" && sign <= "\udfff";

const within = ({ from, to }, start) => ({ from: from - start, to: to - start });

// How many characters two strings have in common at the beginning and at the end.
function ends(a, b) {
  const least = Math.min(a.length, b.length);
  let prefix = 0;
  while (prefix < least && a[prefix] === b[prefix]) prefix++;
  let suffix = 0;
  while (suffix < least - prefix && a[a.length - 1 - suffix] === b[b.length - 1 - suffix]) suffix++;
  return [prefix, suffix];
}

function deltaOf(signs) {
  const delta = [];
  for (const [index, { sign, marks }] of signs.entries()) {
    if (index && signs[index - 1].marks === marks) delta.at(-1).insert += sign;
    else delta.push({ insert: sign, attributes: attributesOf(marks) });
  }
  return delta;
}

function textOf(delta) {
  const text = new Y.XmlText();
  text.applyDelta(delta);
  return text;
}

function insertWords(text, at, signs) {
  for (const { insert, attributes } of deltaOf(signs)) {
    text.insert(at, insert, attributes);
    at += insert.length;
  }
}

function deleteChild(parent, child) {
  parent.delete(parent.toArray().indexOf(child), 1);
}
