// What the console knows of the machine, and who is told when it changes.

/** Kinds that the comprehensive view holds. */
export const viewKinds = ['cluster', 'vios', 'cec', 'client', 'adapter', 'mapping', 'pool', 'pv', 'lu', 'snapshot'];

const eventCountMax = 2000;

class Store {
  things = new Map();
  events = [];
  connection = { state: 'connecting', reason: '' };
  seenAt = null;
  #listeners = new Set();
  #isTelling = false;

  /** Everything of a kind, in the order of the API. */
  all(kind) {
    return [...(this.things.get(kind)?.values() ?? [])];
  }

  get(kind, id) {
    return this.things.get(kind)?.get(id) ?? null;
  }

  /** By name where only one has it, else by id. */
  count(kind) {
    return this.things.get(kind)?.size ?? 0;
  }

  isKnown(kind) {
    return this.things.has(kind);
  }

  /** What there is of these kinds now; what did not change stays the same object. */
  replace(kinds, found) {
    for (const kind of kinds) {
      const had = this.things.get(kind);
      const now = new Map();
      for (const thing of found) {
        if (thing.kind !== kind) continue;
        const before = had?.get(thing.id);
        now.set(thing.id, before && same(before, thing) ? before : thing);
      }
      this.things.set(kind, now);
    }
    this.tell();
  }

  put(thing) {
    if (!this.things.has(thing.kind)) this.things.set(thing.kind, new Map());
    this.things.get(thing.kind).set(thing.id, thing);
    this.tell();
  }

  remove(kind, id) {
    this.things.get(kind)?.delete(id);
    this.tell();
  }

  /** Events come at least once: one that is here already is not taken again. */
  addEvents(events) {
    const known = new Set(this.events.map((event) => event.id));
    this.events.push(...events.filter((event) => !known.has(event.id)));
    this.events.sort((one, other) => Number(one.id) - Number(other.id));
    this.events.splice(0, Math.max(0, this.events.length - eventCountMax));
    this.tell();
  }

  connected() {
    this.seenAt = Date.now();
    if (this.connection.state !== 'connected') {
      this.connection = { state: 'connected', reason: '' };
      this.tell();
    }
  }

  lost(reason) {
    this.connection = { state: this.seenAt === null ? 'connecting' : 'lost', reason };
    this.tell();
  }

  clear() {
    this.things.clear();
    this.events = [];
    this.seenAt = null;
    this.connection = { state: 'connecting', reason: '' };
  }

  /** Calls the listener after changes, once for many; gives what ends it. */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell() {
    if (this.#isTelling) return;
    this.#isTelling = true;
    setTimeout(() => {
      this.#isTelling = false;
      for (const listener of [...this.#listeners]) listener();
    }, 30);
  }
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export const store = new Store();
