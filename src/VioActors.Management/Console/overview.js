// The overview: how the cluster is, how full the pools are, what an operator should look at.

import { fillCell, linkCell, ownCell, poolCell, stateCell, textCell, timeCell } from './cells.js';
import { h, reconcile, setText } from './dom.js';
import { words } from './format.js';
import { kindName, kindNames } from './names.js';
import { isTrouble, levelOfThing, stateOf } from './state.js';
import { store } from './store.js';

const counted = ['vios', 'cec', 'client', 'adapter', 'mapping', 'pool', 'pv', 'lu', 'snapshot', 'job'];
const attentionMax = 100;
const alertMax = 20;

export function overviewPage() {
  const counts = h('div', { class: 'counts' });
  const cluster = rows('Cluster');
  const pools = rows('Capacity');
  const attention = rows('Needs attention', 'Nothing needs attention.');
  const jobs = rows('Running jobs', 'No job runs.');
  const alerts = rows('Latest alerts', 'There was no alert.');
  const element = h('div', { class: 'overview' }, counts,
    h('div', { class: 'columns' }, attention.element, cluster.element, pools.element, jobs.element, alerts.element));

  function update() {
    reconcile(counts, counted.filter((kind) => store.isKnown(kind)).map((kind) => {
      const all = store.all(kind);
      const bad = kind === 'job' ? 0 : all.filter(isTrouble).length;
      return { key: kind, shows: [kind, all.length, bad] };
    }), () => h('a', { class: 'count-card' }, h('strong'), h('span'), h('em')), (card, { shows: [kind, count, bad] }) => {
      card.href = `#/${kind}`;
      setText(card.children[0], String(count));
      setText(card.children[1], kindNames[kind][1]);
      setText(card.children[2], bad > 0 ? `${bad} not well` : '');
    });
    cluster.fill(store.all('cluster').flatMap((one) => [
      ['State', [ownCell(one), stateCell(one)]],
      ['Active members', [textCell(`${one.has.activeMembers} of ${one.has.members}`)]],
      ['Primary node', [one.has.primary ? linkCell('vios', one.has.primary) : textCell('none elected')]],
    ]));
    pools.fill(store.all('pool').map((pool) => [
      pool.id, [poolCell(pool), stateCell(pool)],
    ]));
    const severity = (thing) => (levelOfThing(thing) === 'bad' ? 0 : 1);
    attention.fill(troubles().sort((one, other) => severity(one) - severity(other)).slice(0, attentionMax).map((thing) => [
      thing.partition ? 'Partition' : kindName(thing.kind),
      [thing.partition ? { ...linkCell('cec', thing.cec), text: thing.has.name } : ownCell(thing), stateCell(thing),
        textCell(words(thing.has.detail || thing.has.reason || ''))],
      `${thing.kind} ${thing.id}`,
    ]));
    jobs.fill(store.all('job').filter((job) => stateOf(job) === 'running').map((job) => [
      `${job.has.operation} ${job.has.object}`,
      [{ text: `${job.has.progressPercent} %`, bar: Number(job.has.progressPercent), plain: true }, textCell(job.has.text)], job.id,
    ]));
    alerts.fill(store.events.filter((event) => event.has.category === 'alert').slice(-alertMax).reverse().map((event) => [
      timeCell(event.has.atUtc).text,
      [linkCell(event.has.object, event.has.objectId), textCell(`${event.has.object}: ${words(event.has.what)}`)],
      event.id,
    ]));
  }

  return { title: 'Overview', element, update };
}

/** What is not well: objects, and partitions that do not run as they should. */
function troubles() {
  const partitions = store.all('cec').flatMap((cec) => cec.parts.filter((part) => part.kind === 'partition' && isTrouble(part))
    .map((part) => ({ ...part, id: `${cec.id}/${part.id}`, cec: cec.id, partition: true })));
  return ['cluster', 'vios', 'cec', 'pool', 'pv', 'lu'].flatMap((kind) => store.all(kind).filter(isTrouble)).concat(partitions);
}

/** A box of rows, each a word and its cells. */
function rows(title, empty = '') {
  const body = h('tbody');
  const none = h('p', { class: 'none' }, empty);
  const element = h('section', { class: 'box' }, h('h2', {}, title), h('table', { class: 'plain' }, body), none);
  return {
    element,
    fill(all) {
      none.hidden = all.length > 0;
      reconcile(body, all.map(([word, cells, key], index) => ({ key: key ?? `${word} ${index}`, shows: [word, cells] })),
        () => h('tr', {}, h('th', { scope: 'row' }), h('td'), h('td'), h('td')),
        (row, { shows: [word, cells] }) => {
          setText(row.cells[0], word);
          for (let index = 0; index < 3; index++) fillCell(row.cells[index + 1], cells[index] ?? { text: '' });
        });
    },
  };
}
