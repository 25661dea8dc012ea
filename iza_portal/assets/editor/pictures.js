// Pictures: none comes into the text without a description for who does not see it.

import { keymap } from "prosemirror-keymap";
import { NodeSelection, Plugin, Selection } from "prosemirror-state";

import { FieldError, onOneLine, sendOnEnter } from "./dialog.js";
import { nearest } from "./nearest.js";
import { pictureUrl, place, schema } from "./schema.js";
import { closeUndoStep } from "./undo.js";
import { mostBytes, Upload, UploadRefused } from "./upload.js";

const { nodes } = schema;
const kinds = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const wrongKind = "Dit soort bestand kan niet. Kies een afbeelding: PNG, JPEG, WebP of GIF.";

export class Pictures {
  constructor({ session, status }) {
    this.session = session;
    this.status = status;
    place.url = session.url;
    this.dialog = document.getElementById("picture-dialog");
    this.form = this.dialog.querySelector("form");
    this.fileField = this.dialog.querySelector("[data-file]");
    this.progress = this.dialog.querySelector("[data-progress]");
    const { file, alt } = this.form.elements;
    this.fileError = new FieldError(file, this.dialog.querySelector("#picture-file-error"));
    this.altError = new FieldError(alt, this.dialog.querySelector("#picture-alt-error"));
    this.nodeViews = { picture: (node, _, getPos) => new PictureView(node, () => this.#openAt(getPos())) };
    this.plugins = [this.#arriving(), keymap({ Enter: () => this.#openSelected() })];
    this.keys = { "Shift-Mod-6": () => (this.open(), true) };
    this.own = { picture: { run: () => this.open(), canRun: ({ editable }) => editable } };
  }

  connect(view) {
    this.view = view;
    const { file, alt } = this.form.elements;
    sendOnEnter(alt);
    file.addEventListener("change", () => this.#checkFile());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const choice = event.submitter?.value ?? "set";
      if (choice === "set") this.#set();
      else if (choice === "remove") this.#remove();
      else this.dialog.close();
    });
    this.dialog.addEventListener("close", () => {
      this.upload?.stop();
      view.focus();
    });
  }

  // The picture that is selected, or a new one: `file` where it was dropped or pasted.
  open(file = null) {
    if (!this.view.editable || (!file && this.#openSelected())) return;
    this.#show(null, file);
  }

  #openSelected() {
    const { selection } = this.view.state;
    if (!isPicture(selection)) return false;
    this.#openAt(selection.from);
    return true;
  }

  #openAt(pos) {
    const { state, editable } = this.view;
    const node = state.doc.nodeAt(pos);
    if (node?.type !== nodes.picture) return;
    this.view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, pos)));
    if (editable) this.#show({ pos, attrs: node.attrs });
  }

  #show(target, given = null) {
    const { file, alt } = this.form.elements;
    this.target = target;
    this.fileError.clear();
    this.altError.clear();
    this.#setBusy(false);
    file.value = "";
    if (given) file.files = listOf(given);
    alt.value = target?.attrs.alt ?? "";
    this.fileField.hidden = Boolean(target);
    this.form.querySelector("[value=set]").textContent = target ? "Bewaar de beschrijving" : "Zet de afbeelding in de tekst";
    this.form.querySelector("[value=remove]").hidden = !target;
    this.dialog.showModal();
    (target || given ? alt : file).focus();
    if (given) this.#checkFile();
  }

  #checkFile() {
    const [file] = this.form.elements.file.files;
    this.fileError.clear();
    if (!file) this.fileError.show("Kies een bestand.");
    else if (!kinds.includes(file.type)) this.fileError.show(wrongKind);
    else if (file.size > mostBytes) this.fileError.show("Dit bestand is groter dan 8 MB. Maak de afbeelding kleiner en probeer het nog eens.");
  }

  async #set() {
    const { file, alt } = this.form.elements;
    if (this.upload) return;
    const words = onOneLine(alt.value);
    this.altError.clear();
    if (!words) this.altError.show("Beschrijf wat er te zien is. Zonder beschrijving komt een afbeelding niet in de tekst.");
    if (!this.target) this.#checkFile();
    const wrong = [this.fileError, this.altError].find((error) => error.isShown && !error.field.closest("[hidden]"));
    if (wrong) {
      wrong.field.focus();
      return;
    }
    if (this.target) {
      this.#change(words);
      this.dialog.close();
      return;
    }
    try {
      this.#setBusy(true);
      this.upload = new Upload(this.session, file.files[0], (part) => (this.progress.querySelector("progress").value = part));
      const { picture } = await this.upload.done;
      this.#put({ picture, alt: words });
      this.dialog.close();
    } catch (error) {
      if (!(error instanceof UploadRefused)) throw error;
      this.fileError.show(error.message);
      if (this.dialog.open) file.focus();
    } finally {
      this.upload = null;
      this.#setBusy(false);
    }
  }

  #setBusy(isBusy) {
    this.progress.hidden = !isBusy;
    this.progress.querySelector("progress").value = 0;
    this.form.setAttribute("aria-busy", String(isBusy));
    this.progress.querySelector("[role=status]").textContent = isBusy ? "De afbeelding wordt verstuurd…" : "";
  }

  #put(attrs) {
    if (!this.view.editable) {
      this.status.tell("De afbeelding staat niet in de tekst: die kan nu niet worden bewerkt.");
      return;
    }
    closeUndoStep(this.view.state);
    this.view.dispatch(withPicture(this.view.state, attrs));
    this.status.say("De afbeelding staat in de tekst.");
  }

  #change(alt) {
    const found = this.#found();
    if (found) this.view.dispatch(this.view.state.tr.setNodeMarkup(found.pos, null, { ...found.node.attrs, alt }));
  }

  #remove() {
    const found = this.#found();
    if (found) {
      this.view.dispatch(this.view.state.tr.delete(found.pos, found.pos + 1));
      this.status.say("De afbeelding is weggehaald.");
    }
    this.dialog.close();
  }

  #found() {
    const found = nearest(this.view.state.doc, nodes.picture, this.target.attrs, this.target.pos);
    if (!found) this.status.tell("Deze afbeelding is intussen door iemand anders weggehaald of veranderd.");
    return found;
  }

  // Files that are pasted or dropped: a picture asks for its description first, and nothing else opens over the page.
  #arriving() {
    return new Plugin({
      props: {
        handlePaste: (view, event) => {
          const file = pastedPicture(event.clipboardData);
          if (!file) return false;
          this.open(file);
          return true;
        },
        handleDrop: (view, event, _, isMoved) => {
          const files = [...(event.dataTransfer?.files ?? [])];
          if (isMoved || !files.length) return false;
          event.preventDefault();
          const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
          if (!view.editable || !at) return true;
          view.dispatch(view.state.tr.setSelection(Selection.near(view.state.doc.resolve(at.pos))));
          if (files.length > 1) this.status.tell("Zet afbeeldingen een voor een in de tekst: elke heeft een eigen beschrijving.");
          this.open(files[0]);
          return true;
        },
      },
      view: () => ({
        update: ({ state, editable }, before) => {
          const { selection } = state;
          if (!isPicture(selection) || selection.eq(before.selection)) return;
          const ways = editable ? " Enter wijzigt de beschrijving, Delete haalt de afbeelding weg." : "";
          this.status.say(`Afbeelding: ${selection.node.attrs.alt}.${ways}`);
        },
      }),
    });
  }
}

const isPicture = (selection) => selection instanceof NodeSelection && selection.node.type === nodes.picture;

// A browser that copies a picture sends words with it as well, but none that anybody reads; a program that copies words
// may send a picture of them.
export function pastedPicture(data) {
  const file = [...data.files].find(({ type }) => type.startsWith("image/"));
  if (!file || data.getData("text/plain").trim()) return null;
  const { body } = new DOMParser().parseFromString(data.getData("text/html").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|src\w*|on\w+)\s*=/gi, " data-$1=")), "text/html");
  return body.textContent.trim() ? null : file;
}

function listOf(file) {
  const data = new DataTransfer();
  data.items.add(file);
  return data.files;
}

// A picture stands between the blocks of the text, never in a list, a quote or a table: then it comes after that.
export function withPicture(state, attrs) {
  const { tr, selection } = state;
  const { $to } = selection;
  const picture = nodes.picture.create(attrs);
  const isOnEmptyLine = $to.depth === 1 && $to.parent.type === nodes.paragraph && !$to.parent.content.size;
  const at = isOnEmptyLine ? $to.before(1) : $to.depth ? $to.after(1) : $to.pos;
  if (isOnEmptyLine) tr.replaceWith(at, $to.after(1), picture);
  else tr.insert(at, picture);
  // A picture at the very end would leave no place to write on.
  if (at + 1 === tr.doc.content.size) tr.insert(at + 1, nodes.paragraph.create());
  return tr.setSelection(Selection.near(tr.doc.resolve(at + 1))).scrollIntoView();
}

// The picture with its description under it, which whoever writes can see as well.
class PictureView {
  constructor(node, open) {
    this.dom = document.createElement("figure");
    this.dom.className = "picture";
    this.image = this.dom.appendChild(document.createElement("img"));
    this.image.draggable = false;
    this.missing = this.dom.appendChild(document.createElement("p"));
    this.missing.className = "missing";
    this.missing.textContent = "Deze afbeelding is er niet.";
    this.missing.hidden = true;
    this.words = this.dom.appendChild(document.createElement("figcaption"));
    this.image.addEventListener("error", () => this.#setMissing(true));
    this.image.addEventListener("load", () => this.#setMissing(false));
    this.dom.addEventListener("dblclick", open);
    this.#show(node);
  }

  update(node) {
    if (node.type !== nodes.picture) return false;
    this.#show(node);
    return true;
  }

  #show({ attrs: { picture, alt } }) {
    const url = pictureUrl(picture);
    if (this.image.getAttribute("src") !== url) this.image.src = url;
    this.image.alt = alt;
    this.words.textContent = `Beschrijving: ${alt}`;
  }

  #setMissing(isMissing) {
    this.image.hidden = isMissing;
    this.missing.hidden = !isMissing;
  }

  ignoreMutation() {
    return true;
  }
}
