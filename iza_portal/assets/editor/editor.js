// The page where a text is written: `templates/writing/write.html`.

import { baseKeymap } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { inputRules, textblockTypeInputRule, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { Node } from "prosemirror-model";
import { EditorState, Plugin } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";

import { keys } from "./commands.js";
import { Conflict } from "./conflict.js";
import { LinkDialog } from "./link.js";
import { cleanHtml, cleanPlain, isTooLarge, withoutBadCharacters } from "./paste.js";
import { Saver } from "./saver.js";
import { limits, schema } from "./schema.js";
import { Status } from "./status.js";
import { Toolbar } from "./toolbar.js";

const { nodes } = schema;

const typed = inputRules({
  rules: [
    wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
    wrappingInputRule(/^(\d{1,4})\.\s$/, nodes.ordered_list, (match) => ({ order: Math.max(Number(match[1]), 1) })),
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    textblockTypeInputRule(/^(#{1,3})\s$/, nodes.heading, (match) => ({ level: match[1].length + 2 })),
  ],
});

// The first row of a table is its header, whatever happens to the rows: the server reads it so too.
const headerRow = new Plugin({
  appendTransaction(transactions, before, { doc, tr }) {
    if (!transactions.some((each) => each.docChanged)) return null;
    doc.descendants((node, pos) => {
      if (node.type !== nodes.table) return !node.isTextblock;
      node.firstChild.forEach((cell, offset) => {
        if (cell.type === nodes.table_cell) tr.setNodeMarkup(pos + 2 + offset, nodes.table_header, cell.attrs);
      });
      return false;
    });
    return tr.docChanged ? tr : null;
  },
});

function start(editor) {
  const { url, version, cookie } = editor.dataset;
  const status = new Status(editor, { retry: () => saver.retry() });
  const link = new LinkDialog(document.getElementById("link-dialog"));
  const help = document.getElementById("help-dialog");
  const toolbar = new Toolbar(editor, { link: () => link.open(), help: () => help.showModal() });
  let isEditable = true;
  const setEditable = (value) => {
    isEditable = value;
    view.setProps({ editable: () => isEditable });
    toolbar.update(view);
  };

  const saver = new Saver({
    url,
    version: Number(version),
    cookie,
    maxBytes: limits.bytes,
    read: () => JSON.parse(JSON.stringify(view.state.doc), (key, value) => (key === "text" ? withoutBadCharacters(value) : value)),
    tell(state, details) {
      status.show(state, details);
      if (state === "conflict") {
        setEditable(false);
        conflict.open(details);
      } else if (state === "refused") {
        setEditable(false);
      } else if (!isEditable) {
        setEditable(true);
      }
    },
  });
  const conflict = new Conflict(document.getElementById("conflict"), {
    settle(newVersion) {
      setEditable(true);
      saver.resume(newVersion);
    },
    accept(newVersion, savedAt) {
      setEditable(true);
      saver.accept(newVersion, savedAt);
    },
  });

  const view = new EditorView(editor.querySelector("[data-text]"), {
    state: EditorState.create({
      doc: Node.fromJSON(schema, JSON.parse(document.getElementById("body").textContent)),
      plugins: [
        typed,
        keymap({ ...keys, "Mod-k": () => (link.open(), true), "Alt-F10": () => (toolbar.focus(), true) }),
        keymap({ Backspace: undoInputRule }),
        keymap(baseKeymap),
        history(),
        dropCursor({ class: "drop-cursor", color: false }),
        gapCursor(),
        tableEditing(),
        headerRow,
      ],
    }),
    attributes: {
      role: "textbox",
      "aria-multiline": "true",
      "aria-labelledby": "editor-label",
      "aria-describedby": "editor-hint",
      class: "text",
      spellcheck: "true",
      lang: "nl",
    },
    dispatchTransaction(transaction) {
      const before = view.state.doc;
      view.updateState(view.state.apply(transaction));
      toolbar.update(view);
      if (!view.state.doc.eq(before) && !conflict.isOpen) saver.changed();
    },
    // Room for the tools, which stand before the text at the top and the bottom of the window.
    scrollMargin: { top: 110, bottom: 110, left: 5, right: 5 },
    scrollThreshold: { top: 100, bottom: 100, left: 0, right: 0 },
    transformPastedHTML: cleanHtml,
    transformPastedText: cleanPlain,
    handlePaste(_, event) {
      if (!isTooLarge(event.clipboardData)) return false;
      status.say("Dit stuk is te groot om te plakken. Plak het in delen.");
      return true;
    },
  });

  toolbar.connect(view);
  link.connect(view);
  conflict.connect(view);
  for (const event of ["online", "focus"]) window.addEventListener(event, () => saver.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && saver.hasUnsent && !conflict.isOpen) saver.retry();
    else saver.wake();
  });
  leaveAfterSaving(saver);
  window.addEventListener("beforeunload", (event) => {
    if (!saver.hasUnsent) return;
    event.preventDefault();
    event.returnValue = true; // Safari before 17
  });
  editor.hidden = false;
}

// Who follows a link or sends a form right after the last keystroke need not be asked: the text goes first. Where it does
// not get away, the browser asks.
function leaveAfterSaving(saver) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || link.closest(".ProseMirror") || !saver.hasUnsent) return;
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    await saver.flush();
    location.assign(link.href);
  });
  document.addEventListener("submit", async (event) => {
    if (event.target.method !== "post" || !saver.hasUnsent) return;
    const { target, submitter } = event;
    event.preventDefault();
    await saver.flush();
    if (!saver.hasUnsent) target.requestSubmit(submitter);
  });
}

const editor = document.getElementById("editor");
try {
  start(editor);
} catch (error) {
  document.getElementById("editor-failed").hidden = false;
  throw error;
}
