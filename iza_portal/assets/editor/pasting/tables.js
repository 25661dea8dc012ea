// Tables as a text can have them: not for the look of a page, not in each other, and no wider than fits.

import { isEmpty, make, rename, unwrap } from "./elements.js";

// Answers how many columns were left out.
export function mendTables(body, mostColumns) {
  for (const table of [...body.querySelectorAll("table")]) if (isForLooks(table)) spread(table);
  let cut = 0;
  for (const table of body.querySelectorAll("table")) {
    for (const caption of table.querySelectorAll("caption")) table.before(rename(caption, "p"));
    for (const row of table.rows) {
      for (const cell of row.cells) mendCell(cell);
      let columns = 0;
      for (const cell of [...row.cells]) {
        columns += cell.colSpan;
        if (columns > mostColumns) {
          cut = Math.max(cut, columns - mostColumns);
          cell.remove();
        }
      }
    }
    for (const row of [...table.rows]) if (!row.cells.length) row.remove();
    if (!table.rows.length) table.remove();
    else table.rows[0].querySelectorAll("b, strong").forEach(unwrap);
  }
  return cut;
}

function isForLooks(table) {
  return table.querySelector("table") !== null || table.querySelectorAll("td, th").length === 1 || table.getAttribute("role") === "presentation";
}

// Each cell becomes a block of its own.
function spread(table) {
  const cells = [...table.rows].flatMap((row) => [...row.cells]).filter((cell) => cell.closest("table") === table);
  const blocks = cells.map((cell) => {
    const block = make(cell, "div");
    block.append(...cell.childNodes);
    return block;
  });
  table.replaceWith(...blocks);
}

// A cell holds paragraphs and lists.
function mendCell(cell) {
  if (isEmpty(cell)) cell.replaceChildren();
  cell.querySelectorAll("blockquote").forEach(unwrap);
}
