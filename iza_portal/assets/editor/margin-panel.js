// The talks in the margin, as the server writes them. A new state is put in place bit by bit: what has the focus, and what
// somebody is typing, stays where it is.

export class Panel {
  constructor(section) {
    this.section = section;
    this.root = null;
    this.forms = new Map();
    this.talks = new Map(); // by the key in the text: {id, isProposal}
    this.keys = new Set(); // of all talks at this text, also of those that are not shown
  }

  get margin() {
    return Number(this.root?.dataset.margin ?? -1);
  }

  get articles() {
    return [...this.section.querySelectorAll("article.talk")];
  }

  article(talk) {
    return this.articles.find(({ dataset }) => dataset.thread === talk) ?? null;
  }

  // Put what the server wrote in place of what stands there.
  draw(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = holder.content.querySelector(".talk-panel");
    if (!fresh) return false;
    this.forms = new Map([...fresh.querySelectorAll("template[data-form]")].map((each) => [each.dataset.form, each]));
    for (const each of this.forms.values()) each.remove();
    const keys = fresh.querySelector("#talk-keys");
    this.keys = new Set(JSON.parse(keys.textContent));
    keys.remove();
    const had = document.activeElement;
    if (this.root) this.#patch(fresh);
    else this.section.querySelector("[data-panel]").replaceChildren(fresh);
    this.root ??= fresh;
    this.talks = new Map(
      this.articles.map(({ id, dataset, classList }) => [dataset.thread, { id, isProposal: classList.contains("proposal") }]),
    );
    for (const button of this.section.querySelectorAll("[data-to-text]")) button.hidden = false;
    this.#giveBackFocus(had);
    return true;
  }

  // A copy of a form of the server, with ids of its own.
  form(kind, suffix = "") {
    const template = this.forms.get(kind);
    if (!template) return null;
    const form = template.content.cloneNode(true).querySelector("form");
    form.elements.form_key.value = newKey();
    for (const each of suffix ? form.querySelectorAll("[id]") : []) each.id += suffix;
    for (const name of suffix ? ["for", "aria-describedby"] : []) {
      for (const each of form.querySelectorAll(`[${name}]`)) {
        const ids = each.getAttribute(name).split(" ");
        each.setAttribute(name, ids.map((id) => id + suffix).join(" "));
      }
    }
    return form;
  }

  #patch(fresh) {
    this.root.dataset.margin = fresh.dataset.margin;
    patchWords(this.root.querySelector(".talk-choice"), fresh.querySelector(".talk-choice"));
    const known = new Map(this.articles.map((article) => [article.id, article]));
    for (const name of ["here", "gone"]) {
      const list = this.root.querySelector(`[data-talks=${name}]`);
      const wanted = [...fresh.querySelector(`[data-talks=${name}]`).children].map((item) => {
        const article = item.querySelector("article");
        const before = known.get(article.id);
        if (!before) return item;
        if (before.dataset.version !== article.dataset.version) patchTalk(before, article);
        return before.closest("li");
      });
      arrange(list, wanted);
    }
    for (const each of fresh.querySelectorAll("[data-when]")) {
      this.root.querySelector(`[data-when=${each.dataset.when}]`).hidden = each.hidden;
    }
    patchWords(this.root.querySelector(".talk-none"), fresh.querySelector(".talk-none"));
  }

  #giveBackFocus(had) {
    if (document.activeElement === had || !had || had === document.body) return;
    if (had.isConnected) had.focus({ preventScroll: true });
    else (this.lastArticle?.isConnected ? this.lastArticle : this.section.querySelector("h2")).focus({ preventScroll: true });
  }
}

// The children of a list in this order; the one with the focus is not taken out, all others go around it. What somebody is
// writing anew stays in the list.
function arrange(list, wanted) {
  const kept = new Set(wanted);
  for (const item of [...list.children]) if (!kept.has(item) && !item.matches("[data-new]")) item.remove();
  const pinned = wanted.find((item) => item.parentNode === list && item.contains(document.activeElement));
  let isBefore = Boolean(pinned);
  for (const item of wanted) {
    if (item === pinned) isBefore = false;
    else if (isBefore) list.insertBefore(item, pinned);
    else list.append(item);
  }
}

// What the talk says now; a form in it that somebody is filling in stays.
function patchTalk(article, fresh) {
  article.dataset.version = fresh.dataset.version;
  article.className = fresh.className;
  for (const part of ["[data-said]", ".talk-acts"]) {
    article.querySelector(part).replaceChildren(...fresh.querySelector(part).childNodes);
  }
}

function patchWords(before, fresh) {
  const [old, now] = [before, fresh].map((each) => [...each.querySelectorAll("a, p"), each]);
  for (const [index, each] of old.entries()) {
    const other = now[index];
    if (!each.childElementCount && each.textContent !== other.textContent) each.textContent = other.textContent;
    if (other.hasAttribute("aria-current")) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
}

// A key of its own lets a form act once, however often it is sent (`{% form_key %}`).
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}
