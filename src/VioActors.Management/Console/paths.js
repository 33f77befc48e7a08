// The paths of I/O: client to VIOS to logical unit, what of them a thing is part of, and the lines that show them.

import { svg } from './dom.js';
import { store } from './store.js';

const allPathsMax = 150;
const key = (kind, id) => `${kind} ${id}`;

/** Everything on the paths of a thing, itself included, as 'kind id'. */
export function reachOf(thing) {
  const reach = new Set();
  if (!thing) return reach;
  const { kind, id, has } = thing;
  const add = (other, one) => one && reach.add(key(other, one));
  add(kind, id);
  const adapterOf = (mapping) => `${mapping.has.vios}/${mapping.has.adapter}`;
  const touches = {
    client: (mapping) => mapping.has.client === id, vios: (mapping) => mapping.has.vios === id, lu: (mapping) => mapping.has.lu === id,
    adapter: (mapping) => adapterOf(mapping) === id, mapping: (mapping) => mapping.id === id,
    pool: (mapping) => mapping.has.pool === id, snapshot: (mapping) => mapping.has.lu === has.lu,
  }[kind];
  for (const mapping of touches ? store.all('mapping').filter(touches) : []) {
    add('client', mapping.has.client);
    add('adapter', adapterOf(mapping));
    add('vios', mapping.has.vios);
    add('lu', mapping.has.lu);
    add('pool', mapping.has.pool);
  }
  for (const adapter of store.all('adapter')) {
    const { vios, client } = adapter.has;
    if ((kind === 'vios' && vios === id) || (kind === 'client' && client === id) || (kind === 'adapter' && adapter.id === id)) {
      add('adapter', adapter.id);
      add('vios', vios);
      add('client', client);
    }
  }
  if (kind === 'cec') {
    for (const vios of store.all('vios')) if (vios.has.cec === id) add('vios', vios.id);
    for (const client of store.all('client')) if (client.id.startsWith(`lpar:${id}/`)) add('client', client.id);
  }
  if (kind === 'cluster') for (const vios of store.all('vios')) add('vios', vios.id);
  if (kind === 'pool' || kind === 'pv') {
    const pool = kind === 'pool' ? id : has.pool;
    add('pool', pool);
    if (kind === 'pool') for (const pv of store.all('pv')) if (pv.has.pool === pool) add('pv', pv.id);
    if (kind === 'pool') for (const lu of store.all('lu')) if (lu.has.pool === pool) add('lu', lu.id);
  }
  if (kind === 'lu' || kind === 'snapshot') {
    add('lu', kind === 'lu' ? id : has.lu);
    add('pool', has.pool);
  }
  return reach;
}

/** The lines to show: those within reach, or all where there are few. Each is [from, to]. */
export function pathsOf(reach) {
  const paths = new Map();
  const add = (from, to) => {
    if (reach === null || (reach.has(from) && reach.has(to))) paths.set(`${from} ${to}`, [from, to]);
  };
  for (const adapter of store.all('adapter')) {
    add(key('client', adapter.has.client), key('adapter', adapter.id));
  }
  for (const mapping of store.all('mapping')) {
    add(key('adapter', `${mapping.has.vios}/${mapping.has.adapter}`), key('lu', mapping.has.lu));
  }
  return reach === null && paths.size > allPathsMax ? [] : [...paths.values()];
}

/** Lines behind the chips of a picture. */
export function drawPaths(picture) {
  const element = svg('svg', { class: 'paths', 'aria-hidden': 'true' });
  let paths = [];
  let isChosen = false;
  let isAsked = false;

  function draw() {
    isAsked = false;
    const frame = picture.getBoundingClientRect();
    const places = new Map();
    for (const chip of picture.querySelectorAll('[data-kind]')) {
      const box = chip.getBoundingClientRect();
      places.set(key(chip.dataset.kind, chip.dataset.id), {
        x: box.left - frame.left + box.width / 2, top: box.top - frame.top, bottom: box.bottom - frame.top,
      });
    }
    element.setAttribute('class', isChosen ? 'paths chosen' : 'paths');
    element.replaceChildren(...paths.flatMap(([from, to]) => {
      const [one, other] = [places.get(from), places.get(to)];
      if (!one || !other) return [];
      const [y1, y2] = one.top < other.top ? [one.bottom, other.top] : [one.top, other.bottom];
      const middle = (y1 + y2) / 2;
      return [svg('path', { d: `M${one.x} ${y1}C${one.x} ${middle} ${other.x} ${middle} ${other.x} ${y2}` })];
    }));
  }

  function redraw() {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(draw);
  }

  return {
    element, redraw,
    show(now, chosen) {
      paths = now;
      isChosen = chosen;
      redraw();
    },
  };
}
