// How good a state is: what colour it has, and what an operator should look at.

const levels = {
  good: ['active', 'up', 'ready', 'inuse', 'loggedin', 'running', 'succeeded', 'valid', 'ok', 'none', 'validated', 'restored'],
  busy: ['creating', 'deleting', 'draining', 'leaving', 'removing', 'starting', 'stopping', 'booting', 'shuttingdown', 'asks'],
  warn: ['warning', 'stopped', 'interrupted', 'degraded', 'suspended', 'restoredinpart', 'undone', 'readsonly', 'paused'],
  bad: ['failed', 'lost', 'critical', 'full', 'invalid', 'silent', 'givenup', 'frozen', 'down', 'crashed', 'refused', 'unreachable'],
};
const levelOfWord = new Map(Object.entries(levels).flatMap(([level, all]) => all.map((word) => [word, level])));

/** good, busy, warn, bad or idle. */
export const levelOf = (state) => levelOfWord.get((state ?? '').toLowerCase()) ?? 'idle';

/** The state of a thing in the API's word; empty: it has none. */
export function stateOf({ kind, has }) {
  if (kind === 'client') return has.movedTo ? 'moved' : has.loggedIn === 'true' ? 'loggedIn' : 'loggedOut';
  if (kind === 'pool') return has.alert === 'none' ? 'ok' : has.alert;
  if (kind === 'cluster') {
    return has.activeMembers === '0' ? 'down' : Number(has.activeMembers) < Number(has.members) ? 'degraded' : 'ok';
  }
  if (kind === 'job' || kind === 'backup') return has.state;
  return has.status ?? has.state ?? '';
}

/** Level of a thing; a job that runs is busy, whatever runs otherwise is good. */
export function levelOfThing(thing) {
  const state = stateOf(thing);
  return thing.kind === 'job' && state === 'running' ? 'busy' : levelOf(state);
}

export const isTrouble = (thing) => ['warn', 'bad'].includes(levelOfThing(thing));
