// Back to the text, also for who reads it: ProseMirror gives the focus only to a text that can be written.

export function focusText(view) {
  view.focus();
  if (!view.hasFocus()) view.dom.focus({ preventScroll: true });
}
