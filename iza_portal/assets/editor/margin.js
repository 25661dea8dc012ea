// The margin: what people say about the text, beside the words that it is about. The server writes what stands there; here
// it is fetched, put beside the words, answered, and begun anew at what somebody selects.

import { Plugin, TextSelection } from "prosemirror-state";

import { focusText } from "./focus.js";
import { Layout } from "./margin-layout.js";
import { marks, placesOf, redraw, talkAt } from "./margin-marks.js";
import { Mentions } from "./margin-mentions.js";
import { Panel } from "./margin-panel.js";
import { blocksOf, rangesBetween, wordsBetween } from "./margin-places.js";
import { absolutePosition, relativePosition } from "./positions.js";

const TRIES = 3;
const PATIENCE = 2000; // milliseconds to wait for an answer of the exchange
const CALM = 700; // milliseconds after a change of the text before the margin is asked what that means
const LABEL = 60; // characters of a piece in the list of pieces

const sentences = {
  401: "U bent uitgelogd. Meld u aan in een nieuw tabblad en probeer het opnieuw.",
  404: "U kunt deze tekst niet meer zien.",
  offline: "Geen verbinding. Wat u typte staat nog hier; probeer het straks opnieuw.",
  other: "Het portaal antwoordt nu niet. Wat u typte staat nog hier; probeer het straks opnieuw.",
  unsent: "Uw tekst is nog niet opgeslagen. Probeer het opnieuw zodra dat gelukt is.",
  gone: "De woorden die u koos zijn weg. Kies een ander stuk.",
  empty: "In dit stuk staan geen woorden. Kies een ander stuk.",
  closed: "Over deze tekst kan nu niet worden gepraat.",
};

export class Margin {
  constructor({ session, binding, status }) {
    Object.assign(this, { session, binding, status });
    this.section = document.getElementById("talk");
    this.panel = new Panel(this.section);
    this.url = `${session.url}kantlijn/`;
    this.shownUrl = this.url;
    this.compose = null; // {item, form, kind, about, mentions}
    this.mentions = new WeakMap();
    const canTalk = () => session.isTalkable;
    this.own = {
      comment: { run: () => this.#begin("opmerking"), canRun: canTalk },
      propose: { run: () => this.#begin("voorstel"), canRun: canTalk },
      "to-talk": { run: () => this.#toTalk(talkAt(this.view.state, this.view.state.selection.from)), canRun: () => true },
    };
    this.plugins = [
      marks({
        shown: () => this.panel.talks,
        ours: () => this.panel.keys,
        chosen: (talk) => this.#look(talk),
      }),
    ];
    this.plugins.push(
      new Plugin({ view: () => ({ update: (view, before) => view.state.doc !== before.doc && this.#textChanged() }) }),
    );
    this.waiting = [];
    session.onAnswer((answer) => {
      for (const resolve of this.waiting.splice(0)) resolve();
      if (answer && answer.margin > this.panel.margin) this.#fetch();
    });
  }

  connect(view) {
    this.view = view;
    this.layout = new Layout(() => this.#tops());
    this.section.addEventListener("click", (event) => this.#click(event));
    this.section.addEventListener("submit", (event) => this.#submit(event));
    this.section.addEventListener("change", (event) => event.target.matches("[data-about]") && this.#chooseAbout(event.target));
    this.section.addEventListener("focusin", (event) => {
      const article = event.target.closest("article.talk");
      this.panel.lastArticle = article;
      if (article) this.#look(article.dataset.thread);
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.layout.soon()).observe(view.dom);
    this.#fetch();
  }

  // --- What stands in the margin ---

  // Resolves when the margin is as it is now; whoever asks meanwhile gets a later state.
  async #fetch(url = this.shownUrl) {
    this.wantedUrl = url;
    if (this.fetching) {
      this.isBehind = true;
      return this.fetching;
    }
    this.fetching = (async () => {
      do {
        this.isBehind = false;
        const asked = this.wantedUrl;
        const answer = await this.#ask(asked);
        if (answer.html === undefined) continue;
        this.shownUrl = asked;
        this.#draw(answer.html);
      } while (this.isBehind);
      this.fetching = null;
    })();
    return this.fetching;
  }

  // The text is another: words that are talked about may be gone, or back, or others than somebody proposed to change.
  #textChanged() {
    if (this.#state() === this.drawnState) return;
    clearTimeout(this.soon);
    this.soon = setTimeout(async () => {
      await this.session.flush().catch(() => null);
      if (this.#state() !== this.drawnState) this.#fetch();
    }, CALM);
  }

  #state() {
    const { state } = this.view;
    const places = placesOf(state);
    const words = (talk) => places.get(talk)?.map(({ from, to }) => state.doc.textBetween(from, to, "\n"));
    return JSON.stringify([...this.panel.talks].map(([talk, { isProposal }]) => (isProposal ? words(talk) : places.has(talk))));
  }

  #draw(html) {
    if (!this.panel.draw(html)) return;
    this.drawnState = this.#state();
    redraw(this.view);
    this.layout.soon();
    const wanted = this.hasArrived ? null : document.getElementById(location.hash.slice(1));
    this.hasArrived = true;
    if (this.panel.articles.includes(wanted)) this.#toArticle(wanted);
  }

  // How far down each talk wants to stand; what is about the whole text is content with any place.
  #tops() {
    const places = placesOf(this.view.state);
    const items = [...this.section.querySelectorAll("[data-talks=here] > li")];
    return items.map((item) => {
      const article = item.querySelector("article");
      const from = article ? places.get(article.dataset.thread)?.[0].from : this.#composed?.from;
      return [item, from === undefined ? null : this.view.coordsAtPos(from).top];
    });
  }

  // --- From the text to the talk and back ---

  #look(talk) {
    if (talk === this.looked) return;
    this.looked = talk;
    for (const article of this.panel.articles) article.classList.toggle("active", article.dataset.thread === talk);
    redraw(this.view, { active: talk });
    this.layout.soon();
  }

  #toTalk(talk) {
    const article = talk && this.panel.article(talk);
    if (article) this.#toArticle(article);
  }

  #toArticle(article) {
    article.focus({ preventScroll: true });
    this.#look(article.dataset.thread);
    article.scrollIntoView({ block: "nearest" });
  }

  #toText(article) {
    const place = placesOf(this.view.state).get(article.dataset.thread)?.[0];
    this.#look(article.dataset.thread);
    if (place) this.#select(place.from, place.from);
    focusText(this.view);
  }

  #select(from, to) {
    const { state } = this.view;
    this.view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, from, to)).scrollIntoView());
  }

  // The talk after the one that is looked at, or after the cursor; or the one before.
  #step(by) {
    const { articles } = this.panel;
    if (!articles.length) {
      this.status.say("Er zijn geen opmerkingen bij deze tekst.");
      return;
    }
    const here = articles.findIndex((article) => article.contains(document.activeElement));
    let next = here + by;
    if (here < 0) {
      const places = placesOf(this.view.state);
      const { from } = this.view.state.selection;
      const isAfter = ({ dataset }) => places.get(dataset.thread)?.[0].from >= from;
      next = by > 0 ? articles.findIndex(isAfter) : articles.findLastIndex((each) => !isAfter(each));
    }
    this.#toArticle(articles[(next + articles.length) % articles.length] ?? articles[0]);
  }

  #key(event) {
    const isOurs = (event.ctrlKey || event.metaKey) && event.altKey && !event.shiftKey && !event.getModifierState("AltGraph");
    const act = isOurs && {
      KeyM: () => this.#begin("opmerking"),
      KeyV: () => this.#begin("voorstel"),
      KeyJ: () => this.#step(1),
      KeyK: () => this.#step(-1),
    }[event.code];
    if (act) {
      event.preventDefault();
      act();
    } else if (event.key === "Escape" && !event.defaultPrevented && this.section.contains(event.target)) {
      const form = event.target.closest("form.talk-form");
      if (form && !isFilled(form)) this.#cancel(form);
      else if (!form && event.target.closest("article.talk")) this.#toText(event.target.closest("article.talk"));
    }
  }

  #click(event) {
    const target = event.target.closest("a, button");
    if (!target || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const article = target.closest("article.talk");
    if (target.matches("[data-copy]")) this.#open(article, target);
    else if (target.matches("[data-cancel]")) this.#cancel(target.closest("form"));
    else if (target.matches("[data-to-text]")) this.#toText(article);
    else if (target.closest(".talk-choice")) this.#fetch(target.href);
    else return;
    // The page's own listeners would follow the link.
    event.preventDefault();
    event.stopPropagation();
  }

  // --- Writing in the margin ---

  // A form in a talk: an answer, a refusal.
  #open(article, link) {
    const slot = article.querySelector("[data-form]");
    const before = slot.querySelector("form");
    if (before && (before.dataset.kind === link.dataset.copy || isFilled(before))) {
      firstField(before).focus();
      return;
    }
    const form = this.panel.form(link.dataset.copy, `-${article.id}`);
    form.action = link.href;
    form.dataset.kind = link.dataset.copy;
    slot.replaceChildren(form);
    this.#letMention(form);
    firstField(form).focus();
  }

  // A new talk, about what is selected; without a selection about the paragraph at the cursor, or what the person chooses.
  async #begin(kind) {
    if (!this.panel.root) await this.#fetch();
    if (!this.session.isTalkable || !this.panel.forms.has(kind)) {
      this.status.say(this.session.reason || sentences.closed);
      return;
    }
    const isNew = this.compose?.kind !== kind;
    if (isNew && this.compose && isFilled(this.compose.form)) {
      firstField(this.compose.form).focus();
      this.status.say("U bent nog bezig met iets anders bij de tekst. Plaats dat eerst, of kies Annuleren.");
      return;
    }
    const selected = this.#selected();
    if (isNew) this.#make(kind);
    this.#offer(selected);
    this.#about(selected || kind === "voorstel" ? 0 : -1);
    firstField(this.compose.form).focus();
  }

  #make(kind) {
    this.compose?.item.remove();
    const form = this.panel.form(kind);
    const item = document.createElement("li");
    item.dataset.new = "";
    item.append(form);
    const about = form.querySelector("[data-about]");
    about.id = `${kind}-about`;
    about.previousElementSibling.htmlFor = about.id;
    this.compose = { item, form, kind, about: null, choices: [] };
    this.section.querySelector("[data-talks=here]").prepend(item);
    this.#letMention(form);
  }

  #selected() {
    const { selection, doc } = this.view.state;
    if (!selection.empty && wordsBetween(doc, selection.from, selection.to)) {
      return { from: selection.from, to: selection.to, words: wordsBetween(doc, selection.from, selection.to) };
    }
    const { $from } = selection;
    if (!this.view.editable && !this.view.hasFocus()) return null;
    if (!$from.parent.isTextblock || !$from.parent.textContent.trim()) return null;
    return { from: $from.start(), to: $from.end(), words: wordsBetween(doc, $from.start(), $from.end()) };
  }

  // The pieces that one can talk about, as choices of the form: what is selected first.
  #offer(selected) {
    const { form, kind } = this.compose;
    const select = form.querySelector("[data-about]");
    const blocks = blocksOf(this.view.state.doc);
    this.compose.choices = (selected ? [selected, ...blocks] : blocks).map((each) => this.#held(each));
    const option = (label, value) => Object.assign(document.createElement("option"), { textContent: label, value });
    select.replaceChildren(
      ...(kind === "opmerking" ? [option("De hele tekst", "")] : []),
      ...this.compose.choices.map(({ words }, index) => option(short(words), String(index))),
    );
    if (!this.compose.choices.length && kind === "voorstel") select.append(option("Er staat nog geen tekst", ""));
  }

  // A piece that stays with its words while others write.
  #held({ from, to, words }) {
    const { doc } = this.view.state;
    const at = (pos) => relativePosition(this.binding, doc, pos);
    return { from, to, words, start: at(from), end: at(to) };
  }

  // Talk about the choice with this number; about the whole text where there is none.
  #about(index) {
    const { form, kind, choices, item } = this.compose;
    const chosen = choices[index] ?? null;
    const now = chosen && this.#now(chosen);
    this.compose.about = chosen;
    form.querySelector("[data-about]").value = chosen ? String(index) : "";
    if (kind === "voorstel" && !isChanged(form.elements.proposal)) {
      form.elements.proposal.value = form.elements.proposal.defaultValue = chosen?.words ?? "";
    }
    this.#place(item, now);
    redraw(this.view, { pending: now });
    this.layout.soon();
  }

  #chooseAbout(select) {
    this.#about(select.value === "" ? -1 : Number(select.value));
    const now = this.#composed;
    if (now) this.#select(now.from, now.from);
  }

  // Where a piece is now, or null where its words are gone.
  #now({ start, end }) {
    const { doc } = this.view.state;
    const [from, to] = [start, end].map((each) => absolutePosition(this.binding, doc, each));
    return from !== null && to !== null && from < to ? { from, to } : null;
  }

  get #composed() {
    return this.compose?.about ? this.#now(this.compose.about) : null;
  }

  // In the list of talks, the new one stands in the order of the text.
  #place(item, piece) {
    const places = placesOf(this.view.state);
    const list = this.section.querySelector("[data-talks=here]");
    const after = [...list.children].find((each) => {
      const talk = each.querySelector("article")?.dataset.thread;
      return piece ? places.get(talk)?.[0].from > piece.from : talk;
    });
    if (after) after.before(item);
    else list.append(item);
  }

  #letMention(form) {
    const { words } = form.elements;
    if (!words) return;
    const search = async (part) => {
      const answer = await this.#ask(`${this.url}mensen/?${new URLSearchParams({ naam: part })}`);
      return answer.json?.people ?? [];
    };
    this.mentions.set(form, new Mentions(words, { search }));
  }

  #cancel(form) {
    const article = form.closest("article.talk");
    if (article) {
      const link = article.querySelector(`[data-copy=${form.dataset.kind}]`);
      form.remove();
      (link ?? article).focus();
      return;
    }
    const piece = this.#composed;
    this.#endCompose();
    if (piece && this.view.editable) this.#select(piece.from, piece.to);
    focusText(this.view);
  }

  #endCompose() {
    this.compose.item.remove();
    this.compose = null;
    redraw(this.view, { pending: null });
    this.layout.soon();
  }

  // --- Sending ---

  async #submit(event) {
    const form = event.target;
    // The page's own listener would send it the other way.
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.busy) return;
    form.dataset.busy = "1";
    const button = form.querySelector("button:not([type=button])");
    button.setAttribute("aria-disabled", "true");
    clearTroubles(form);
    const trouble = await this.#send(form);
    delete form.dataset.busy;
    button.removeAttribute("aria-disabled");
    if (trouble) showTroubles(form, trouble);
  }

  // Answers what is wrong, by field, or nothing.
  async #send(form) {
    const isNew = form === this.compose?.form;
    for (const each of form.querySelectorAll("[name=mentions]")) each.remove();
    for (const pk of this.mentions.get(form)?.named ?? []) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "mentions", value: pk }));
    }
    for (let tries = 1; ; tries++) {
      if (isNew) {
        const trouble = await this.#locate(form);
        if (trouble) return { "": [trouble] };
      }
      const data = new FormData(form);
      // The key against forgery may be another by now: the request's header has the one of now.
      data.delete("csrfmiddlewaretoken");
      const answer = await this.#ask(form.action, {
        method: "POST",
        headers: { "X-CSRFToken": this.session.token() },
        body: new URLSearchParams(data),
      });
      if (answer.html !== undefined) {
        if (isNew && this.compose.about) await this.#marked(answer);
        this.#sent(form, answer);
        return null;
      }
      if (answer.status === 409 && isNew && tries < TRIES) {
        await this.#nextAnswer();
        continue;
      }
      return answer.json?.errors ?? { "": [answer.json?.reason ?? sentences[answer.status] ?? sentences.other] };
    }
  }

  // Say in the form where the piece is that the talk is about, as the server knows the text.
  async #locate(form) {
    form.elements.ranges.value = "";
    if (!this.compose.about) return null;
    try {
      await this.session.flush();
    } catch {
      return sentences.unsent;
    }
    const piece = this.#composed;
    if (!piece) return sentences.gone;
    const ranges = rangesBetween(this.binding, this.view.state.doc, piece.from, piece.to);
    if (!ranges.length) return sentences.empty;
    form.elements.ranges.value = JSON.stringify(ranges);
    return null;
  }

  // What others wrote in between comes with the next answer of the exchange, and the mark that the server put.
  #nextAnswer() {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      setTimeout(resolve, PATIENCE);
      this.session.wake();
    });
  }

  // A new talk is shown when its words are marked here too, so that it comes to stand beside them at once.
  async #marked({ html, url }) {
    const place = `id="gesprek-${talkIn(url)}"`;
    const talk = html.slice(html.indexOf(place)).match(/data-thread="([^"]+)"/)?.[1];
    for (let tries = 0; tries < TRIES && talk && !placesOf(this.view.state).has(talk); tries++) await this.#nextAnswer();
  }

  #sent(form, { html, url }) {
    const article = form.closest("article.talk");
    if (form === this.compose?.form) this.#endCompose();
    else if (form.matches(".talk-form")) form.remove();
    this.shownUrl = this.url;
    this.#draw(html);
    // What the margin says now came with the answer; the text that changed with it comes at once.
    this.session.wake();
    const now = document.getElementById(`gesprek-${talkIn(url)}`);
    this.status.say(done(form, article));
    if (now) this.#toArticle(now);
    else if (article) this.section.querySelector("h2").focus();
  }

  // Answers {html, url} or {json, status}; without a connection {json, status: 0}.
  async #ask(url, options = {}) {
    let response;
    try {
      response = await fetch(url, { ...options, headers: { "HX-Request": "true", ...options.headers } });
    } catch {
      return { status: 0, json: { reason: sentences.offline } };
    }
    const type = response.headers.get("Content-Type") ?? "";
    if (type.startsWith("application/json")) return { status: response.status, json: await response.json().catch(() => null) };
    if (response.ok) return { html: await response.text(), url: response.url };
    return { status: response.status, json: null };
  }
}

// The number of the talk that an act led to.
function talkIn(url) {
  return new URL(url).searchParams.get("gesprek");
}

// What was done, by the last part of the address that the form was sent to.
function done(form, article) {
  const what = article?.matches(".proposal") ? "Het voorstel" : "De opmerking";
  const act = new URL(form.action).pathname.split("/").at(-2);
  return {
    beginnen: "Uw opmerking is geplaatst.",
    voorstellen: "Uw voorstel is geplaatst.",
    antwoorden: "Uw antwoord is geplaatst.",
    overnemen: "Het voorstel is overgenomen.",
    afwijzen: "Het voorstel is afgewezen.",
    afsluiten: `${what} is ${article?.matches(".proposal") ? "ingetrokken" : "afgesloten"}.`,
    heropenen: `${what} is weer open.`,
  }[act];
}

function isFilled(form) {
  return [...form.querySelectorAll("textarea")].some(isChanged);
}

function isChanged({ value, defaultValue }) {
  return value !== defaultValue;
}

function firstField(form) {
  return form.querySelector("textarea");
}

function short(words) {
  const line = words.replace(/\s+/g, " ");
  return line.length > LABEL ? `${line.slice(0, LABEL).trimEnd()}…` : line;
}

// --- What is wrong in a form, at its field ---

function clearTroubles(form) {
  const place = troublePlace(form);
  place.hidden = true;
  for (const each of form.querySelectorAll("[data-wrong]")) each.remove();
  for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
}

function showTroubles(form, errors) {
  const loose = [];
  let first = null;
  for (const [name, lines] of Object.entries(errors)) {
    const field = form.elements[name];
    if (!field || field.type === "hidden") {
      loose.push(...lines);
      continue;
    }
    const line = Object.assign(document.createElement("p"), { className: "field-errors", textContent: lines.join(" ") });
    line.id = `${field.id}-wrong`;
    line.dataset.wrong = "";
    field.before(line);
    field.setAttribute("aria-invalid", "true");
    const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== line.id);
    field.setAttribute("aria-describedby", [...others, line.id].join(" "));
    first ??= field;
  }
  const place = troublePlace(form);
  place.textContent = loose.join(" ");
  place.hidden = !loose.length;
  first?.focus();
}

function troublePlace(form) {
  return form.querySelector("[data-trouble]") ?? form.closest("article").querySelector("article > [data-trouble]");
}
