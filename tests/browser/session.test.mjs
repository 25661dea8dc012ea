// The exchange, against a network of the test's own: it delays, loses, repeats, refuses and comes back.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as Y from "yjs";

import { Session } from "../../iza_portal/assets/editor/session.js";

// --- A clock that only goes when it is told to, and a server in memory ---

class World {
  #at = 0;
  #timers = new Map();
  #number = 0;
  isAway = false;
  token = "eerste";

  now = () => this.#at;
  cookies = () => `sleutel=${this.token}`;
  isHidden = () => this.isAway;

  setTimeout = (call, wait = 0) => {
    this.#timers.set(++this.#number, { at: this.#at + wait, call });
    return this.#number;
  };

  clearTimeout = (number) => this.#timers.delete(number);

  async go(milliseconds) {
    const until = this.#at + milliseconds;
    for (;;) {
      await settled();
      const next = [...this.#timers].sort(([, one], [, other]) => one.at - other.at)[0];
      if (!next || next[1].at > until) break;
      this.#timers.delete(next[0]);
      this.#at = next[1].at;
      next[1].call();
    }
    this.#at = until;
    await settled();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

class Server {
  updates = [];
  requests = [];
  refuse = () => null; // answers a response in the place of the server's own, or null
  network = async (answer) => answer();
  present = [];
  changes = { writable: true, reason: "", talkable: true, margin: 0, schema: 2 };

  constructor() {
    this.doc = new Y.Doc();
    this.doc.getXmlFragment("text");
  }

  fetch = async (url, options = {}) => {
    const { pathname, searchParams } = new URL(url, "http://portaal");
    const request = { pathname, query: Object.fromEntries(searchParams), method: "GET", ...options };
    return this.network(() => {
      this.requests.push(request);
      return this.refuse(request) ?? this.#answer(request);
    }, request);
  };

  #answer({ pathname, query, method, body }) {
    if (pathname.endsWith("/begin/")) {
      return new Response(Y.encodeStateAsUpdate(this.doc), { headers: { "X-Sequence": String(this.updates.length) } });
    }
    if (pathname === "/schrijven/") return new Response("een pagina", { headers: { "Content-Type": "text/html" } });
    if (method === "POST") {
      const { from } = Y.parseUpdateMeta(body);
      for (const [client, clock] of from) {
        if (clock > Y.getState(this.doc.store, client)) {
          return json(409, { code: "gap", state: base64(Y.encodeStateVector(this.doc)) });
        }
      }
      Y.applyUpdate(this.doc, body);
      this.updates.push(body);
    }
    const seq = this.updates.length;
    const updates = this.updates.slice(Number(query.na)).map(base64);
    return json(200, { seq, updates, present: this.present, saved_at: "14.03 uur", more: false, ...this.changes });
  }

  get posts() {
    return this.requests.filter(({ method }) => method === "POST");
  }

  get polls() {
    return this.requests.filter(({ method, pathname }) => method === "GET" && pathname.endsWith("/wijzigingen/"));
  }

  get text() {
    return this.doc.getXmlFragment("text").toArray().map((child) => child.toString()).join("|");
  }
}

function json(status, answer) {
  return new Response(JSON.stringify(answer), { status, headers: { "Content-Type": "application/json" } });
}

async function open(server, world = new World()) {
  const session = new Session({
    url: "/teksten/12/",
    page: "/schrijven/",
    cookie: "sleutel",
    person: "7",
    schema: "2",
    world: Object.assign(world, { fetch: server.fetch }),
  });
  session.told = [];
  session.onState((state, details) => session.told.push([state, details]));
  await session.begin();
  session.world = world;
  return session;
}

function type(session, words) {
  let text = session.fragment.get(0)?.get(0);
  session.doc.transact(() => {
    if (!text) {
      const paragraph = new Y.XmlElement("paragraph");
      text = new Y.XmlText();
      paragraph.insert(0, [text]);
      session.fragment.insert(0, [paragraph]);
    }
    text.insert(text.length, words);
  }, "typed");
}

const last = (session) => session.told.at(-1)[0];

test("opening and reading sends nothing", async () => {
  const server = new Server();
  const writer = await open(server);
  type(writer, "een");
  await writer.world.go(1000);
  const reader = await open(server);
  await reader.world.go(60_000);
  assert.equal(server.posts.length, 1);
  assert.equal(reader.fragment.toString(), "<paragraph>een</paragraph>");
  assert.equal(reader.seq, 1);
  assert.ok(reader.told.every(([state]) => ["loading", "saved"].includes(state)));
});

test("what is typed goes soon, in few requests, and is only then called saved", async () => {
  const server = new Server();
  const session = await open(server);
  for (const letter of "samen schrijven") {
    type(session, letter);
    assert.equal(last(session), "busy");
    await session.world.go(70);
  }
  await session.world.go(300);
  assert.equal(server.text, "<paragraph>samen schrijven</paragraph>");
  assert.ok(server.posts.length <= 5, `${server.posts.length}`);
  await session.world.go(500);
  assert.deepEqual(session.told.at(-1), ["saved", { saved_at: "14.03 uur" }]);
  assert.ok(server.posts.every(({ headers }) => headers["X-Person"] === "7" && headers["X-CSRFToken"] === "eerste"));
});

test("a keystroke is at the other's within 800 milliseconds, 95 times in 100", async () => {
  const server = new Server();
  const world = new World();
  const [one, two] = [await open(server, world), await open(server, world)];
  server.present = [{ tab: one.tab }, { tab: two.tab }];
  type(one, "x");
  await world.go(15_000);
  const delays = [];
  for (let count = 0; count < 100; count++) {
    type(one, "x");
    const expected = one.fragment.toString();
    const before = world.now();
    let arrived = null;
    const note = () => (arrived ??= two.fragment.toString().length >= expected.length ? world.now() - before : null);
    two.doc.on("update", note);
    await world.go(60 + ((count * 37) % 290));
    delays.push(() => arrived);
  }
  await world.go(2000);
  const sorted = delays.map((delay) => delay()).sort((a, b) => a - b);
  assert.ok(sorted.every((delay) => delay !== null));
  assert.ok(sorted[94] <= 800, `${sorted[94]}`);
});

test("news is asked for often where somebody wrote lately, seldom elsewhere, and never out of sight", async () => {
  const server = new Server();
  const session = await open(server);
  const asked = async (milliseconds) => {
    const before = server.polls.length;
    await session.world.go(milliseconds);
    return server.polls.length - before;
  };
  await asked(20_000);
  assert.equal(await asked(60_000), 15);
  type(session, "x");
  await asked(1000);
  assert.equal(await asked(5000), 10);
  await asked(10_000);
  assert.equal(await asked(20_000), 20);
  await asked(60_000);
  assert.equal(await asked(60_000), 30);
  await asked(300_000);
  assert.equal(await asked(60_000), 15);
  session.world.isAway = true;
  session.rest();
  assert.equal(await asked(3_600_000), 0);
  session.world.isAway = false;
  const before = server.polls.length;
  session.wake();
  assert.equal(server.polls.length, before + 1);
});

test("nothing is lost when requests and answers are", async () => {
  const server = new Server();
  const world = new World();
  const [one, two] = [await open(server, world), await open(server, world)];
  let count = 0;
  server.network = async (answer) => {
    count++;
    if (count % 3 === 1) throw new TypeError("weg");
    const response = answer();
    if (count % 3 === 2) throw new TypeError("antwoord weg");
    return response;
  };
  for (let index = 0; index < 30; index++) {
    type(index % 2 ? one : two, String.fromCharCode(97 + (index % 26)));
    await world.go(400);
  }
  server.network = async (answer) => answer();
  for (const session of [one, two]) session.wake();
  await world.go(60_000);
  assert.equal(one.fragment.toString(), two.fragment.toString());
  assert.equal(server.text.replaceAll(/<[^>]*>|\|/g, "").length, 30);
  assert.equal(last(one), "saved");
  assert.equal(one.hasUnsent, false);
});

test("a request that hangs does not keep the other kind waiting, and a second of a kind is not sent beside it", async () => {
  const server = new Server();
  const session = await open(server);
  type(session, "a");
  await session.world.go(1000);
  let release;
  server.network = (answer, { method }) =>
    method === "GET" ? new Promise((resolve) => (release = () => resolve(answer()))) : Promise.resolve(answer());
  await session.world.go(600);
  type(session, "b");
  await session.world.go(400);
  assert.equal(server.text, "<paragraph>ab</paragraph>");
  const { polls } = server;
  await session.world.go(20_000);
  assert.equal(server.polls.length, polls.length);
  release();
});

test("without a network the line says so, and what was typed goes when it is back", async () => {
  const server = new Server();
  const session = await open(server);
  server.network = async () => {
    throw new TypeError("weg");
  };
  type(session, "thuis");
  await session.world.go(30_000);
  assert.deepEqual(session.told.at(-1), ["offline", { hasUnsent: true }]);
  await assert.rejects(session.flush());
  server.network = async (answer) => answer();
  session.wake();
  await session.world.go(1000);
  assert.equal(last(session), "saved");
  assert.equal(server.text, "<paragraph>thuis</paragraph>");
});

test("one poll that fails is no news, and several are: with nothing at stake", async () => {
  const server = new Server();
  const session = await open(server);
  await session.world.go(1000);
  server.refuse = () => new Response("kapot", { status: 502 });
  await session.world.go(3500);
  assert.equal(server.polls.length, 2);
  assert.equal(last(session), "saved");
  await session.world.go(10_000);
  assert.deepEqual(session.told.at(-1), ["unavailable", { hasUnsent: false }]);
  server.refuse = () => null;
  await session.world.go(40_000);
  assert.equal(last(session), "saved");
});

test("after an hour of sleep it goes on", async () => {
  const server = new Server();
  const world = new World();
  const [asleep, other] = [await open(server, world), await open(server, world)];
  type(other, "begin");
  await world.go(5000);
  server.network = async (answer, { query }) => {
    if (query.tab === String(asleep.tab)) throw new TypeError("slaapt");
    return answer();
  };
  type(asleep, " nog");
  type(other, " verder");
  await world.go(3_600_000);
  server.network = async (answer) => answer();
  asleep.wake();
  await world.go(11_000);
  assert.equal(asleep.fragment.toString(), other.fragment.toString());
  assert.match(server.text, / nog/);
});

test("signed out: the text waits, and goes after signing in anew, with the new key against forgery", async () => {
  const server = new Server();
  const session = await open(server);
  server.refuse = ({ pathname }) => (pathname === "/schrijven/" ? null : json(401, { reason: "U bent uitgelogd." }));
  type(session, "blijft");
  await session.world.go(5000);
  assert.deepEqual(session.told.at(-1), ["signed-out", { hasUnsent: true }]);
  server.refuse = ({ pathname, method, headers }) => {
    if (pathname === "/schrijven/") session.world.token = "tweede";
    if (method !== "POST" || headers["X-CSRFToken"] === "tweede") return null;
    return json(403, { code: "csrf", reason: "Dit venster is te oud." });
  };
  session.wake();
  await session.world.go(1000);
  assert.equal(last(session), "saved");
  assert.equal(server.text, "<paragraph>blijft</paragraph>");
});

test("as somebody else nothing is sent", async () => {
  const server = new Server();
  const session = await open(server);
  server.refuse = ({ method }) => (method === "POST" ? json(409, { code: "person" }) : null);
  type(session, "niet van jou");
  await session.world.go(3000);
  assert.equal(last(session), "other-person");
  assert.ok(session.hasUnsent);
});

test("a server that misses something gets all of it", async () => {
  const server = new Server();
  const session = await open(server);
  type(session, "een");
  await session.world.go(1000);
  // The server is put back to what it was before.
  server.doc = new Y.Doc();
  server.updates.length = 0;
  type(session, " twee");
  await session.world.go(1000);
  assert.equal(server.text, "<paragraph>een twee</paragraph>");
  assert.equal(last(session), "saved");
  assert.equal(session.seq, 1);
});

test("what is refused waits for a change, and after taking it out the rest is sent without it", async () => {
  const server = new Server();
  const session = await open(server);
  type(session, "goed");
  await session.world.go(1000);
  server.refuse = ({ method, body }) =>
    method === "POST" && body.length > 1000 ? json(413, { code: "too_large", message: "Dit is te lang." }) : null;
  type(session, "x".repeat(5000));
  await session.world.go(1000);
  assert.deepEqual(session.told.at(-1), ["refused", { message: "Dit is te lang." }]);
  const posts = server.posts.length;
  await session.world.go(60_000);
  assert.equal(server.posts.length, posts);
  assert.ok(session.hasUnsent);
  type(session, " en dit");
  await session.world.go(10_000);
  assert.equal(last(session), "refused");
  const text = session.fragment.get(0).get(0);
  session.doc.transact(() => text.delete(4, 5000), "typed");
  await session.world.go(10_000);
  assert.equal(server.text, "<paragraph>goed en dit</paragraph>");
  assert.equal(last(session), "saved");
  type(session, "!");
  await session.world.go(1000);
  assert.equal(server.text, "<paragraph>goed en dit!</paragraph>");
});

test("closed: nothing is sent, what was typed is kept, others' last words still come, and it goes when it is open again", async () => {
  const server = new Server();
  const world = new World();
  const [one, two] = [await open(server, world), await open(server, world)];
  type(one, "begin");
  await world.go(5000);
  const closed = { writable: false, reason: "Het plan is geen concept meer." };
  server.refuse = ({ method }) => (method === "POST" ? json(403, { code: "closed", ...closed }) : null);
  Object.assign(server.changes, closed);
  type(one, " te laat");
  await world.go(1000);
  assert.deepEqual(one.told.at(-1), ["closed", { hasUnsent: true, reason: closed.reason }]);
  assert.equal(one.isWritable, false);
  await world.go(20_000);
  assert.deepEqual(two.told.at(-1), ["closed", { hasUnsent: false, reason: closed.reason }]);
  server.refuse = () => null;
  Object.assign(server.changes, { writable: true, reason: "" });
  await world.go(20_000);
  assert.equal(server.text, "<paragraph>begin te laat</paragraph>");
  assert.equal(last(one), "saved");
});

test("another schema ends it, before anything of it is in the text", async () => {
  const server = new Server();
  const world = new World();
  const [old, other] = [await open(server, world), await open(server, world)];
  await world.go(1000);
  type(other, "nieuw");
  server.changes.schema = 3;
  type(old, "oud");
  await world.go(20_000);
  assert.equal(old.fragment.toString(), "<paragraph>oud</paragraph>");
  assert.equal(last(old), "outdated");
  assert.equal(old.isWritable, false);
  const { length } = server.requests;
  await world.go(600_000);
  assert.equal(server.requests.length, length);
});

test("a text that may not be seen any more ends it", async () => {
  const server = new Server();
  const session = await open(server);
  server.refuse = () => json(404, {});
  type(session, "x");
  await session.world.go(1000);
  assert.deepEqual(session.told.at(-1), ["gone", { hasUnsent: true }]);
});

test("there is no session before the first answer", async () => {
  const server = new Server();
  let count = 0;
  server.network = async (answer) => {
    if (count++ < 3) throw new TypeError("weg");
    return answer();
  };
  const world = new World();
  let session = null;
  open(server, world).then((opened) => (session = opened));
  await world.go(2500);
  assert.equal(session, null);
  await world.go(60_000);
  assert.ok(session);
});

test("who leaves waits until all is taken; who closes the window sends the last of it", async () => {
  const server = new Server();
  const session = await open(server);
  type(session, "een");
  const flushed = session.flush();
  type(session, " twee");
  await flushed;
  assert.equal(server.text, "<paragraph>een twee</paragraph>");
  type(session, " drie");
  session.leave();
  await settled();
  assert.equal(server.posts.at(-1).keepalive, true);
  assert.equal(server.text, "<paragraph>een twee drie</paragraph>");
  await session.world.go(5000);
  assert.equal(server.text, "<paragraph>een twee drie</paragraph>");
});

test("who closes the window with nothing unsent says that nobody is there any more", async () => {
  const server = new Server();
  const session = await open(server);
  session.leave();
  await settled();
  const { pathname, query, keepalive, headers } = server.requests.at(-1);
  assert.ok(pathname.endsWith("/weg/"));
  assert.equal(query.tab, String(session.tab));
  assert.deepEqual([keepalive, headers["X-CSRFToken"]], [true, "eerste"]);
});

test("long news comes in pieces, one right after the other", async () => {
  const server = new Server();
  const world = new World();
  const writer = await open(server, world);
  type(writer, "x");
  await world.go(500);
  for (let count = 0; count < 5; count++) {
    type(writer, String(count));
    await world.go(500);
  }
  server.refuse = ({ pathname, query }) => {
    if (!pathname.endsWith("/wijzigingen/")) return null;
    const seq = Math.min(Number(query.na) + 1, server.updates.length);
    const updates = server.updates.slice(Number(query.na), seq).map(base64);
    return json(200, { ...server.changes, seq, updates, present: [], saved_at: "", more: seq < server.updates.length });
  };
  server.doc = new Y.Doc();
  const all = server.updates.splice(0);
  const reader = await open(server, world);
  server.updates.push(...all);
  reader.wake();
  await world.go(10);
  assert.equal(reader.fragment.toString(), "<paragraph>x01234</paragraph>");
});

// A network on which the n-th request about changes takes `took(n)` milliseconds.
async function onNetwork(took) {
  const server = new Server();
  const world = new World();
  let number = 0;
  server.network = (answer) => new Promise((resolve) => world.setTimeout(() => resolve(answer()), took(number++)));
  const opening = open(server, world);
  await world.go(1000);
  return { server, world, session: await opening };
}

test("while requests wait at the server, a window asks and sends less often", async () => {
  const { server, world, session } = await onNetwork((number) => (number < 8 ? 10 : 200));
  const within = async (milliseconds, list) => {
    const before = list().length;
    for (let gone = 0; gone < milliseconds; gone += 100) {
      type(session, "a");
      await world.go(100);
    }
    return list().length - before;
  };
  const quick = await within(1200, () => server.posts);
  await within(4000, () => server.posts);
  const slow = await within(6000, () => server.posts);
  assert.ok(slow / 6 < (quick / 1.2) * 0.7, `${quick} in 1.2 s, then ${slow} in 6 s`);
  assert.equal(session.hasUnsent, true);
  await world.go(3000);
  assert.equal(session.hasUnsent, false);
});

test("a long way to the server alone makes nobody ask less often", async () => {
  const { server, world, session } = await onNetwork(() => 200);
  type(session, "a");
  await world.go(3000);
  const before = server.polls.length;
  await world.go(5000);
  // Every half second, and the way of 0.2 s.
  assert.ok(server.polls.length - before >= 6, `${server.polls.length - before} in 5 s`);
});

test("a way that became longer is taken for what it is after a while", async () => {
  const { server, world, session } = await onNetwork((number) => (number < 10 ? 10 : 150));
  const asked = [];
  for (let minute = 0; minute < 8; minute++) {
    const before = server.polls.length;
    for (let second = 0; second < 60; second += 5) {
      type(session, "a");
      await world.go(5000);
    }
    asked.push(server.polls.length - before);
  }
  assert.ok(asked.at(-1) > asked[1] * 1.3, `asked each minute: ${asked}`);
});
