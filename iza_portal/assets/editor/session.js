// The exchange with the server: sends what is written here, hears what others write, one request of each kind at a time.
// It knows nothing of the page; it tells in what state the text is, and never says «saved» of what is not.

import * as Y from "yjs";

// Milliseconds. What is typed goes after FIRST, and while somebody types on not more often than every BETWEEN.
const FIRST = 120;
const BETWEEN = 250;
// How often others' work is asked for, by how long ago somebody wrote: [until, every].
const PACES = [
  [10_000, 500],
  [60_000, 1000],
  [300_000, 2000],
  [Infinity, 4000],
];
// While requests wait at the server, everybody asks and sends less often: so each change comes as soon as the server can
// bring it, where it would come later and later. By so many milliseconds where they wait a tenth of a second, four times
// that where they wait two, as short waits mean nothing; at most MOST_SLOWED.
const SLOWED = { poll: 400, send: 100 };
const MOST_SLOWED = 4000;
const PATIENCE = 20_000; // that a request may take
const RETRIES = [1000, 2000, 4000, 8000, 15_000, 30_000];
const CALM = 400; // without news before the line says «saved»: it would flicker

// What may pass by itself: it is tried again and again.
const passing = ["offline", "unavailable", "signed-out", "other-person"];

const browser = {
  fetch: (...request) => fetch(...request),
  setTimeout: (...timer) => setTimeout(...timer),
  clearTimeout: (timer) => clearTimeout(timer),
  now: () => performance.now(),
  cookies: () => document.cookie,
  isHidden: () => document.hidden,
};

// The server has no text for this window.
export class Refused extends Error {}

export class Session {
  #unsent = []; // updates of this window that were not sent yet
  #inFlight = null; // the one that is under way
  #acknowledged = 0; // the clock of this window up to which the server has all
  #isStale = false; // what is unsent must be made anew before it is sent
  #isRefused = false; // the server would not take it; it waits for a change
  #isEnded = false;
  #isSending = false;
  #isPolling = false;
  #trouble = null;
  #failures = 0;
  #gaps = 0;
  #savedAt = "";
  #quickest = Infinity; // milliseconds that a request takes when nobody is before it
  #waited = 0; // and how much longer they took lately
  #told = "";
  #lastPost = -Infinity;
  #lastActivity = -Infinity;
  #timers = {};
  #flushing = [];
  #listeners = { answer: [], state: [] };

  // `page` is the address of the page itself, which brings a new key against forgery; `world` is the browser.
  constructor({ url, page, cookie, person, schema, writable = true, talkable = true, world = browser }) {
    Object.assign(this, { url, page, cookie, person, schema, world });
    this.isWritable = writable;
    this.isTalkable = talkable;
    this.reason = ""; // why it is not writable
    this.seq = 0;
    this.present = [];
    this.hasMore = false;
    this.cursor = () => null; // answers where the person is, for the others
    this.beforeNews = () => null; // called before what others wrote comes into the text
    // What was deleted stays readable while the window lives: `rescue.js` brings back what nobody meant to delete.
    this.doc = new Y.Doc({ gc: false });
    this.fragment = this.doc.getXmlFragment("text");
    // Yjs would tidy up formats that it hears of, in every window at once, and whoever only reads would write.
    this.doc.on("afterTransaction", (transaction) => {
      if (!transaction.local) transaction._needFormattingCleanup = false;
    });
  }

  // Hear every answer of the server, after what it brings is in the text.
  onAnswer(listen) {
    this.#listeners.answer.push(listen);
  }

  // Hear in what state the text is, with details: `status.js` has a sentence for each.
  onState(listen) {
    this.#listeners.state.push(listen);
  }

  // The number of this window: the client of Yjs.
  get tab() {
    return this.doc.clientID;
  }

  get hasUnsent() {
    return this.#inFlight !== null || this.#unsent.length > 0;
  }

  // What the server has not taken, as one update, or null.
  get unsent() {
    return this.hasUnsent ? merged(this.#inFlight ? [this.#inFlight, ...this.#unsent] : this.#unsent) : null;
  }

  // The clock of this window up to which the server has all that was written here.
  get acknowledged() {
    return this.#acknowledged;
  }

  token() {
    return this.world.cookies().match(new RegExp(`(?:^|; )${this.cookie}=([^;]*)`))?.[1] ?? "";
  }

  // Fetch the text as it is and who is there; resolves when the editor can be made of it, rejects when that is never.
  async begin() {
    this.#tell("loading");
    const { answer, headers } = await this.#insist("begin/", (response) => response.arrayBuffer());
    this.seq = Number(headers.get("X-Sequence"));
    if (answer.byteLength) this.#apply([new Uint8Array(answer)]);
    do {
      const news = await this.#insist();
      this.#hear(news.answer, news.asked);
    } while (this.hasMore);
    this.doc.on("update", (update, origin) => {
      if (origin !== this) this.#changed(update);
    });
    this.#polled();
  }

  // Send what was typed; resolves when all of it is taken, rejects when it cannot be now.
  flush() {
    if (!this.hasUnsent) return Promise.resolve();
    if (this.#trouble || this.#isRefused || !this.isWritable) return Promise.reject(new Error("unsent"));
    return new Promise((resolve, reject) => {
      this.#flushing.push({ resolve, reject });
      this.#send();
    });
  }

  // The way may be open again, or the person looks again.
  wake() {
    if (this.#isEnded) return;
    if (this.#unsent.length && this.isWritable && !this.#isRefused) this.#send();
    else this.#poll();
  }

  // The person asks to try again, also after a refusal.
  retry() {
    this.#isRefused = false;
    this.wake();
  }

  // Nobody looks: what was typed goes, news can wait.
  rest() {
    this.world.clearTimeout(this.#timers.poll);
    if (!this.#isRefused) this.#send();
  }

  // The page goes: what was typed last, or a word that nobody is here any more, in a request that outlives it. Browsers
  // allow it for 64 kB.
  leave() {
    const update = this.isWritable && !this.#isRefused ? this.unsent : null;
    if (update && update.length < 60_000) {
      this.world.fetch(this.#changesUrl(), this.#options(update, true)).catch(() => null);
    } else if (!update && !this.#isEnded) {
      this.world.fetch(`${this.url}weg/?tab=${this.tab}`, this.#options(new Uint8Array(), true)).catch(() => null);
    }
  }

  // This page can neither show nor write the text any more.
  end(state) {
    this.#isEnded = true;
    this.isWritable = false;
    this.#trouble = state;
    for (const timer of Object.values(this.#timers)) this.world.clearTimeout(timer);
    this.#say();
  }

  // --- What is written here ---

  #changed(update) {
    this.#unsent.push(update);
    this.#lastActivity = this.world.now();
    this.#say();
    if (!this.#trouble) this.#schedule();
  }

  #schedule() {
    if (this.#timers.send || this.#isSending || !this.isWritable) return;
    const between = this.#isRefused ? backoff(this.#failures) : BETWEEN + this.#slowed(SLOWED.send);
    const wait = Math.max(FIRST, this.#lastPost + between - this.world.now());
    this.#timers.send = this.world.setTimeout(() => this.#send(), wait);
  }

  async #send() {
    this.world.clearTimeout(this.#timers.send);
    this.#timers.send = 0;
    if (this.#isSending || !this.#unsent.length || !this.isWritable) return;
    this.#isSending = true;
    this.#lastPost = this.world.now();
    const clock = Y.getState(this.doc.store, this.tab);
    const unsent = this.#unsent.splice(0);
    this.#inFlight = this.#isStale ? this.#rest() : merged(unsent);
    this.#isStale = false;
    const { state, answer, asked } = await this.#request(null, { update: this.#inFlight });
    this.#isSending = false;
    if (state !== "taken") {
      this.#unsent.unshift(this.#inFlight);
      this.#inFlight = null;
      this.#failed(state, answer);
      return;
    }
    this.#inFlight = null;
    this.#acknowledged = clock;
    this.#isRefused = false;
    this.#savedAt = answer.saved_at;
    this.#passed();
    this.#hear(answer, asked);
    if (!this.#unsent.length) for (const { resolve } of this.#flushing.splice(0)) resolve();
    else if (this.#flushing.length) this.#send();
    else this.#schedule();
    this.#polled();
  }

  // What of this window's work the server does not have.
  #rest() {
    const vector = Y.decodeStateVector(Y.encodeStateVector(this.doc));
    vector.set(this.tab, this.#acknowledged);
    return this.#difference(Y.encodeStateVector(vector));
  }

  // Without what was deleted meanwhile: a passage that was too long is not sent again after it was taken out.
  #difference(vector) {
    const lean = new Y.Doc();
    Y.applyUpdate(lean, Y.encodeStateAsUpdate(this.doc));
    const update = Y.encodeStateAsUpdate(lean, vector);
    lean.destroy();
    return update;
  }

  // --- What others write ---

  async #poll() {
    this.world.clearTimeout(this.#timers.poll);
    if (this.#isPolling || this.#isEnded) return;
    this.#isPolling = true;
    const { state, answer, asked } = await this.#request(null);
    this.#isPolling = false;
    if (state !== "taken") {
      // Only what is sent can be refused.
      this.#failed(state === "refused" ? "unavailable" : state, answer);
      return;
    }
    this.#passed();
    this.#hear(answer, asked);
    if (this.#unsent.length && !this.#isRefused) this.#schedule();
    this.#polled();
  }

  // An answer came: when to ask for the next?
  #polled() {
    this.world.clearTimeout(this.#timers.poll);
    if (this.#isEnded || this.world.isHidden()) return;
    const since = this.world.now() - this.#lastActivity;
    const [, every] = PACES.find(([until]) => since < until) ?? PACES.at(-1);
    const wait = this.hasMore ? 0 : every + this.#slowed(SLOWED.poll);
    this.#timers.poll = this.world.setTimeout(() => this.#poll(), wait);
  }

  // A request took so long: how much of it was waiting for others? The way to the server itself may be long, and become so.
  #time(took) {
    this.#quickest = Math.min(took, this.#quickest * 1.01);
    this.#waited += (took - this.#quickest - this.#waited) / 4;
  }

  #slowed(by) {
    return Math.min(by * (this.#waited / 100) ** 2, MOST_SLOWED);
  }

  #hear(answer, asked) {
    if (this.#isEnded) return;
    if (Number(answer.schema) !== Number(this.schema)) {
      this.end("outdated");
      return;
    }
    // A server that was put back knows less than was heard before: from there on again.
    this.seq = answer.seq < asked ? answer.seq : Math.max(this.seq, answer.seq);
    this.hasMore = answer.more === true;
    this.isWritable = answer.writable;
    this.isTalkable = answer.talkable;
    this.reason = answer.reason;
    this.present = answer.present;
    if (answer.updates.length && this.#apply(answer.updates.map(fromBase64))) this.#lastActivity = this.world.now();
    for (const listen of this.#listeners.answer) listen(answer);
    this.#say();
  }

  // Answers whether they brought anything. Who listens to the document finds them in the transaction.
  #apply(updates) {
    let isNew = false;
    const note = () => (isNew = true);
    this.beforeNews();
    this.doc.on("update", note);
    this.doc.transact((transaction) => {
      transaction.meta.set("updates", updates);
      for (const update of updates) Y.applyUpdate(this.doc, update, this);
    }, this);
    this.doc.off("update", note);
    return isNew;
  }

  // --- When it does not go ---

  #failed(state, answer) {
    for (const { reject } of this.#flushing.splice(0)) reject(new Error(state));
    if (state === "closed") {
      this.isWritable = false;
      this.reason = answer.reason;
      this.#polled();
    } else if (state === "refused") {
      this.#isRefused = true;
      this.#isStale = true;
      this.#failures++;
      this.message = answer.message;
      this.#polled();
    } else if (state === "gap" && this.#gaps++ < 2) {
      // The server misses something that came before: it gets all that it has not.
      this.#unsent = [this.#difference(fromBase64(answer.state))];
      this.#send();
    } else if (state === "gap" || passing.includes(state)) {
      this.#trouble = state === "gap" ? "unavailable" : state;
      this.world.clearTimeout(this.#timers.again);
      this.#timers.again = this.world.setTimeout(() => this.wake(), backoff(this.#failures++));
    } else {
      this.end(state);
    }
    this.#say();
  }

  #passed() {
    this.world.clearTimeout(this.#timers.again);
    this.#trouble = null;
    this.#gaps = 0;
    if (!this.#isRefused) this.#failures = 0;
  }

  #say() {
    this.world.clearTimeout(this.#timers.calm);
    const { hasUnsent } = this;
    // One request that fails on its way, with nothing at stake, is no news.
    const isNews = hasUnsent || this.#failures > 1 || !["offline", "unavailable"].includes(this.#trouble);
    if (this.#isEnded) this.#tell(this.#trouble, { hasUnsent });
    else if (!this.isWritable) this.#tell("closed", { hasUnsent, reason: this.reason });
    else if (this.#trouble && isNews) this.#tell(this.#trouble, { hasUnsent });
    else if (this.#isRefused) this.#tell("refused", { message: this.message });
    else if (hasUnsent) this.#tell("busy");
    else this.#timers.calm = this.world.setTimeout(() => this.#tell("saved", { saved_at: this.#savedAt }), CALM);
  }

  #tell(state, details = {}) {
    const told = JSON.stringify([state, details]);
    if (told === this.#told) return;
    this.#told = told;
    for (const listen of this.#listeners.state) listen(state, details);
  }

  // --- Requests ---

  #changesUrl() {
    const cursor = this.cursor();
    const query = new URLSearchParams({ na: this.seq, tab: this.tab, cursor: cursor ? JSON.stringify(cursor) : "" });
    return `${this.url}wijzigingen/?${query}`;
  }

  #options(update, keepalive) {
    const headers = { Accept: "application/json", "X-Person": this.person, "X-Schema": this.schema };
    if (!update) return { headers };
    Object.assign(headers, { "Content-Type": "application/octet-stream", "X-CSRFToken": this.token() });
    return { method: "POST", headers, body: update, keepalive };
  }

  // Answers {state, answer, headers, asked}: «taken», or what came in between. Without a path it is about what changes after
  // the update `asked`.
  async #request(path, { update = null, read = (response) => response.json(), isSecondTry = false } = {}) {
    const asked = this.seq;
    const began = this.world.now();
    let response;
    try {
      response = await this.world.fetch(path === null ? this.#changesUrl() : this.url + path, {
        ...this.#options(update, false),
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      return { state: "offline" };
    }
    const { status, headers } = response;
    if (path === null) this.#time(this.world.now() - began);
    if (response.type === "opaqueredirect" || status === 401) return { state: "signed-out" };
    if (status === 404) return { state: "gone" };
    try {
      if (status === 200) return { state: "taken", answer: await read(response), headers, asked };
      const isJson = headers.get("Content-Type")?.startsWith("application/json");
      const answer = isJson ? await response.json() : {};
      if (status === 413 || status === 422) return { state: "refused", answer: { message: "", ...answer } };
      if (status === 409) return { state: conflicts[answer.code] ?? "unavailable", answer };
      if (status === 403 && answer.code === "closed") return { state: "closed", answer };
      if (status === 403 && update && !isSecondTry) {
        // Signing in again made a new key against forgery: any page brings it along.
        await this.world.fetch(this.page, { signal: AbortSignal.timeout(PATIENCE) });
        return this.#request(path, { update, read, isSecondTry: true });
      }
      return { state: "unavailable" };
    } catch {
      return { state: "offline" };
    }
  }

  // Ask until there is an answer: there is no editor before it.
  async #insist(path = null, read = undefined) {
    for (;;) {
      const outcome = await this.#request(path, { read });
      if (outcome.state === "taken") {
        this.#passed();
        return outcome;
      }
      if (!passing.includes(outcome.state)) {
        this.end(outcome.state);
        throw new Refused(outcome.state);
      }
      this.#trouble = outcome.state;
      this.#say();
      await new Promise((resolve) => (this.#timers.again = this.world.setTimeout(resolve, backoff(this.#failures++))));
    }
  }
}

const backoff = (failures) => RETRIES[Math.min(failures, RETRIES.length - 1)];

const conflicts = { gap: "gap", person: "other-person", client: "outdated", schema: "outdated" };

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

// Merging is slow for very many at once.
function merged(updates) {
  while (updates.length > 1) {
    const groups = [];
    for (let at = 0; at < updates.length; at += 30) groups.push(updates.slice(at, at + 30));
    updates = groups.map((group) => (group.length > 1 ? Y.mergeUpdates(group) : group[0]));
  }
  return updates[0];
}
