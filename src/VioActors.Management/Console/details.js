// The details of a thing: its state, what can be done with it, all its attributes and parts, and what hangs on it.

import { barCell, fillCell, linkCell, ownCell, poolCell, stateCell } from './cells.js';
import { h, nextId, reconcile, setText } from './dom.js';
import { label, valueOf } from './format.js';
import { operationButtons } from './form.js';
import { kindName, kindNames, nameOf, referenceOf, relatedTo } from './names.js';
import { operationsOf } from './operations.js';
import { levelOf } from './state.js';
import { store } from './store.js';

const relatedMax = 50;

/**
 * @param close called when the details are to go away
 * @returns {element, update(kind, id)}
 */
export function details(close) {
  const titleId = nextId('details');
  const kindLine = h('p', { class: 'kind' });
  const title = h('h2', { id: titleId, tabindex: '-1' });
  const state = h('span', {});
  const gone = h('p', { class: 'none' }, 'It is not there, or not any more.');
  const tools = h('div', { class: 'tools' });
  const bars = h('div', {});
  const attributes = h('dl', { class: 'attributes' });
  const parts = h('div', { class: 'parts-of' });
  const related = h('div', { class: 'related' });
  const onKey = (event) => event.key === 'Escape' && close();
  const element = h('aside', { class: 'details', 'aria-labelledby': titleId, keydown: onKey },
    h('header', {}, h('div', {}, kindLine, title, state),
      h('button', { type: 'button', class: 'close', 'aria-label': 'Close details', click: close }, '×')),
    gone, tools, bars, attributes, parts, related);
  let offered = '';

  function update(kind, id) {
    const thing = store.get(kind, id);
    gone.hidden = thing !== null || !store.isKnown(kind);
    for (const part of [tools, bars, attributes, parts, related]) part.hidden = thing === null;
    setText(kindLine, kindName(kind));
    setText(title, thing ? nameOf(thing) : id);
    fillCell(state, thing ? stateCell(thing) : { text: '' });
    if (!thing) return;
    element.dataset.kind = kind;
    element.dataset.id = id;
    updateTools(thing);
    updateBars(thing);
    const shown = Object.entries(thing.has).map(([name, value]) => ({ key: name, shows: [name, valueCell(thing, name, value)] }));
    reconcile(attributes, shown,
      () => h('div', {}, h('dt'), h('dd')),
      (row, { shows: [name, cell] }) => {
        setText(row.firstChild, label(name));
        fillCell(row.lastChild, cell);
      });
    updateParts(thing);
    updateRelated(thing);
  }

  function updateTools(thing) {
    // The buttons open their form with what the thing is at that time.
    const now = operationsOf(thing);
    const key = `${thing.kind} ${thing.id} ${now.map((operation) => operation.id).join(' ')}`;
    if (key === offered) return;
    offered = key;
    tools.replaceChildren(...operationButtons(now, thing));
  }

  function updateBars(thing) {
    const { kind, has } = thing;
    const cell = kind === 'pool' ? poolCell(thing)
      : kind === 'pv' || kind === 'lu' ? barCell(has.usedBytes ?? 0, has.sizeBytes)
      : kind === 'job' ? { text: `${has.progressPercent} %`, bar: Number(has.progressPercent), plain: true }
      : null;
    bars.hidden = cell === null;
    reconcile(bars, cell ? [{ key: 'bar', shows: cell }] : [], () => h('div'), (row, item) => fillCell(row, item.shows));
  }

  function updateParts(thing) {
    const groups = Map.groupBy(thing.parts, (part) => part.kind);
    reconcile(parts, [...groups].map(([name, all]) => ({
      key: `${thing.kind} ${name}`, shows: [name, columnsOf(all), all.map((part) => rowOf(part, columnsOf(all)))],
    })), () => h('table', { class: 'parts' }, h('caption'), h('thead', {}, h('tr')), h('tbody')), fillPart);
  }

  function fillPart(table, { shows: [name, columns, rows] }) {
    setText(table.caption, partTitles[name] ?? label(name));
    reconcile(table.tHead.rows[0], columns.map((column) => ({ key: column, shows: column })),
      () => h('th', { scope: 'col' }), (head, item) => setText(head, label(item.shows)));
    reconcile(table.tBodies[0], rows.map((cells, index) => ({ key: index, shows: cells })), () => h('tr'),
      (row, { shows }) => reconcile(row, shows.map((cell, index) => ({ key: index, shows: cell })), () => h('td'),
        (box, item) => fillCell(box, item.shows)));
  }

  function updateRelated(thing) {
    reconcile(related, relatedTo(thing).map(([kind, all]) => ({
      key: kind, shows: [kind, all.length, all.slice(0, relatedMax).map((other) => [ownCell(other), stateCell(other)])],
    })), () => h('section', {}, h('h3'), h('ul')), (section, { shows: [kind, count, all] }) => {
      setText(section.firstChild, count === 1 ? kindName(kind) : `${kindNames[kind]?.[1] ?? kind} (${count})`);
      reconcile(section.lastChild, all.map((cells) => ({ key: cells[0].href, shows: cells })), () => h('li', {}, h('span'), h('span')),
        (row, item) => {
          fillCell(row.firstChild, item.shows[0]);
          fillCell(row.lastChild, item.shows[1]);
        });
    });
  }

  return { element, update, focus: () => title.focus() };
}

const partTitles = {
  portal: 'Portals', layer: 'Software stack', component: 'Components', partition: 'Partitions', nexus: 'Nexuses', use: 'Uses',
  policy: 'Policies', activeNode: 'Active nodes', missing: 'Missing VIOSes', uuid: 'UUID table',
};

function valueCell(thing, name, value) {
  const reference = referenceOf(thing, name, value);
  if (reference) return linkCell(...reference);
  const isState = ['status', 'state', 'end', 'alert'].includes(name);
  return { text: valueOf(name, value), ...(isState && levelOf(value) !== 'idle' ? { level: levelOf(value) } : {}) };
}

const columnsOf = (all) => [...new Set(all.flatMap((part) => Object.keys(part.has)))];

const rowOf = (part, columns) =>
  columns.map((name) => (part.has[name] === undefined ? { text: '' } : valueCell(part, name, part.has[name])));
