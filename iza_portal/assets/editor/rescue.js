// Text that was typed in a block while a colleague joined it with another, wrapped it or deleted it goes with the block,
// though nobody deleted a character of it. The window that it was typed in puts it back: at its place where that can be
// found, else in a paragraph of its own. If that window is gone, the window that deleted the block does.

import * as Y from "yjs";

import { livingBefore, outermostDeleted } from "./positions.js";

const lists = ["bullet_list", "ordered_list"];
const inTables = ["table", "table_row"];
const AWAY = 15_000; // milliseconds without an answer, after which others may take this window for gone
const LEAF = "\ufffc"; // stands for a line break or a footnote among words

export class Rescue {
  // `tell(whose)` hears that a text stands in a paragraph of its own now: «own» or «other».
  constructor({ session, schema, tell }) {
    Object.assign(this, { session, schema, tell });
    this.doc = session.doc;
    this.deletedHere = new WeakSet(); // blocks and what else is made of items
    this.orphans = []; // texts of other windows that fell with a block which was deleted here
    this.doc.on("afterTransaction", (transaction) => {
      if (transaction.origin === session) this.#look(transaction);
      else this.#note(transaction);
    });
    this.heardAt = session.world.now();
    session.onAnswer(() => {
      this.heardAt = session.world.now();
      this.#adopt();
    });
  }

  #note(transaction) {
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (item) => {
      if (item.content instanceof Y.ContentType) this.deletedHere.add(item);
    });
  }

  #look(transaction) {
    if (!transaction.deleteSet.clients.size || !this.session.isWritable) return;
    const named = Y.mergeDeleteSets(transaction.meta.get("updates").map((update) => Y.decodeUpdate(update).ds));
    const fallen = new Fallen(transaction, named, this.schema, this.session.fragment);
    if (!fallen.blocks.size) return;
    const news = new News(transaction);
    for (const [dead, blocks] of fallen.byDeadBlock()) {
      for (const block of blocks) {
        for (const client of fallen.clientsIn(block)) {
          const lost = fallen.lostIn(block, client);
          if (client === this.doc.clientID) this.#putBack(dead, lost, news);
          else if (this.#wasDeletedHere(block)) this.orphans.push({ dead, client, ...lost });
        }
      }
    }
  }

  #wasDeletedHere(block) {
    for (let item = block._item; item; item = item.parent._item) if (this.deletedHere.has(item)) return true;
    return false;
  }

  #putBack(dead, lost, news) {
    const wasAway = this.session.world.now() - this.heardAt > AWAY;
    if (wasAway && !lost.hasLeaf && news.hasBlock(lost.words)) return;
    const place = lost.hasLeaf ? null : news.find(lost.known);
    this.doc.transact(() => {
      if (place) {
        for (const { delta, offset } of lost.runs.toReversed()) insertDelta(place.text, place.at + offset, delta);
      } else {
        this.#paragraph(dead, lost);
      }
    }, this);
    if (!place) this.tell("own");
  }

  // The windows of these texts are gone and did not put them back.
  #adopt() {
    if (!this.orphans.length || !this.session.isWritable) return;
    const present = new Set(this.session.present.map(({ tab }) => tab));
    this.orphans = this.orphans.filter((orphan) => {
      if (hasWrittenAgain(this.doc, orphan)) return false;
      if (present.has(orphan.client)) return true;
      this.doc.transact(() => this.#paragraph(orphan.dead, orphan), this);
      this.tell("other");
      return false;
    });
  }

  #paragraph(dead, { runs }) {
    let item = dead;
    let after = 0;
    while (inTables.includes(item.parent.nodeName)) {
      item = item.parent._item;
      after = 1;
    }
    const { parent } = item;
    const index = livingBefore(item) + after;
    const content = contentOf(runs.flatMap(({ delta }) => delta));
    if (this.schema.nodes[parent.nodeName]?.inlineContent) {
      parent.insert(index, content);
      return;
    }
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, content);
    if (!lists.includes(parent.nodeName)) {
      parent.insert(index, [paragraph]);
      return;
    }
    const point = new Y.XmlElement("list_item");
    point.insert(0, [paragraph]);
    parent.insert(index, [point]);
  }
}

// What a transaction deleted without anybody having deleted it: it fell with what it was in.
class Fallen {
  constructor(transaction, named, schema, fragment) {
    Object.assign(this, { transaction, named, schema, fragment });
    this.blocks = new Map(); // a block of words: the clients whose signs fell in it
    Y.iterateDeletedStructs(transaction, transaction.deleteSet, (item) => {
      if (!(item instanceof Y.Item) || !this.#isSign(item) || !this.partsOf(item).length) return;
      const { parent } = item;
      const block = parent instanceof Y.XmlText ? parent._item.parent : parent;
      if (!this.blocks.has(block)) this.blocks.set(block, new Set());
      this.blocks.get(block).add(item.id.client);
    });
  }

  #isSign({ content, parent }) {
    if (content instanceof Y.ContentString) return parent instanceof Y.XmlText && parent._item !== null;
    return isLeaf(content, this.schema) && this.schema.nodes[parent.nodeName]?.inlineContent === true;
  }

  // The parts [from, to) of an item that fell.
  partsOf({ id, length }) {
    const parts = [];
    for (let from = 0; from < length; from++) {
      const each = Y.createID(id.client, id.clock + from);
      if (!Y.isDeleted(this.transaction.deleteSet, each) || Y.isDeleted(this.named, each)) continue;
      if (parts.length && parts.at(-1)[1] === from) parts.at(-1)[1]++;
      else parts.push([from, from + 1]);
    }
    return parts;
  }

  clientsIn(block) {
    return this.blocks.get(block);
  }

  // The outermost items that are gone, each with the blocks in it, in the order of the text.
  byDeadBlock() {
    const byDead = new Map();
    for (const block of this.blocks.keys()) {
      const dead = outermostDeleted(this.#innermostDeleted(block));
      if (!dead) continue;
      if (!byDead.has(dead)) byDead.set(dead, []);
      byDead.get(dead).push(block);
    }
    if (this.blocks.size < 2) return byDead;
    const order = new Map();
    eachElement(this.fragment, (element) => order.set(element, order.size));
    const byPlace = (one, other) => order.get(one) - order.get(other);
    for (const blocks of byDead.values()) blocks.sort(byPlace);
    return new Map([...byDead].sort(([, one], [, other]) => byPlace(one[0], other[0])));
  }

  // The block itself, or a text in it that was taken away while the block stayed.
  #innermostDeleted(block) {
    if (outermostDeleted(block._item)) return block._item;
    for (let item = block._start; item; item = item.right) {
      if (item.deleted && item.content instanceof Y.ContentType && this.#holdsFallen(item)) return item;
    }
    return null;
  }

  #holdsFallen(item) {
    for (let sign = item.content.type._start; sign; sign = sign.right) {
      if (sign.deleted && this.#isSign(sign) && this.partsOf(sign).length) return true;
    }
    return this.#isSign(item) && this.partsOf(item).length > 0;
  }

  // What fell in the block of this client: in runs, each with the place that it had among the words that the other knew.
  lostIn(block, client) {
    const lost = { runs: [], known: "", words: "", hasLeaf: false, until: 0 };
    let run = null;
    const take = (piece) => {
      if (!run) lost.runs.push((run = { offset: lost.known.length, delta: [] }));
      run.delta.push(piece);
    };
    const know = (words) => {
      lost.known += words;
      run = null;
    };
    const wasThere = (item) => !item.deleted || Y.isDeleted(this.transaction.deleteSet, item.id);
    const isMine = (item) => item.id.client === client;
    for (let item = block._start; item; item = item.right) {
      if (!(item.content instanceof Y.ContentType)) continue;
      const { type } = item.content;
      if (!(type instanceof Y.XmlText)) {
        if (isMine(item) && this.partsOf(item).length) {
          lost.hasLeaf = true;
          lost.until = Math.max(lost.until, item.id.clock + 1);
          take({ leaf: type });
        } else if (wasThere(item)) {
          know(LEAF);
        }
        continue;
      }
      const attributes = {};
      for (let sign = type._start; sign; sign = sign.right) {
        if (sign.content instanceof Y.ContentFormat) {
          if (wasThere(sign)) attributes[sign.content.key] = sign.content.value;
          continue;
        }
        if (!(sign.content instanceof Y.ContentString)) continue;
        const { str } = sign.content;
        let at = 0;
        for (const [from, to] of isMine(sign) ? this.partsOf(sign) : []) {
          if (from > at && wasThere(sign)) know(str.slice(at, from));
          take({ insert: str.slice(from, to), attributes: kept(attributes) });
          lost.words += str.slice(from, to);
          lost.until = Math.max(lost.until, sign.id.clock + to);
          at = to;
        }
        if (at < str.length && wasThere(sign)) know(str.slice(at));
      }
    }
    return lost;
  }
}

// What is new in the text since a transaction: the place where the words of a deleted block went.
class News {
  constructor(transaction) {
    this.transaction = transaction;
    this.texts = new Set();
    transaction.afterState.forEach((end, client) => {
      const begin = transaction.beforeState.get(client) ?? 0;
      if (begin >= end) return;
      const structs = transaction.doc.store.clients.get(client);
      for (let index = Y.findIndexSS(structs, begin); index < structs.length; index++) {
        const item = structs[index];
        const isWords = item instanceof Y.Item && !item.deleted && item.content instanceof Y.ContentString;
        if (isWords && item.parent instanceof Y.XmlText && !outermostDeleted(item.parent._item)) this.texts.add(item.parent);
      }
    });
  }

  // A text that got all these words in one piece, and where they begin in it.
  find(words) {
    if (!words) return null;
    for (const text of this.texts) {
      const [old, string] = this.#signs(text);
      for (let at = string.indexOf(words); at >= 0; at = string.indexOf(words, at + 1)) {
        if (!old.slice(at, at + words.length).includes(true)) return { text, at };
      }
    }
    return null;
  }

  // Whether somebody put exactly these words back already.
  hasBlock(words) {
    return [...this.texts].some((text) => {
      const [old, string] = this.#signs(text);
      return string === words && !old.includes(true);
    });
  }

  #signs(text) {
    const old = [];
    let string = "";
    for (let item = text._start; item; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentString)) continue;
      const isOld = item.id.clock < (this.transaction.beforeState.get(item.id.client) ?? 0);
      for (let index = 0; index < item.length; index++) old.push(isOld);
      string += item.content.str;
    }
    return [old, string];
  }
}

// Whether the client wrote the words anew after they fell: then it put them back itself.
function hasWrittenAgain(doc, { client, until, words }) {
  const structs = doc.store.clients.get(client) ?? [];
  let string = "";
  for (const item of structs) {
    if (item.id.clock < until || item.deleted) continue;
    if (item.content instanceof Y.ContentString) string += item.content.str;
  }
  return words !== "" && string.includes(words);
}

function isLeaf(content, schema) {
  return content instanceof Y.ContentType && schema.nodes[content.type.nodeName]?.isInline === true;
}

// All elements in the order of the text, those that are gone included.
function eachElement(parent, visit) {
  for (let item = parent._start; item; item = item.right) {
    const type = item.content?.type;
    if (!(type instanceof Y.XmlElement)) continue;
    visit(type);
    eachElement(type, visit);
  }
}

const kept = (attributes) => Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));

function insertDelta(text, at, delta) {
  for (const { insert, attributes } of delta) {
    text.insert(at, insert, attributes);
    at += insert.length;
  }
}

function contentOf(delta) {
  const content = [];
  for (const { leaf, insert, attributes } of delta) {
    if (leaf) {
      content.push(copyOfLeaf(leaf));
    } else {
      if (!(content.at(-1) instanceof Y.XmlText)) content.push(new Y.XmlText());
      content.at(-1).applyDelta([{ insert, attributes }]);
    }
  }
  return content;
}

// Its attributes are deleted with it, and still readable.
function copyOfLeaf(leaf) {
  const copy = new Y.XmlElement(leaf.nodeName);
  for (const [name, item] of leaf._map) copy.setAttribute(name, item.content.getContent().at(-1));
  return copy;
}
