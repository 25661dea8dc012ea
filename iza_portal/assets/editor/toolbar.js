// The buttons above and below the text. One of a toolbar's buttons is in the tab order; the arrows go to the others.

import { blockAt, commands, isIn, isOn } from "./commands.js";
import { focusText } from "./focus.js";
import { readScreen } from "./screen.js";

export class Toolbar {
  // `own` are commands that need more than the text, as the link's address: a function, or {run, canRun, isOn}. Those
  // without `canRun(view)` can run wherever the text can be written.
  constructor(editor, own, status) {
    this.status = status;
    this.bars = [...editor.querySelectorAll("[role=toolbar]")];
    this.buttons = [...editor.querySelectorAll("[data-command]")];
    this.block = editor.querySelector("[data-block]");
    this.groups = [...editor.querySelectorAll("[data-in], [data-writes]")];
    this.wasWritten = false;
    this.own = own;
  }

  connect(view) {
    for (const bar of this.bars) {
      bar.addEventListener("keydown", (event) => this.#move(event, bar, view));
      bar.addEventListener("mousedown", (event) => event.preventDefault());
      bar.addEventListener("click", (event) => {
        const button = event.target.closest("[data-command]");
        if (button) this.#run(button, view);
      });
      bar.addEventListener("focusin", (event) => this.#rove(bar, event.target));
    }
    this.block.addEventListener("change", () => {
      if (!commands[this.block.value](view.state, view.dispatch, view)) {
        this.update(view);
        this.status.tell("Dit kan hier niet. In een kop staan alleen woorden: geen noten en geen cijfers.");
      }
      view.focus();
    });
    // Not among the editor's keys, which do nothing for who only reads.
    view.dom.addEventListener("keydown", (event) => {
      if (event.key !== "F10" || !event.altKey) return;
      event.preventDefault();
      this.focus();
    });
    this.update(view);
  }

  update(view) {
    const { state, editable } = view;
    for (const button of this.buttons) {
      const name = button.dataset.command;
      const own = this.own[name];
      const canRun = own?.canRun ? own.canRun(view) : editable && (name in commands ? commands[name](state) : true);
      button.setAttribute("aria-disabled", String(!canRun));
      if (name in isOn) button.setAttribute("aria-pressed", String(isOn[name](state)));
      else if (own?.isOn) button.setAttribute("aria-pressed", String(own.isOn(view)));
    }
    this.block.disabled = !editable;
    this.block.value = blockAt(state);
    // Who came to read has no use for the tools of writing; who wrote here sees what went out of reach.
    this.wasWritten ||= editable;
    for (const group of this.groups) {
      const isHere = group.dataset.in?.split(" ").some((place) => isIn[place](state)) ?? true;
      group.hidden = !isHere || ("writes" in group.dataset && !this.wasWritten);
    }
    for (const bar of this.bars) {
      if (bar.dataset.in) bar.hidden = !bar.querySelector(":scope > :not([hidden])");
      const reachable = this.#reachable(bar);
      if (!reachable.some((button) => button.tabIndex === 0) && reachable.length) this.#rove(bar, reachable[0]);
    }
  }

  focus() {
    this.#reachable(this.bars[0]).find((button) => button.tabIndex === 0)?.focus();
  }

  #run(button, view) {
    readScreen(view);
    if (button.getAttribute("aria-disabled") === "true") return;
    const name = button.dataset.command;
    const own = this.own[name];
    if (own) {
      (own.run ?? own)(view);
    } else {
      commands[name](view.state, view.dispatch, view);
      view.focus();
    }
  }

  #reachable(bar) {
    return this.buttons.filter((button) => bar.contains(button) && !button.closest("[hidden]"));
  }

  #rove(bar, target) {
    for (const button of this.buttons) if (bar.contains(button)) button.tabIndex = button === target ? 0 : -1;
  }

  #move(event, bar, view) {
    const buttons = this.#reachable(bar);
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      buttons.at(to % buttons.length).focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      focusText(view);
    }
  }
}
