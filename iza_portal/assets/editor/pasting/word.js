// What Word, Outlook and their like put in a text besides the text: changes that were tracked, comments, styles as headings.

import { make, rename, unwrap, withStyle } from "./elements.js";

const unseen = "script, style, template, title, meta, link, xml, object, iframe, audio, video, canvas, svg, button, input, select, textarea, [hidden], .EOP, .Apple-interchange-newline";

export function takeOutUnseen(body) {
  for (const element of body.querySelectorAll(unseen)) element.remove();
  for (const element of withStyle(body, /(^|[;\s])display:\s*none|mso-hide:\s*all/i)) element.remove();
  // Breaks between pages are none between lines.
  for (const br of withStyle(body, /page-break|mso-break-type/i)) if (br.localName === "br") br.remove();
}

// What was deleted is gone, and what was added is text.
export function takeChanges(body) {
  for (const element of body.querySelectorAll("del, .msoDel")) element.remove();
  body.querySelectorAll("ins, .msoIns").forEach(unwrap);
}

export function takeOutComments(body) {
  for (const element of withStyle(body, /mso-element:\s*comment|mso-special-character:\s*comment/i)) element.remove();
  for (const element of body.querySelectorAll(".MsoCommentReference, .msocomanchor, .msocomoff, .msocomtxt")) element.remove();
  withStyle(body, /mso-comment-reference/i).forEach(unwrap);
  // Google Docs.
  for (const link of body.querySelectorAll("a[id^='cmnt_ref']")) (link.closest("sup") ?? link).remove();
  for (const link of body.querySelectorAll("a[id^='cmnt'][href*='#cmnt_ref']")) (link.closest("div") ?? link).remove();
}

// Paragraphs that are headings by their style or by what they say to a screen reader.
export function headingsByStyle(body) {
  for (const title of body.querySelectorAll("p.MsoTitle")) rename(title, "h1");
  for (const block of withStyle(body, /mso-outline-level:\s*[1-6]/i)) {
    if (block.localName === "p") rename(block, `h${/mso-outline-level:\s*([1-6])/i.exec(block.dataset.style)[1]}`);
  }
  for (const block of body.querySelectorAll(":is(p, div)[role=heading]")) {
    rename(block, `h${Math.min(Math.max(Number(block.getAttribute("aria-level")) || 2, 1), 6)}`);
  }
}

// Mail leads links past a checker, and search past a counter: here they lead to where they went.
export function straightenLinks(body) {
  for (const link of body.querySelectorAll("a[href*='safelinks.protection.outlook.com'], a[href*='google.com/url?']")) {
    try {
      const { searchParams } = new URL(link.getAttribute("href"));
      const address = searchParams.get("url") ?? searchParams.get("q");
      if (/^https?:/.test(address)) link.setAttribute("href", address);
    } catch {
      // An address that is none is left out by the schema.
    }
  }
}

// Google Docs says bold and italic in styles, and wraps all that it copies in a <b> that is not bold.
export function stylesToMarks(body) {
  for (const element of [...body.querySelectorAll("[data-style]")]) {
    const { style } = element.dataset;
    if (/^(B|STRONG)$/.test(element.tagName) && /(^|[;\s])font-weight:\s*(normal|[1-5]00)/i.test(style)) {
      unwrap(element);
    } else if (/^(SPAN|FONT)$/.test(element.tagName)) {
      if (/(^|[;\s])font-weight:\s*(bold|[6-9]00)/i.test(style)) wrapContent(element, "strong");
      if (/(^|[;\s])font-style:\s*italic/i.test(style)) wrapContent(element, "em");
    }
  }
  // Square and cubic metres; other raised words have no counterpart here.
  for (const raised of body.querySelectorAll("sup")) {
    if (/^[23]$/.test(raised.textContent) && /m$/.test(raised.previousSibling?.textContent ?? "")) {
      raised.replaceWith({ 2: "²", 3: "³" }[raised.textContent]);
    }
  }
}

function wrapContent(element, tag) {
  const mark = make(element, tag);
  mark.append(...element.childNodes);
  element.append(mark);
}
