// Sends the text while somebody writes: shortly after the last keystroke, one request at a time, the last state wins.
// It knows nothing of the page; it tells in what state the text is, and never says «saved» of what is not.

const QUIET = 800; // milliseconds without a keystroke before a save
const LONGEST = 5000; // milliseconds that typing may put it off
const PATIENCE = 20_000; // milliseconds that a request may take
const RETRIES = [1000, 2000, 4000, 8000, 15_000, 30_000];

export class Saver {
  #timer = 0;
  #dirtySince = 0;
  #sending = false;
  #failures = 0;
  #stopped = false;
  #leaving = [];

  // `read` answers the text as JSON; `tell(state, details)` hears what happens to it:
  // busy, saved, offline, unavailable, signed-out, refused, invalid, conflict.
  constructor({ url, version, cookie, maxBytes, read, tell }) {
    Object.assign(this, { url, version, cookie, maxBytes, read, tell });
  }

  get hasUnsent() {
    return this.#dirtySince > 0 || this.#sending;
  }

  // The text is another one than the server has.
  changed() {
    this.#dirtySince ||= performance.now();
    if (this.#stopped) return;
    if (!this.#failures) this.tell("busy");
    if (!this.#sending && !this.#failures) this.#schedule(this.#wait());
  }

  // The way may be open again: the network is back, or the person is, perhaps signed in anew.
  wake() {
    if (this.#failures) this.#send();
  }

  // Send now what is not sent yet, also after a refusal.
  retry() {
    this.#stopped = false;
    this.#send();
  }

  // Send now what is not sent yet, for who leaves the page; answers when it is kept, or cannot be.
  flush() {
    if (!this.hasUnsent || this.#failures || this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#leaving.push(resolve);
      this.#send();
    });
  }

  // After a conflict: the text as it is now follows on this version.
  resume(version) {
    this.version = version;
    this.#dirtySince = performance.now();
    this.retry();
  }

  // After a conflict: the text is now the one that the server has.
  accept(version, savedAt) {
    this.version = version;
    this.#dirtySince = 0;
    this.#stopped = false;
    this.tell("saved", { saved_at: savedAt });
  }

  #release() {
    for (const resolve of this.#leaving.splice(0)) resolve();
  }

  #wait() {
    return Math.max(0, Math.min(QUIET, this.#dirtySince + LONGEST - performance.now()));
  }

  #schedule(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), wait);
  }

  async #send() {
    clearTimeout(this.#timer);
    if (this.#sending || this.#stopped || !this.#dirtySince) return;
    this.#dirtySince = 0;
    this.#sending = true;
    const text = JSON.stringify({ version: this.version, body: this.read() });
    const [state, details] = await this.#post(new TextEncoder().encode(text));
    this.#sending = false;
    if (state === "saved") {
      this.version = details.version;
      this.#failures = 0;
      if (this.#dirtySince) {
        this.#schedule(this.#leaving.length ? 0 : this.#wait());
      } else {
        this.tell("saved", details);
        this.#release();
      }
      return;
    }
    this.#release();
    this.#dirtySince = performance.now();
    this.tell(state, details);
    if (state === "refused" || state === "conflict") {
      this.#stopped = true;
    } else if (state === "invalid") {
      this.#failures = 0;
    } else {
      this.#schedule(RETRIES[Math.min(this.#failures++, RETRIES.length - 1)]);
    }
  }

  async #post(body, isSecondTry = false) {
    if (body.length > this.maxBytes) return ["invalid", { message: "De tekst is te lang." }];
    let response;
    try {
      response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.#token() },
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
        // Lets a save that is under way outlive the page; browsers allow it for 64 kB.
        keepalive: body.length < 60_000,
      });
    } catch {
      return ["offline"];
    }
    if (response.status === 404) return ["refused", { reason: "U kunt deze tekst niet meer zien." }];
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (!isJson && response.status === 403 && !isSecondTry) {
      // Signing in again made a new key against forgery: any page brings it along.
      await fetch(this.url, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
      return this.#post(body, true);
    }
    if (response.type === "opaqueredirect" || response.status === 401) return ["signed-out"];
    if (!isJson) return response.status === 413 ? ["invalid", { message: "De tekst is te lang." }] : ["unavailable"];
    const answer = await response.json().catch(() => null);
    if (!answer) return ["offline"];
    switch (response.status) {
      case 200:
        return ["saved", answer];
      case 403:
        return ["refused", answer];
      case 409:
        return ["conflict", answer];
      case 413:
      case 422:
        return ["invalid", answer];
      default:
        return ["unavailable"];
    }
  }

  #token() {
    return document.cookie.match(new RegExp(`(?:^|; )${this.cookie}=([^;]*)`))?.[1] ?? "";
  }
}
