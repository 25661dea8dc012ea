// The page where a text is written together: `templates/writing/write.html`.

import { baseKeymap } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { InputRule, inputRules, undoInputRule, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";

import { Binding } from "./binding.js";
import { asHeading, keys } from "./commands.js";
import { Figures } from "./figures.js";
import { Footnotes } from "./footnotes.js";
import { HelpDialog } from "./help.js";
import { LinkDialog } from "./link.js";
import { mendings } from "./local.js";
import { Margin } from "./margin.js";
import { NotTaken } from "./nottaken.js";
import { Pasting } from "./paste.js";
import { Pictures } from "./pictures.js";
import { Presence } from "./presence.js";
import { Rescue } from "./rescue.js";
import { schema } from "./schema.js";
import { readScreen } from "./screen.js";
import { Refused, Session } from "./session.js";
import { Status } from "./status.js";
import { together } from "./together.js";
import { Toolbar } from "./toolbar.js";
import { ownUndo } from "./undo.js";

// What the editor can do besides writing, one file each. A feature is a class: `constructor({editor, session, binding,
// status})`; and what it has of `plugins` (of ProseMirror), `nodeViews`, `keys`, `own` (what buttons do, by their
// data-command) and `connect(view)`, which is called when the editor is there.
const features = [Presence, Margin, LinkDialog, Figures, HelpDialog, Pasting, Pictures, Footnotes];

const { nodes } = schema;

const typed = inputRules({
  rules: [
    wrappingInputRule(/^\s*[-*]\s$/, nodes.bullet_list),
    wrappingInputRule(/^(\d{1,4})\.\s$/, nodes.ordered_list, (match) => ({ order: Math.max(Number(match[1]), 1) })),
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    new InputRule(/^(#{1,3})\s$/, (state, match, start, end) => {
      const $start = state.doc.resolve(start);
      if (!$start.node(-1).canReplaceWith($start.index(-1), $start.indexAfter(-1), nodes.heading)) return null;
      return asHeading(state.tr.delete(start, end), start, start, match[1].length + 2);
    }),
  ],
});

async function start(editor) {
  const { url, cookie, person, schema: version, writable, talkable } = editor.dataset;
  const session = new Session({
    url,
    page: location.href,
    cookie,
    person,
    schema: version,
    writable: Boolean(writable),
    talkable: Boolean(talkable),
  });
  const status = new Status(editor, { retry: () => session.retry() });
  session.onState((state, details) => status.show(state, details));
  editor.hidden = false;
  await session.begin();

  const binding = new Binding(session.fragment, schema);
  const made = features.map((Feature) => new Feature({ editor, session, binding, status }));
  const toolbar = new Toolbar(editor, Object.assign({}, ...made.map(({ own }) => own)), status);
  new Rescue({ session, schema, tell: (whose) => status.tell(rescued[whose]) });
  const notTaken = new NotTaken({ session, binding });

  const blocks = binding.read();
  const tools = editor.querySelector(".tools");
  const sides = { bottom: 100, left: 5, right: 5 };
  const view = new EditorView(editor.querySelector("[data-text]"), {
    state: EditorState.create({
      doc: blocks.length ? nodes.doc.create(null, blocks) : nodes.doc.createAndFill(),
      plugins: [
        together(binding, { mayWrite: () => session.isWritable, lost: () => session.end("outdated") }),
        ownUndo(binding),
        typed,
        ...made.flatMap(({ plugins = [] }) => plugins),
        keymap(Object.assign({}, ...made.map((feature) => feature.keys))),
        keymap(keys),
        keymap({ Backspace: undoInputRule }),
        keymap(baseKeymap),
        dropCursor({ class: "drop-cursor", color: false }),
        gapCursor(),
        ...mendings(),
      ],
    }),
    nodeViews: Object.assign({}, ...made.map(({ nodeViews }) => nodeViews)),
    editable: () => session.isWritable,
    attributes: () => ({
      role: "textbox",
      "aria-multiline": "true",
      "aria-labelledby": "editor-label",
      "aria-describedby": "editor-hint",
      "aria-readonly": String(!session.isWritable),
      // Who only reads reaches the text with Tab as well.
      tabindex: "0",
      class: "text",
      spellcheck: "true",
      lang: "nl",
    }),
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      toolbar.update(view);
    },
    // Room for the tools, which stand before the text at the top and the bottom of the window.
    scrollMargin: { ...sides, get top() { return roomAbove(tools) + 20; } },
    scrollThreshold: { ...sides, get top() { return roomAbove(tools) + 10; } },
  });

  session.beforeNews = () => readScreen(view);
  toolbar.connect(view);
  for (const feature of made) feature.connect?.(view);

  let isWritable = session.isWritable;
  const closed = ["closed", "gone", "outdated"];
  session.onState((state) => {
    if (isWritable !== session.isWritable) {
      isWritable = session.isWritable;
      view.setProps({});
      toolbar.update(view);
    }
    if (closed.includes(state) && session.hasUnsent) notTaken.show();
    else notTaken.hide();
  });
  stayAwake(session);
  leaveAfterSending(session);
  editor.classList.remove("loading");
}

// On a low window the tools stay where they are, above the text.
function roomAbove(tools) {
  return getComputedStyle(tools).position === "sticky" ? tools.offsetHeight : 0;
}

const rescued = {
  own: "Tekst die u typte terwijl een collega de alinea weghaalde, staat nu in een eigen alinea.",
  other: "Tekst die een collega typte in een alinea die u weghaalde, staat nu in een eigen alinea.",
};

function stayAwake(session) {
  for (const event of ["online", "focus"]) window.addEventListener(event, () => session.wake());
  document.addEventListener("visibilitychange", () => (document.hidden ? session.rest() : session.wake()));
  // The browser kept the page as it was while the person was elsewhere.
  window.addEventListener("pageshow", ({ persisted }) => persisted && session.wake());
  window.addEventListener("pagehide", () => session.leave());
  window.addEventListener("beforeunload", (event) => {
    if (!session.hasUnsent) return;
    event.preventDefault();
    event.returnValue = true; // Safari before 17
  });
}

// Who follows a link or sends a form right after the last keystroke need not be asked: the text goes first. Where it does
// not get away, the browser asks.
function leaveAfterSending(session) {
  const sent = () => session.flush().catch(() => null);
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.target || link.closest(".ProseMirror") || !session.hasUnsent) return;
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    await sent();
    location.assign(link.href);
  });
  document.addEventListener("submit", async (event) => {
    if (event.target.method !== "post" || !session.hasUnsent) return;
    const { target, submitter } = event;
    event.preventDefault();
    await sent();
    if (!session.hasUnsent) target.requestSubmit(submitter);
  });
}

const editor = document.getElementById("editor");
try {
  // A text that nobody wrote in is there to be read only.
  if (editor) await start(editor);
} catch (error) {
  // The line above the text says it where the server refuses.
  if (!(error instanceof Refused)) {
    editor.hidden = true;
    document.getElementById("editor-failed").hidden = false;
    throw error;
  }
}
