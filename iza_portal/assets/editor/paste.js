// Pasted text, made ready for the schema: which keeps only what it knows, so that scripts, colours and sizes stay out.

import { Plugin } from "prosemirror-state";

import { hasStyle, isEmpty, make, rename, unwrap } from "./pasting/elements.js";
import { mendLists } from "./pasting/lists.js";
import { takeNotes } from "./pasting/notes.js";
import { mendTables } from "./pasting/tables.js";
import { headingsByStyle, straightenLinks, stylesToMarks, takeChanges, takeOutComments, takeOutUnseen } from "./pasting/word.js";
import { limits, place } from "./schema.js";

export class Pasting {
  constructor({ status }) {
    this.status = status;
    this.plugins = [
      new Plugin({
        props: {
          transformPastedHTML: (html) => this.#clean(html),
          transformPastedText: cleanPlain,
          handlePaste(_, event) {
            if (!isTooLarge(event.clipboardData)) return false;
            status.tell("Dit stuk is te groot om te plakken. Plak het in delen.");
            return true;
          },
        },
      }),
    ];
  }

  #clean(html) {
    const { html: clean, left } = cleanHtml(html);
    const sentences = inWords(left);
    if (sentences) this.status.tell(sentences);
    return clean;
  }
}

// What was left out, for the person who pastes it.
export function inWords({ pictures, notes, columns }) {
  const sentences = [];
  if (pictures) {
    sentences.push(
      pictures === 1
        ? "1 afbeelding is niet meegeplakt. Zet die in de tekst met de knop Afbeelding; daar geeft u ook een beschrijving."
        : `${pictures} afbeeldingen zijn niet meegeplakt. Zet ze een voor een in de tekst met de knop Afbeelding; daar geeft u ook een beschrijving.`,
    );
  }
  if (notes) sentences.push(notes === 1 ? "1 noot is niet meegeplakt: de tekst ervan zat er niet bij." : `${notes} noten zijn niet meegeplakt: de tekst ervan zat er niet bij.`);
  if (columns) sentences.push(`Een tabel heeft meer dan ${limits.columns} kolommen. De kolommen die niet passen zijn niet meegeplakt.`);
  return sentences.join(" ");
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

// Answers the HTML, and what is `left` out of it: how many pictures, footnotes without their text, and columns.
export function cleanHtml(html) {
  // The Content-Security-Policy would refuse styles and handlers, and say so for each, before they could be read.
  const harmless = html
    .replace(/<style[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));
  const { body } = new DOMParser().parseFromString(harmless, "text/html");
  const left = { pictures: 0, notes: 0, columns: 0 };
  takeOutUnseen(body);
  left.pictures = takeOutPictures(body);
  // What comes from a text of the portal is as it should be.
  if (!body.querySelector("[data-pm-slice]")) {
    takeChanges(body);
    takeOutComments(body);
    foldEmpty(body);
    left.notes = takeNotes(body);
    headingsByStyle(body);
    mendLists(body);
    straightenLinks(body);
    stylesToMarks(body);
    left.columns = mendTables(body, limits.columns);
    mendHeadings(body);
    mendQuotes(body);
    foldEmpty(body);
  }
  return { html: body.innerHTML, left };
}

export function isTooLarge(data) {
  return Math.max(data.getData("text/html").length, data.getData("text/plain").length) > limits.bytes;
}

// A picture comes into a text by the button alone, with its description. Those of this text are there already. What is as
// small as a dot counts how often a page is read.
function takeOutPictures(body) {
  let count = 0;
  for (const picture of body.querySelectorAll("[data-picture]")) {
    if (picture.dataset.text === place.url) continue;
    count++;
    picture.remove();
  }
  for (const image of body.querySelectorAll("img")) {
    if (image.closest("[data-picture]")) continue;
    const isDot = [image.getAttribute("width"), image.getAttribute("height")].some((size) => /^[0-3](px)?$/.test(size));
    const isBullet = [...ancestors(image)].some((element) => hasStyle(element, /mso-list:\s*ignore/i));
    if (!isDot && !isBullet) count++;
    image.remove();
  }
  return count;
}

function* ancestors(element) {
  for (let each = element.parentElement; each; each = each.parentElement) yield each;
}

// Headings of a section begin at level 3; a document from elsewhere begins at 1 and keeps its order of levels.
function mendHeadings(body) {
  for (const heading of body.querySelectorAll(":is(td, th, li, blockquote) :is(h1, h2, h3, h4, h5, h6)")) {
    const strong = make(heading, "strong");
    strong.append(...heading.childNodes);
    heading.append(strong);
    rename(heading, "p");
  }
  const headings = [...body.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((heading) => !isEmpty(heading));
  const shift = 3 - Math.min(...headings.map((heading) => Number(heading.tagName[1])));
  for (const heading of headings) {
    heading.querySelectorAll("b, strong").forEach(unwrap);
    for (const br of heading.querySelectorAll("br")) br.replaceWith(" ");
    if (shift > 0) rename(heading, `h${Math.min(Number(heading.tagName[1]) + shift, 5)}`);
  }
}

// A quote in a quote, as in mail, or in a list, is a paragraph there.
function mendQuotes(body) {
  body.querySelectorAll(":is(blockquote, li) blockquote").forEach(unwrap);
}

const blocks = "p, div, h1, h2, h3, h4, h5, h6, blockquote, li, td, th";
const inText = "br, b, strong, i, em, u, s, a, sup, sub, span, font, small, code";

// Blocks without words make the distance between others, which the look does here.
function foldEmpty(body) {
  for (const br of body.querySelectorAll("br")) {
    const before = neighbour(br, "previousSibling");
    const after = neighbour(br, "nextSibling");
    if (!isInText(before) || !after) br.remove();
  }
  for (const block of [...body.querySelectorAll(blocks)].reverse()) {
    trimBlanks(block);
    if (isEmpty(block) && !/^(LI|TD|TH)$/.test(block.tagName)) block.remove();
  }
}

function neighbour(node, side) {
  let beside = node[side];
  while (beside && beside.nodeType !== Node.ELEMENT_NODE && !beside.data.trim()) beside = beside[side];
  return beside;
}

function isInText(node) {
  return node !== null && (node.nodeType !== Node.ELEMENT_NODE || node.matches(inText));
}

// Blanks that do not break are kept between words, and nowhere else.
function trimBlanks(block) {
  const walker = block.ownerDocument.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) text.data = text.data.replace(/\s*\u00a0\s*/g, (blank) => (blank.length > 1 ? " " : blank));
  const last = texts.findLast((text) => text.data);
  if (last) last.data = last.data.replace(/\u00a0$/, "");
  const first = texts.find((text) => text.data);
  if (first) first.data = first.data.replace(/^\u00a0/, "");
}
