// Footnotes of Word, LibreOffice, Google Docs, encyclopedias and the portal's own pages: a mark that leads to a text, which
// leads back. They become footnotes here.

import { make, withStyle } from "./elements.js";

// The mark itself: a number, a letter or a sign, perhaps in brackets.
const mark = /^\W{0,2}(\d{1,4}|[a-z]{1,4}|[*†‡§])\W{0,2}$/i;
const inline = new Set(["A", "SUP", "SPAN", "FONT", "B", "STRONG", "I", "EM", "SMALL"]);
const LONGEST = 1000;

// Answers how many marks stood there of which the text was not there.
export function takeNotes(body) {
  const places = new Map();
  for (const element of body.querySelectorAll("[id], a[name]")) {
    for (const key of [element.id, element.getAttribute("name")]) if (key && !places.has(key)) places.set(key, element);
  }
  const ends = new Set();
  let without = 0;
  for (const link of [...body.querySelectorAll("a[href*='#']")]) {
    if (!mark.test(link.textContent.trim())) continue;
    const target = places.get(hashOf(link));
    const note = target?.closest("li, dd, aside, div[id], p, div");
    const backs = note && !note.contains(link) ? linksBack(note, link, places) : [];
    if (backs.length) {
      ends.add(note);
      const text = textOf(note, places);
      const place = wholeOf(link);
      if (text) place.replaceWith(make(link, "sup", { "data-footnote": text }));
      else place.remove();
    } else if (!target && isMark(link)) {
      without++;
      wholeOf(link).remove();
    }
  }
  for (const note of ends) takeOut(note, body);
  for (const list of withStyle(body, /mso-element:\s*(footnote|endnote)-list/i)) list.remove();
  notesOutOfHeadings(body);
  return without;
}

function hashOf(link) {
  const [, hash] = /#(.+)$/.exec(link.getAttribute("href")) ?? [];
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

function linksBack(note, link, places) {
  return [...note.querySelectorAll("a[href*='#']")].filter((back) => {
    const origin = places.get(hashOf(back));
    return origin && (origin.contains(link) || link.contains(origin));
  });
}

function isMark(link) {
  return Boolean(link.closest("sup, .MsoFootnoteReference, .MsoEndnoteReference") || /mso-(foot|end)note-id/i.test(link.dataset.style));
}

// The link with what is around it alone: <sup>[<a>1</a>]</sup>.
function wholeOf(link) {
  let whole = link;
  const words = link.textContent.replace(/\W/g, "");
  while (inline.has(whole.parentElement.tagName) && whole.parentElement.textContent.replace(/\W/g, "") === words) {
    whole = whole.parentElement;
  }
  return whole;
}

function textOf(note, places) {
  const copy = note.cloneNode(true);
  for (const link of copy.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href");
    // What leads to a place in what was pasted leads back.
    if (href.includes("#") && places.has(hashOf(link))) link.remove();
    else if (/^https?:/.test(href) && !link.textContent.includes("://")) link.append(` (${href})`);
  }
  const words = copy.textContent.replace(/\s+/g, " ").replace(/^[\s↑^.,:;()[\]]+/, "").trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 1)}…` : words;
}

function takeOut(note, body) {
  const list = note.closest("ol, ul, dl");
  note.remove();
  if (!list || list.children.length || !body.contains(list)) return;
  // The title above it says «Noten» of nothing.
  if (list.previousElementSibling?.classList.contains("notes-title")) list.previousElementSibling.remove();
  list.remove();
}

// A heading holds words only: its footnote moves to the paragraph after it.
function notesOutOfHeadings(body) {
  for (const note of body.querySelectorAll(":is(h1, h2, h3, h4, h5, h6) [data-footnote]")) {
    const heading = note.closest("h1, h2, h3, h4, h5, h6");
    let next = heading.nextElementSibling;
    if (next?.localName !== "p") {
      next = make(heading, "p");
      heading.after(next);
    }
    next.prepend(note);
  }
}
