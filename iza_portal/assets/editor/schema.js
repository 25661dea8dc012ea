// The schema of the server (`texts/schema.json`), with what only a browser needs: how a node is drawn, and how it is read
// from pasted HTML.

import { Schema } from "prosemirror-model";

import source from "../../texts/schema.json" with { type: "json" };

export const limits = source.limits;

const hrefPattern = new RegExp(source.marks.link.attrs.href.pattern);

const threadPattern = new RegExp(source.marks.comment.attrs.thread.pattern);

const isThread = (key) => threadPattern.test(key);

export function isGoodHref(href) {
  return href.length <= source.marks.link.attrs.href.max_length && hrefPattern.test(href);
}

// Where the text of this page is, below which its pictures are: set when the editor starts.
export const place = { url: "" };

export const pictureUrl = (pk) => `${place.url}afbeeldingen/${pk}/`;

function pictureAttrs({ dataset, firstElementChild }) {
  const picture = Number(dataset.picture);
  const alt = firstElementChild?.getAttribute("alt")?.trim() ?? "";
  return Number.isSafeInteger(picture) && picture > 0 && alt !== "" && alt.length <= longest.alt && { picture, alt };
}

function footnoteAttrs({ dataset }) {
  const text = dataset.footnote.trim();
  return text !== "" && text.length <= longest.footnote && { text };
}

// In characters.
export const longest = {
  alt: source.nodes.picture.attrs.alt.max_length,
  footnote: source.nodes.footnote.attrs.text.max_length,
};

function cellAttrs(dom) {
  const span = (name) => {
    const { min, max } = source.nodes.table_cell.attrs[name];
    return Math.min(Math.max(Number(dom.getAttribute(name)) || 1, min), max);
  };
  return { colspan: span("colspan"), rowspan: span("rowspan") };
}

// The attributes of a figure that was copied from a text, or false where no text could have them.
function figureAttrs({ dataset }) {
  const attrs = { ...dataset, year: Number(dataset.year) };
  const specs = Object.entries(source.nodes.figure.attrs);
  const isGood = specs.every(([name, { type, min, max, max_length: longest, pattern = "" }]) => {
    const value = attrs[name] ?? "";
    if (type === "integer") return Number.isInteger(value) && value >= min && value <= max;
    return value.length <= longest && new RegExp(pattern).test(value);
  });
  return isGood && Boolean(attrs.shown) && Object.fromEntries(specs.map(([name]) => [name, attrs[name]]));
}

function cellDom(tag, { attrs }) {
  const dom = {};
  for (const [name, value] of Object.entries(attrs)) if (value !== 1) dom[name] = value;
  return [tag, dom, 0];
}

const nodes = {
  doc: {},
  paragraph: {
    parseDOM: [{ tag: "p" }],
    toDOM: () => ["p", { dir: "auto" }, 0],
  },
  heading: {
    defining: true,
    parseDOM: [1, 2, 3, 4, 5, 6].map((n) => ({ tag: `h${n}`, attrs: { level: Math.min(Math.max(n, 3), 5) } })),
    toDOM: (node) => [`h${node.attrs.level}`, { dir: "auto" }, 0],
  },
  bullet_list: {
    parseDOM: [{ tag: "ul" }],
    toDOM: () => ["ul", 0],
  },
  ordered_list: {
    parseDOM: [
      {
        tag: "ol",
        getAttrs(dom) {
          const { min, max } = source.nodes.ordered_list.attrs.order;
          return { order: Math.min(Math.max(dom.start || 1, min), max) };
        },
      },
    ],
    toDOM: (node) => (node.attrs.order === 1 ? ["ol", 0] : ["ol", { start: node.attrs.order }, 0]),
  },
  list_item: {
    defining: true,
    parseDOM: [{ tag: "li" }],
    toDOM: () => ["li", { dir: "auto" }, 0],
  },
  blockquote: {
    defining: true,
    parseDOM: [{ tag: "blockquote" }],
    toDOM: () => ["blockquote", 0],
  },
  table: {
    tableRole: "table",
    isolating: true,
    parseDOM: [{ tag: "table" }],
    toDOM: () => ["table", ["tbody", 0]],
  },
  table_row: {
    tableRole: "row",
    parseDOM: [{ tag: "tr" }],
    toDOM: () => ["tr", 0],
  },
  table_cell: {
    tableRole: "cell",
    isolating: true,
    parseDOM: [{ tag: "td", getAttrs: cellAttrs }],
    toDOM: (node) => cellDom("td", node),
  },
  table_header: {
    tableRole: "header_cell",
    isolating: true,
    parseDOM: [{ tag: "th", getAttrs: cellAttrs }],
    toDOM: (node) => cellDom("th", node),
  },
  picture: {
    draggable: true,
    parseDOM: [{ tag: "figure[data-picture]", getAttrs: pictureAttrs }],
    toDOM: ({ attrs: { picture, alt } }) => [
      "figure",
      { class: "picture", "data-picture": picture, "data-text": place.url },
      ["img", { src: pictureUrl(picture), alt }],
    ],
  },
  footnote: {
    draggable: true,
    parseDOM: [{ tag: "sup[data-footnote]", getAttrs: footnoteAttrs }],
    // What is pasted elsewhere says what the note says.
    toDOM: ({ attrs: { text } }) => ["sup", { class: "note-mark", "data-footnote": text }, `[${text}]`],
    leafText: () => "",
  },
  hard_break: {
    selectable: false,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
    leafText: () => "\n",
  },
  figure: {
    draggable: true,
    parseDOM: [{ tag: "span.figure[data-indicator]", getAttrs: figureAttrs }],
    toDOM: ({ attrs }) => [
      "span",
      { class: "figure", ...Object.fromEntries(Object.entries(attrs).map(([name, value]) => [`data-${name}`, value])) },
      attrs.shown,
    ],
    leafText: ({ attrs }) => attrs.shown,
  },
  text: {},
};

const marks = {
  link: {
    inclusive: false,
    parseDOM: [
      {
        tag: "a[href]",
        getAttrs(dom) {
          const href = dom.getAttribute("href").trim();
          return isGoodHref(href) && { href };
        },
      },
    ],
    toDOM: (mark) => ["a", { href: mark.attrs.href, rel: "noopener noreferrer" }, 0],
  },
  strong: {
    parseDOM: [{ tag: "strong" }, { tag: "b" }],
    toDOM: () => ["strong", 0],
  },
  em: {
    parseDOM: [{ tag: "em" }, { tag: "i" }],
    toDOM: () => ["em", 0],
  },
  // The key of a talk in the margin: several may be about the same words.
  comment: {
    inclusive: false,
    excludes: "",
    parseDOM: [{ tag: "span[data-talk]", getAttrs: ({ dataset }) => isThread(dataset.talk) && { thread: dataset.talk } }],
    toDOM: (mark) => ["span", { "data-talk": mark.attrs.thread }, 0],
  },
};

function specs(shared, own) {
  return Object.fromEntries(
    Object.entries(shared).map(([name, { attrs = {}, ...spec }]) => [
      name,
      {
        ...spec,
        ...own[name],
        attrs: Object.fromEntries(
          Object.entries(attrs).map(([attr, { default: value }]) => [attr, value === undefined ? {} : { default: value }]),
        ),
      },
    ]),
  );
}

export const schema = new Schema({ nodes: specs(source.nodes, nodes), marks: specs(source.marks, marks) });
