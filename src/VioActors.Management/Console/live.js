// Keeps the store like the machine: reads everything once, then follows the events.

import { ApiFault, call, list, session } from './api.js';
import { store, viewKinds } from './store.js';

const pollSeconds = 25;
const hiddenPauseMs = 60_000;
const batchMs = 250;
const refreshMs = 30_000;
const capacityMs = 10_000;
const jobMs = 1000;
const showCountMax = 8;
const backoffMs = [1000, 2000, 4000, 8000, 15_000];

let current = null;

/** Begins; what ran before ends. */
export function start() {
  stop();
  const ending = new AbortController();
  current = ending;
  follow(ending.signal);
  refresh(ending.signal);
  watchJobs(ending.signal);
}

export function stop() {
  current?.abort();
  current = null;
}

async function follow(signal) {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await inTurn(() => readAll(signal));
      store.connected();
      await followEvents(signal, () => (failures = 0));
    } catch (cause) {
      if (signal.aborted || session.token === null) return;
      store.lost(cause instanceof ApiFault ? `${cause.message} ${cause.action}` : cause.message);
      await pause(backoffMs[Math.min(failures++, backoffMs.length - 1)], signal);
    }
  }
}

let after = null;

async function readAll(signal) {
  // The token first: what changes during the reading comes as an event then.
  after = (await call(['poll', { waitSeconds: 0, countMax: 1 }], { signal })).nextAfter;
  const [view, jobs, events] = await Promise.all([list('all', { signal }), list('job', { signal }), list('event', { signal })]);
  store.replace(viewKinds, view);
  store.replace(['job'], jobs);
  store.addEvents(events);
}

async function followEvents(signal, onAnswer) {
  while (!signal.aborted) {
    const began = Date.now();
    const answer = await call(
      ['poll', { after, waitSeconds: pollSeconds, countMax: 500 }], { signal, seconds: pollSeconds + 20 });
    store.connected();
    onAnswer();
    if (answer.nextAfter) after = answer.nextAfter;
    if (answer.reRead === 'true') return pause(1000, signal);
    if (answer.things.length > 0) {
      store.addEvents(answer.things);
      await inTurn(() => take(answer.things, signal));
      await pause(batchMs, signal);
    } else if (Date.now() - began < 1000) {
      await pause(1000, signal);
    }
    if (document.hidden) await untilSeen(hiddenPauseMs, signal);
  }
}

/** Reads the objects that events are about: each of a few, or all of the kind. */
async function take(events, signal) {
  const changed = new Map();
  for (const { has } of events) {
    if (!changed.has(has.object)) changed.set(has.object, new Set());
    changed.get(has.object).add(has.objectId);
  }
  await Promise.all([...changed].filter(([kind]) => store.isKnown(kind)).map(async ([kind, ids]) => {
    if (ids.size > showCountMax) store.replace([kind], await list(kind, { signal }));
    else await Promise.all([...ids].map((id) => read(kind, id, signal)));
  }));
}

let last = Promise.resolve();

/** One reading after the other: an answer that was on its way for longer never replaces a newer one. */
function inTurn(work) {
  const mine = last.then(work);
  last = mine.catch(() => {});
  return mine;
}

/** Reads one object anew, after what is being read now. */
export const readInTurn = (kind, id) => inTurn(() => read(kind, id));

/** Reads one object; it may be gone. */
async function read(kind, id, signal = null) {
  try {
    const [thing] = (await call(['show', { object: kind, id }], { signal })).things;
    if (thing) store.put(thing);
    return thing ?? null;
  } catch (cause) {
    if (!(cause instanceof ApiFault) || !['notFound', 'notSupported'].includes(cause.code)) throw cause;
    if (cause.code === 'notFound') store.remove(kind, id);
    return null;
  }
}

/** Space that is used and lent is no event: it is read now and then while somebody looks. */
async function refresh(signal) {
  let lastAll = Date.now();
  let spent = 0;
  while (!signal.aborted) {
    await pause(capacityMs, signal);
    if (document.hidden) await untilSeen(Infinity, signal);
    if (signal.aborted || store.connection.state !== 'connected') continue;
    try {
      if (Date.now() - lastAll > Math.max(refreshMs, spent * 20)) {
        await inTurn(async () => {
          const began = Date.now();
          store.replace(viewKinds, await list('all', { signal }));
          lastAll = Date.now();
          spent = lastAll - began;
        });
      } else {
        await inTurn(async () => store.replace(['pool'], await list('pool', { signal })));
      }
    } catch {
      // Whether the node is there is found out by following the events.
    }
  }
}

/** How far running jobs are, which is no event either. */
async function watchJobs(signal) {
  while (!signal.aborted) {
    await pause(jobMs, signal);
    if (document.hidden || store.connection.state !== 'connected') continue;
    const running = store.all('job').filter((job) => job.has.state === 'running').slice(-showCountMax);
    try {
      if (running.length > 0) await inTurn(() => Promise.all(running.map((job) => read('job', job.id, signal))));
    } catch {
      // As above.
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener('abort', finish);
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      done();
    }
  });
}

function untilSeen(milliseconds, signal) {
  return new Promise((done) => {
    if (!document.hidden) return done();
    const timer = Number.isFinite(milliseconds) ? setTimeout(finish, milliseconds) : null;
    signal.addEventListener('abort', finish);
    document.addEventListener('visibilitychange', finish);
    function finish() {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      document.removeEventListener('visibilitychange', finish);
      done();
    }
  });
}
