// The machine as a picture: CECs with their partitions, hypervisor and VIOSes above, the pools with their units and volumes below,
// and the paths between them.

import { fillCell, poolCell } from './cells.js';
import { details } from './details.js';
import { h, reconcile, setAttribute, setText } from './dom.js';
import { counted, size, words } from './format.js';
import { hrefOf, nameOf } from './names.js';
import { drawPaths, pathsOf, reachOf } from './paths.js';
import { isTrouble, levelOf, levelOfThing, stateOf } from './state.js';
import { store } from './store.js';

const chipMax = 60;

/** @param go called with a hash to go to */
export function topologyPage(go) {
  let chosen = null;
  const clusters = h('div', { class: 'chips' });
  const machines = h('div', { class: 'machines' });
  const pools = h('div', { class: 'pools' });
  const picture = h('div', { class: 'picture', click: pick });
  const lines = drawPaths(picture);
  picture.append(lines.element, clusters, machines, pools);
  const side = h('div', { class: 'side' });
  const panel = details(() => go('#/topology'));
  const element = h('div', { class: 'with-side topology' }, h('div', { class: 'scroll', tabindex: '-1' }, picture), side);
  const resized = new ResizeObserver(() => lines.redraw());
  resized.observe(picture);

  function pick(event) {
    const chip = event.target.closest('[data-kind]');
    if (chip) go(chip.getAttribute('aria-pressed') === 'true' ? '#/topology' : hrefOf(chip.dataset.kind, chip.dataset.id));
  }

  function update(params) {
    if (params !== undefined) chosen = params.length === 2 ? params : null;
    const reach = chosen ? reachOf(store.get(...chosen)) : null;
    const mark = (kind, id) => ({
      isChosen: chosen !== null && chosen[0] === kind && chosen[1] === id,
      isFar: reach !== null && reach.size > 0 && !reach.has(`${kind} ${id}`),
    });
    fillChips(clusters, store.all('cluster').map((cluster) =>
      chipOf(cluster, mark, `Cluster, ${cluster.has.activeMembers} of ${cluster.has.members} VIOSes active`)));
    reconcile(machines, machinesOf(mark), machine, fillMachine);
    reconcile(pools, store.all('pool').map((pool) => ({ key: pool.id, shows: poolOf(pool, mark) })), poolFrame, fillPool);
    lines.show(pathsOf(reach), reach !== null);
    if (chosen === null) {
      panel.element.remove();
    } else {
      panel.update(...chosen);
      if (!panel.element.isConnected) side.append(panel.element);
    }
  }

  return { title: 'Topology', element, update, end: () => resized.disconnect() };
}

/** What a chip shows. */
function chipOf(thing, mark, sub = '', more = {}) {
  return {
    kind: thing.kind, id: thing.id, name: nameOf(thing), sub, state: words(stateOf(thing)), level: levelOfThing(thing), reason: '',
    ...mark(thing.kind, thing.id), ...more,
  };
}

function fillChips(parent, chips, moreHref = null) {
  const order = (chip) => (['bad', 'warn'].includes(chip.level) || chip.isChosen ? 0 : 1);
  const sorted = chips.length > chipMax ? [...chips].sort((one, other) => order(one) - order(other)) : chips;
  const items = sorted.slice(0, chipMax).map((chip) => ({ key: `${chip.kind} ${chip.id} ${chip.name}`, shows: chip }));
  if (chips.length > chipMax) items.push({ key: 'more', shows: { more: chips.length - chipMax, href: moreHref } });
  reconcile(parent, items, ({ shows }) => (shows.more ? h('a', { class: 'more' }) : chip()), fillChip);
}

const chip = () => h('button', { type: 'button', class: 'chip' },
  h('span', { class: 'chip-name' }), h('span', { class: 'chip-state' }), h('span', { class: 'chip-sub' }),
  h('span', { class: 'reason' }));

function fillChip(element, { shows }) {
  if (shows.more) {
    setAttribute(element, 'href', shows.href);
    setText(element, `${shows.more} more`);
    return;
  }
  element.dataset.kind = shows.kind;
  element.dataset.id = shows.id;
  setAttribute(element, 'title', [shows.id, shows.reason].filter(Boolean).join('\n'));
  setAttribute(element, 'aria-pressed', String(shows.isChosen));
  element.classList.toggle('far', shows.isFar);
  element.classList.toggle('trouble', ['bad', 'warn'].includes(shows.level));
  element.classList.toggle('bad', shows.level === 'bad');
  setText(element.children[0], shows.name);
  fillCell(element.children[1], shows.state ? { text: shows.state, level: shows.level } : { text: '' });
  setText(element.children[2], shows.sub);
  setText(element.children[3], words(shows.reason));
}

/** A frame for each CEC, and one for what is on none that is known. */
function machinesOf(mark) {
  const clients = new Map(store.all('client').map((client) => [client.id, client]));
  const frames = store.all('cec').map((cec) => {
    const partitions = cec.parts.filter((part) => part.kind === 'partition' && part.has.kind !== 'vios').map((part) => {
      const id = `lpar:${cec.id}/${part.id}`;
      const client = clients.get(id);
      clients.delete(id);
      return partitionChip(cec, part, client, mark);
    });
    const others = [...clients.values()].filter((client) => client.id.startsWith(`lpar:${cec.id}/`));
    for (const client of others) clients.delete(client.id);
    return {
      key: cec.id,
      shows: {
        head: chipOf(cec, mark, `${counted(cec.has.vioses, 'VIOS', 'VIOSes')}, ${counted(cec.has.clients, 'client')}`),
        clients: [...partitions, ...others.map((client) => chipOf(client, mark))],
        hypervisor: hypervisorOf(cec),
        vioses: store.all('vios').filter((vios) => vios.has.cec === cec.id).map((vios) => viosOf(vios, mark)),
      },
    };
  });
  if (clients.size > 0) {
    const chips = [...clients.values()].map((client) => chipOf(client, mark));
    frames.push({ key: 'others', shows: { head: null, clients: chips, hypervisor: '', vioses: [] } });
  }
  return frames;
}

function hypervisorOf({ has, parts }) {
  if (!has.status && parts.length === 0) return 'Hypervisor: not known to the cluster';
  const partitions = counted(parts.length, 'partition');
  return has.status === 'silent' ? `Hypervisor does not answer; ${partitions} as it last said` : `Hypervisor: ${partitions}`;
}

function partitionChip(cec, part, client, mark) {
  const state = part.has.state ?? (client ? stateOf(client) : '');
  const thing = client ?? cec;
  return {
    kind: thing.kind, id: thing.id, name: part.has.name || part.id, sub: `${words(part.has.kind)} ${part.id}`,
    state: words(state), level: levelOf(state), reason: part.has.reason ?? '',
    ...(client ? mark('client', client.id) : { isChosen: false, isFar: false }),
  };
}

function viosOf(vios, mark) {
  const isPrimary = store.all('cluster').some((cluster) => cluster.has.primary === vios.id);
  return {
    head: chipOf(vios, mark, `partition ${vios.has.partition}${isPrimary ? ', primary node' : ''}`,
      { reason: isTrouble(vios) ? vios.has.detail : '' }),
    adapters: store.all('adapter').filter((adapter) => adapter.has.vios === vios.id).map((adapter) => chipOf(adapter, mark)),
  };
}

function poolOf(pool, mark) {
  return {
    head: chipOf(pool, mark, 'Shared storage pool'),
    bar: poolCell(pool),
    lus: store.all('lu').filter((lu) => lu.has.pool === pool.id).map((lu) => chipOf(lu, mark, size(lu.has.sizeBytes))),
    pvs: store.all('pv').filter((pv) => pv.has.pool === pool.id).map((pv) => chipOf(pv, mark, size(pv.has.sizeBytes))),
  };
}

const row = (title) => h('div', { class: 'row' }, h('h3', {}, title), h('div', { class: 'chips' }));

function machine({ key }) {
  return h('section', { class: 'frame machine', 'aria-label': key === 'others' ? 'Initiators' : `CEC ${key}` },
    h('div', { class: 'chips head' }), row(key === 'others' ? 'Initiators' : 'Client partitions'), h('p', { class: 'hypervisor' }),
    h('div', { class: 'row' }, h('h3', {}, 'Virtual I/O servers'), h('div', { class: 'vioses' })));
}

function fillMachine(element, { key, shows }) {
  const [head, clients, hypervisor, vioses] = element.children;
  head.hidden = shows.head === null;
  if (shows.head) fillChips(head, [shows.head]);
  fillChips(clients.lastChild, shows.clients, '#/client');
  setText(hypervisor, shows.hypervisor);
  hypervisor.hidden = vioses.hidden = key === 'others';
  reconcile(vioses.lastChild, shows.vioses.map((vios) => ({ key: vios.head.id, shows: vios })),
    () => h('div', { class: 'vios' }, h('div', { class: 'chips head' }), h('div', { class: 'chips small' })),
    (box, item) => {
      fillChips(box.firstChild, [item.shows.head]);
      fillChips(box.lastChild, item.shows.adapters, '#/adapter');
    });
}

const poolFrame = ({ key }) => h('section', { class: 'frame pool', 'aria-label': `Pool ${key}` },
  h('div', { class: 'pool-head' }, h('div', { class: 'chips head' }), h('div', { class: 'pool-bar' })),
  row('Logical units'), row('Physical volumes'));

function fillPool(element, { shows }) {
  const [head, lus, pvs] = element.children;
  fillChips(head.firstChild, [shows.head]);
  fillCell(head.lastChild, shows.bar);
  fillChips(lus.lastChild, shows.lus, '#/lu');
  fillChips(pvs.lastChild, shows.pvs, '#/pv');
}
