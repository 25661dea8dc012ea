// Rows that people put in order are dragged by the mouse as well: the form of their buttons says where they went.
// Without this script, and by keyboard or touch, the buttons do it.

let dragged = null;

document.addEventListener("dragstart", begin);
document.addEventListener("dragover", over);
document.addEventListener("drop", drop);
document.addEventListener("dragend", end);
// Rows that come in later, when a piece of the page is swapped, are dragged as well.
document.addEventListener("htmx:afterSettle", allow);
allow();

function allow() {
  for (const list of document.querySelectorAll("[data-sortable]")) {
    for (const row of rowsOf(list)) if (formOf(row) && !row.draggable) row.draggable = true;
  }
}

function rowsOf(list) {
  return [...list.children].filter((child) => child.hasAttribute("data-row"));
}

function formOf(row) {
  return row.querySelector("form:has(> [name=richting])");
}

function begin(event) {
  const row = event.target;
  const list = row.parentElement?.closest?.("[data-sortable]");
  if (!row.matches?.("[data-row]") || row.parentElement !== list) return;
  dragged = { list, row, from: rowsOf(list).indexOf(row) };
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", "");
  row.classList.add("dragged");
}

function over(event) {
  const list = dragged?.list;
  if (!list?.contains(event.target)) return;
  event.preventDefault();
  const before = rowsOf(list).find((row) => {
    const { top, height } = row.getBoundingClientRect();
    return row !== dragged.row && event.clientY < top + height / 2;
  });
  if (before) list.insertBefore(dragged.row, before);
  else list.append(dragged.row);
}

function drop(event) {
  if (!dragged?.list.contains(event.target)) return;
  event.preventDefault();
  const { list, row, from } = dragged;
  const steps = rowsOf(list).indexOf(row) - from;
  if (!steps) return;
  const form = formOf(row);
  const places = document.createElement("input");
  Object.assign(places, { type: "hidden", name: "plaatsen", value: String(Math.abs(steps)) });
  form.append(places);
  dragged.isSent = true;
  form.addEventListener("htmx:afterRequest", (answer) => {
    // Refused: the order is still what it was.
    if (!answer.detail.successful) putBack({ list, row, from });
    places.remove();
  }, { once: true });
  // As if by hand, so that the form knows which of its buttons it was.
  const button = form.querySelector(`[value=${steps < 0 ? "omhoog" : "omlaag"}]`);
  button.focus({ preventScroll: true });
  button.click();
}

function end() {
  if (!dragged) return;
  dragged.row.classList.remove("dragged");
  // Let go beside the list: it goes back to where it was.
  if (!dragged.isSent) putBack(dragged);
  dragged = null;
}

function putBack({ list, row, from }) {
  list.insertBefore(row, rowsOf(list).filter((each) => each !== row)[from] ?? null);
}
