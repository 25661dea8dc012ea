// Rows that people put in order are dragged by the mouse as well: the form of their buttons says where they went.
// Without this script, and by keyboard or touch, the buttons do it.

for (const list of document.querySelectorAll("[data-sortable]")) {
  for (const row of rowsOf(list)) {
    if (!formOf(row)) continue;
    row.draggable = true;
    row.addEventListener("dragstart", (event) => begin(event, list, row));
    row.addEventListener("dragend", () => end(list));
  }
  list.addEventListener("dragover", (event) => over(event, list));
  list.addEventListener("drop", (event) => drop(event, list));
}

let dragged = null;

function rowsOf(list) {
  return [...list.children].filter((child) => child.hasAttribute("data-row"));
}

function formOf(row) {
  return row.querySelector("form:has(> [name=richting])");
}

function begin(event, list, row) {
  // Lists stand in lists: the innermost row is the one that is meant.
  if (event.target !== row || dragged) return;
  dragged = { list, row, from: rowsOf(list).indexOf(row) };
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  row.classList.add("dragged");
}

function over(event, list) {
  if (dragged?.list !== list) return;
  event.preventDefault();
  const before = rowsOf(list).find((row) => {
    const { top, height } = row.getBoundingClientRect();
    return row !== dragged.row && event.clientY < top + height / 2;
  });
  if (before) list.insertBefore(dragged.row, before);
  else list.append(dragged.row);
}

function drop(event, list) {
  if (dragged?.list !== list) return;
  event.preventDefault();
  const { row, from } = dragged;
  const steps = rowsOf(list).indexOf(row) - from;
  if (!steps) return;
  const form = formOf(row);
  const places = document.createElement("input");
  Object.assign(places, { type: "hidden", name: "plaatsen", value: String(Math.abs(steps)) });
  form.append(places);
  dragged.isSent = true;
  form.requestSubmit(form.querySelector(`[value=${steps < 0 ? "omhoog" : "omlaag"}]`));
}

function end(list) {
  if (dragged?.list !== list) return;
  const { row, from, isSent } = dragged;
  row.classList.remove("dragged");
  // Let go beside the list: it goes back to where it was.
  if (!isSent) list.insertBefore(row, rowsOf(list).filter((each) => each !== row)[from] ?? null);
  dragged = null;
}
