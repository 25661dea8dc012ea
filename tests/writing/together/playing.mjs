// Windows of the editor that write in one document at random, and undo and redo what they did: Yjs as browsers run it.

import * as Y from "yjs";

// A repeatable source of chance (mulberry32).
export function chance(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

function under(parent, kind) {
  return parent.toArray().flatMap((child) => [
    ...(child instanceof kind ? [child] : []),
    ...(child instanceof Y.XmlElement ? under(child, kind) : []),
  ]);
}

function paragraph(words) {
  const element = new Y.XmlElement("paragraph");
  element.insert(0, [new Y.XmlText(words)]);
  return element;
}

const acts = {
  type(fragment, draw, words) {
    const runs = under(fragment, Y.XmlText);
    if (!runs.length) return fragment.insert(0, [paragraph(words)]);
    const run = runs[draw(runs.length)];
    return run.insert(draw(run.length + 1), words, draw(3) ? undefined : { strong: {} });
  },
  erase(fragment, draw) {
    const runs = under(fragment, Y.XmlText).filter((run) => run.length);
    if (!runs.length) return;
    const run = runs[draw(runs.length)];
    const start = draw(run.length);
    run.delete(start, 1 + draw(run.length - start));
  },
  mark(fragment, draw) {
    const runs = under(fragment, Y.XmlText).filter((run) => run.length);
    if (!runs.length) return;
    const run = runs[draw(runs.length)];
    const start = draw(run.length);
    run.format(start, 1 + draw(run.length - start), { [draw(2) ? "strong" : "em"]: draw(2) ? {} : null });
  },
  add(fragment, draw, words) {
    const list = new Y.XmlElement("bullet_list");
    const item = new Y.XmlElement("list_item");
    item.insert(0, [paragraph(words)]);
    list.insert(0, [item]);
    const heading = new Y.XmlElement("heading");
    heading.setAttribute("level", 3);
    heading.insert(0, [new Y.XmlText(words)]);
    fragment.insert(draw(fragment.length + 1), [[paragraph(words), list, heading][draw(3)]]);
  },
  remove(fragment, draw) {
    if (fragment.length > 1) fragment.delete(draw(fragment.length), 1);
  },
  turn(fragment, draw) {
    const headings = under(fragment, Y.XmlElement).filter((element) => element.nodeName === "heading");
    if (headings.length) headings[draw(headings.length)].setAttribute("level", 3 + draw(3));
  },
};
const often = ["type", "type", "type", "erase", "erase", "mark", "add", "remove", "turn"];

// The updates of some windows, in the order in which the server took them, and the document that all of them end with.
export function play({ seed, windows: number, steps, start }) {
  const draw = chance(seed);
  const log = [start];
  let letter = 0x4e00;
  const windows = Array.from({ length: number }, (_, index) => {
    const doc = new Y.Doc();
    doc.clientID = 1 + draw(1000) * number + index;
    Y.applyUpdate(doc, start, "far");
    const fragment = doc.getXmlFragment("text");
    const window = { doc, fragment, seen: 1, unsent: [] };
    window.undo = new Y.UndoManager(fragment, { captureTimeout: 0, trackedOrigins: new Set(["near"]) });
    doc.on("update", (update, origin) => {
      if (origin !== "far") window.unsent.push(update);
    });
    return window;
  });
  const send = (window) => {
    if (window.unsent.length) log.push(Y.mergeUpdates(window.unsent.splice(0)));
  };
  const follow = (window, until) => {
    for (; window.seen < until; window.seen++) Y.applyUpdate(window.doc, log[window.seen], "far");
  };
  for (let step = 0; step < steps; step++) {
    const window = windows[draw(number)];
    const what = draw(10);
    if (what < 5) {
      const words = String.fromCodePoint(...Array.from({ length: 1 + draw(3) }, () => letter++));
      window.doc.transact(() => acts[often[draw(often.length)]](window.fragment, draw, words), "near");
    } else if (what === 5) window.undo.undo();
    else if (what === 6) window.undo.redo();
    else if (what === 7) follow(window, window.seen + draw(log.length - window.seen + 1));
    else send(window);
  }
  // A window that gets marks from two sides takes away what is too much of them, and sends that too.
  do {
    windows.forEach(send);
    for (const window of windows) follow(window, log.length);
  } while (windows.some(({ unsent }) => unsent.length));
  return { log, fragments: windows.map(({ fragment }) => fragment) };
}
