// Lists that do not come as lists, or as lists that no list may be.

import { isEmpty, make } from "./elements.js";

const DEEPEST = 6;

export function mendLists(body) {
  nest(wordItems(body));
  nest(wordOnlineItems(body));
  numberedHeadings(body);
  listsInLists(body);
  for (const item of body.querySelectorAll("li")) if (isEmpty(item)) item.remove();
  for (const list of body.querySelectorAll("ul, ol")) if (!list.children.length) list.remove();
}

// Word sends a list as paragraphs that say «mso-list: l0 level2 lfo1», each with its bullet typed out before it.
function wordItems(body) {
  return [...body.querySelectorAll("p")].flatMap((block) => {
    const place = /mso-list:\s*(l\d+)\s+level(\d+)/i.exec(block.dataset.style);
    if (!place) return [];
    const bullet = takeBullet(block);
    const number = /^[\s(]*(?:(\d+)|[a-z]|[ivxlcdm]+)(?:\.\d+)*[.)]/i.exec(bullet);
    return [{ block, content: block, id: place[1], level: Number(place[2]), tag: number ? "ol" : "ul", start: Number(number?.[1]) }];
  });
}

// Word on the web sends each item as a list of its own, in a wrapper of its own.
function wordOnlineItems(body) {
  return [...body.querySelectorAll(".ListContainerWrapper")].flatMap((block) => {
    const item = block.querySelector("li");
    if (!item) return [];
    const level = Number(item.dataset.ariaLevel ?? item.getAttribute("aria-level")) || 1;
    return [{ block, content: item, id: item.dataset.listid, level, tag: item.closest("ul, ol").localName, start: item.parentElement.start }];
  });
}

// Makes lists in lists of items that follow one another and say how deep they are.
function nest(items) {
  let open = [];
  for (const { block, content, id, level, tag, start } of items) {
    if (open.length && open[0].list.nextElementSibling !== block) open = [];
    const depth = Math.min(level, DEEPEST);
    const beside = open[depth - 1];
    open.length = Math.min(open.length, beside && (beside.id !== id || beside.tag !== tag) ? depth - 1 : depth);
    while (open.length < depth) {
      const list = make(block, tag, tag === "ol" && open.length === depth - 1 && start > 1 ? { start } : {});
      const outer = open.at(-1)?.list;
      if (!outer) block.before(list);
      else (outer.lastElementChild ?? outer.appendChild(make(block, "li"))).append(list);
      open.push({ list, id, tag });
    }
    const item = open.at(-1).list.appendChild(make(block, "li"));
    item.append(...content.childNodes);
    block.remove();
  }
}

function takeBullet(block) {
  const span = [...block.querySelectorAll("span")].find((each) => /mso-list:\s*ignore/i.test(each.dataset.style));
  const bullet = span?.textContent ?? "";
  span?.remove();
  return bullet;
}

// The number before a heading is the section's there, and another one here.
function numberedHeadings(body) {
  for (const heading of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) takeBullet(heading);
}

// A list right in a list, as Google Docs and old pages have it, belongs to the item before it.
function listsInLists(body) {
  for (const list of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) {
    const before = list.previousElementSibling;
    if (before?.localName === "li") {
      before.append(list);
    } else {
      const item = make(list, "li");
      list.before(item);
      item.append(list);
    }
  }
}
