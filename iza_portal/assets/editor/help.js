// The list of shortcuts: a dialog of the page.

export class HelpDialog {
  constructor() {
    this.dialog = document.getElementById("help-dialog");
    this.own = { help: { run: () => this.dialog.showModal(), canRun: () => true } };
  }
}
