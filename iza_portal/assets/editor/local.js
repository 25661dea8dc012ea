// What the editor mends by itself in what is written here. It leaves alone what others write: their windows mend it, and
// two windows that mend the same thing would do it twice, or for ever.

import { Plugin } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { TransformError } from "prosemirror-transform";

import { withoutBadCharacters } from "./paste.js";
import { schema } from "./schema.js";
import { isTyped } from "./together.js";

const { nodes } = schema;

// The first row of a table is its header, whatever happens to the rows: the server reads it so too.
const headerRow = new Plugin({
  appendTransaction(transactions, before, { doc, tr }) {
    if (!transactions.some(isTyped)) return null;
    const known = new Set(before.doc.children);
    doc.forEach((table, offset) => {
      if (table.type !== nodes.table || known.has(table)) return;
      table.firstChild.forEach((cell, within) => {
        if (cell.type === nodes.table_cell) tr.setNodeMarkup(offset + 2 + within, nodes.table_header, cell.attrs);
      });
    });
    return tr.docChanged ? tr : null;
  },
});

function tables() {
  const { spec } = tableEditing();
  return new Plugin({
    ...spec,
    appendTransaction(transactions, before, state) {
      let tr = null;
      try {
        tr = spec.appendTransaction(transactions, before, state);
      } catch (error) {
        // A table that two people changed at once can be too broken to be mended by these rules; it is shown as it is, and
        // what is written in it is kept.
        if (!(error instanceof TransformError || error instanceof RangeError)) throw error;
      }
      return tr?.docChanged && !transactions.some(isTyped) ? null : tr;
    },
  });
}

// The server refuses control characters and halves of characters, with all that comes with them; and in the shared text a
// line break or a footnote has no marks.
const writable = new Plugin({
  appendTransaction(transactions, before, { doc, tr }) {
    if (!transactions.some(isTyped)) return null;
    const known = new Set(before.doc.children);
    doc.forEach((block, offset) => {
      if (known.has(block)) return;
      block.descendants((node, pos) => {
        const at = offset + 1 + pos;
        if (node.isText) {
          const good = withoutBadCharacters(node.text);
          if (good !== node.text) tr.replaceWith(at, at + node.nodeSize, schema.text(good, node.marks));
        } else if (node.isInline && node.marks.length) {
          tr.setNodeMarkup(at, null, null, []);
        }
      });
    });
    return tr.docChanged ? tr : null;
  },
});

export const mendings = () => [tables(), headerRow, writable];
