// Undoing one's own work, and nobody else's.

import { Plugin, PluginKey } from "prosemirror-state";
import * as Y from "yjs";

import { restoreSelection } from "./together.js";

const key = new PluginKey("undo");

export function ownUndo(binding) {
  const manager = new Y.UndoManager(binding.fragment, {
    trackedOrigins: new Set([binding.origin]),
    // A block that I made and a colleague writes in stays, with what the colleague wrote.
    deleteFilter: ({ content }) => !(content instanceof Y.ContentType) || content.type.length === 0,
  });
  return new Plugin({
    key,
    state: { init: () => manager, apply: () => manager },
    view(view) {
      manager.on("stack-item-added", ({ stackItem, type }) => {
        if (type === "undo" && !manager.redoing) stackItem.meta.set("selection", binding.selectionBefore);
      });
      manager.on("stack-item-popped", ({ stackItem, type }) => {
        const { tr } = view.state;
        if (type === "undo" && stackItem.meta.get("selection")) restoreSelection(tr, binding, stackItem.meta.get("selection"));
        view.dispatch(tr.scrollIntoView());
      });
      return { destroy: () => manager.destroy() };
    },
  });
}

export function undo(state, dispatch) {
  const manager = key.getState(state);
  if (!manager.canUndo()) return false;
  if (dispatch) withSoundPlaces(() => manager.undo());
  return true;
}

export function redo(state, dispatch) {
  const manager = key.getState(state);
  if (!manager.canRedo()) return false;
  if (dispatch) withSoundPlaces(() => manager.redo());
  return true;
}

// Of a piece that was taken away and brought back before, Yjs can find one and the same piece on both sides of what it brings
// back now. Windows that hear of such a place do not agree on where it is; so it gets the neighbour that it really has.
function withSoundPlaces(act) {
  const { integrate } = Y.Item.prototype;
  Y.Item.prototype.integrate = function integrateSoundly(...how) {
    if (this.left && this.right && !isAfter(this.left, this.right)) {
      this.right = this.left.right;
      this.rightOrigin = this.right && this.right.id;
    }
    return integrate.apply(this, how);
  };
  try {
    act();
  } finally {
    Y.Item.prototype.integrate = integrate;
  }
}

function isAfter(left, right) {
  for (let item = left.right; item; item = item.right) if (item === right) return true;
  return false;
}

// What follows is undone on its own, however soon it comes.
export const closeUndoStep = (state) => key.getState(state).stopCapturing();
