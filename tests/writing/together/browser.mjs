// What the editor in a browser makes of documents and texts: Yjs and y-prosemirror themselves, with the schema of texts.
// Reads one command as JSON on each line of its input, and answers one line of JSON.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import { Node, Schema } from "prosemirror-model";
import { initProseMirrorDoc, prosemirrorJSONToYDoc, updateYFragment } from "y-prosemirror";
import * as Y from "yjs";

import { play } from "./playing.mjs";

const source = JSON.parse(readFileSync(new URL("../../../iza_portal/texts/schema.json", import.meta.url)));

function specs(given, own = () => ({})) {
  return Object.fromEntries(
    Object.entries(given).map(([name, { attrs = {}, content, group, inline, only_in_documents: overlaps }]) => [
      name,
      {
        content,
        group,
        inline,
        attrs: Object.fromEntries(
          Object.entries(attrs).map(([attr, { default: value }]) => [attr, value === undefined ? {} : { default: value }]),
        ),
        ...(overlaps ? { excludes: "" } : {}),
      },
    ]),
  );
}

const schema = new Schema({ nodes: specs(source.nodes), marks: specs(source.marks) });
const coded = (bytes) => Buffer.from(bytes).toString("base64");
const decoded = (text) => new Uint8Array(Buffer.from(text, "base64"));

function opened(updates) {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, decoded(update));
  return doc;
}

function raw(parent) {
  return parent.toArray().map((child) => {
    if (child instanceof Y.XmlText) {
      const parts = [];
      for (const { insert, attributes = {} } of child.toDelta()) {
        const marks = Object.keys(attributes).sort();
        // Yjs parts what has the same marks where a mark was taken off.
        if (String(parts.at(-1)?.[1]) === String(marks)) parts.at(-1)[0] += insert;
        else parts.push([insert, marks]);
      }
      return parts;
    }
    const attributes = Object.entries(child.getAttributes()).sort(([one], [other]) => (one < other ? -1 : 1));
    return [child.nodeName, attributes, raw(child)];
  });
}

// One document stays open between commands, as a window of the editor.
let open;

const commands = {
  // The text that a document shows, and the updates that showing it and looking at it cause.
  read({ updates }) {
    const doc = opened(updates);
    const caused = [];
    doc.on("update", (update) => caused.push(coded(update)));
    const fragment = doc.getXmlFragment("text");
    const { doc: node, meta } = initProseMirrorDoc(fragment, schema);
    node.check();
    updateYFragment(doc, fragment, node, meta);
    return { tree: node.toJSON(), caused, pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null };
  },
  // All that stands in a document, valid or not: what `documents.raw` answers at the server.
  raw({ updates }) {
    const doc = opened(updates);
    const pending = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
    return { raw: raw(doc.getXmlFragment("text")), pending };
  },
  // What windows wrote at random, as the server took it, and what each of them shows in the end.
  play({ start, ...given }) {
    const { log, fragments } = play({ start: decoded(start), ...given });
    return { log: log.map(coded), shown: fragments.map(raw) };
  },
  // A new document with a text.
  write({ tree }) {
    return { update: coded(Y.encodeStateAsUpdate(prosemirrorJSONToYDoc(schema, tree, "text"))) };
  },
  open({ updates, client }) {
    const doc = opened(updates);
    if (client) doc.clientID = client;
    const fragment = doc.getXmlFragment("text");
    open = { doc, fragment, meta: initProseMirrorDoc(fragment, schema).meta };
    return {};
  },
  // The update that the editor sends when its text became this.
  become({ tree }) {
    const sent = [];
    const note = (update) => sent.push(coded(update));
    open.doc.on("update", note);
    updateYFragment(open.doc, open.fragment, Node.fromJSON(schema, tree), open.meta);
    open.doc.off("update", note);
    return { updates: sent };
  },
  follow({ updates }) {
    for (const update of updates) Y.applyUpdate(open.doc, decoded(update));
    const { doc: node, meta } = initProseMirrorDoc(open.fragment, schema);
    open.meta = meta;
    return { tree: node.toJSON() };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...given } = JSON.parse(line);
  let answer;
  try {
    answer = commands[command](given);
  } catch (error) {
    answer = { error: String(error.stack) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
