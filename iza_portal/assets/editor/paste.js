// Pasted text, made ready for the schema: which keeps only what it knows, so that scripts, colours and sizes stay out.

import { Plugin } from "prosemirror-state";

import { limits } from "./schema.js";

export class Pasting {
  constructor({ status }) {
    this.plugins = [
      new Plugin({
        props: {
          transformPastedHTML: cleanHtml,
          transformPastedText: cleanPlain,
          handlePaste(_, event) {
            if (!isTooLarge(event.clipboardData)) return false;
            status.say("Dit stuk is te groot om te plakken. Plak het in delen.");
            return true;
          },
        },
      }),
    ];
  }
}

// What cannot be kept (texts/check.py): control characters but for the tab, and halves of characters.
const badCharacters = /[\0-\x08\x0a-\x1f\x7f-\x9f\ufffe\uffff]|\p{Surrogate}/gu;

export function withoutBadCharacters(text) {
  return text.replace(badCharacters, " ");
}

// Lines are kept here: they become paragraphs.
export function cleanPlain(text) {
  return text.replace(/[^\r\n]+/g, withoutBadCharacters);
}

export function cleanHtml(html) {
  // The Content-Security-Policy would refuse styles and handlers, and say so for each, before they could be read.
  const harmless = html
    .replace(/<style[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));
  const { body } = new DOMParser().parseFromString(harmless, "text/html");
  wordLists(body);
  stylesToMarks(body);
  lowerHeadings(body);
  return body.innerHTML;
}

export function isTooLarge(data) {
  return Math.max(data.getData("text/html").length, data.getData("text/plain").length) > limits.bytes;
}

// Word sends a list as paragraphs that say «mso-list: l0 level2 lfo1», each with its bullet typed out before it.
function wordLists(body) {
  let lists = [];
  for (const paragraph of [...body.querySelectorAll("p")]) {
    const place = /mso-list:\s*l\d+\s+level(\d+)/i.exec(paragraph.dataset.style);
    if (!place) {
      lists = [];
      continue;
    }
    const level = Math.min(Number(place[1]), 6);
    const bullet = bulletOf(paragraph);
    if (lists.length && lists[0].nextElementSibling !== paragraph) lists = [];
    lists.length = Math.min(lists.length, level);
    while (lists.length < level) {
      const list = make(paragraph, /^[\s(]*(\d+|[a-z])[.)]/i.test(bullet) ? "ol" : "ul");
      const outer = lists.at(-1);
      if (!outer) paragraph.before(list);
      else (outer.lastElementChild ?? outer.appendChild(make(paragraph, "li"))).append(list);
      lists.push(list);
    }
    const item = lists.at(-1).appendChild(make(paragraph, "li"));
    item.append(...paragraph.childNodes);
    paragraph.remove();
  }
}

function make(beside, tag) {
  return beside.ownerDocument.createElement(tag);
}

function bulletOf(paragraph) {
  const span = [...paragraph.querySelectorAll("span")].find((each) => /mso-list:\s*ignore/i.test(each.dataset.style));
  const bullet = span?.textContent ?? "";
  span?.remove();
  return bullet;
}

// Google Docs says bold and italic in styles, and wraps all that it copies in a <b> that is not bold.
function stylesToMarks(body) {
  for (const element of body.querySelectorAll("[data-style]")) {
    const { style } = element.dataset;
    delete element.dataset.style;
    if (/^(B|STRONG)$/.test(element.tagName) && /font-weight:\s*(normal|[1-5]00)/i.test(style)) {
      element.replaceWith(...element.childNodes);
    } else if (element.tagName === "SPAN") {
      if (/font-weight:\s*(bold|[6-9]00)/i.test(style)) wrapContent(element, "strong");
      if (/font-style:\s*italic/i.test(style)) wrapContent(element, "em");
    }
  }
}

function wrapContent(element, tag) {
  const mark = make(element, tag);
  mark.append(...element.childNodes);
  element.append(mark);
}

// Headings of a section begin at level 3; a document from elsewhere begins at 1 and keeps its order of levels.
function lowerHeadings(body) {
  const headings = [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const shift = 3 - Math.min(...headings.map((heading) => Number(heading.tagName[1])));
  if (!headings.length || shift <= 0) return;
  for (const heading of headings) {
    const lower = body.ownerDocument.createElement(`h${Math.min(Number(heading.tagName[1]) + shift, 5)}`);
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
}
