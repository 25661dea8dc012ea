// What the dialogs of the editor have in common: fields with their own error, and the way back to the text.

import { withoutBadCharacters } from "./paste.js";

export class FieldError {
  // `field` is described by `error`, a paragraph that is hidden while there is nothing to say.
  constructor(field, error) {
    this.field = field;
    this.error = error;
  }

  show(sentence) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.field.setAttribute("aria-invalid", "true");
  }

  clear() {
    this.error.hidden = true;
    this.error.textContent = "";
    this.field.removeAttribute("aria-invalid");
  }

  get isShown() {
    return !this.error.hidden;
  }
}

// What was typed in a field as it is kept: on one line.
export function onOneLine(text) {
  return withoutBadCharacters(text.replace(/\s+/g, " ")).trim();
}

// Enter sends the form, as in a field of one line: what is typed is kept on one line.
export function sendOnEnter(field) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    field.form.requestSubmit();
  });
}
