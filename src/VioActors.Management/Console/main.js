// The console: signs in, shows the page that the address names, and keeps it up to date.

import { session } from './api.js';
import { badge } from './cells.js';
import { commandsPage } from './commands.js';
import { fill, h, setAttribute, setText } from './dom.js';
import { span, words } from './format.js';
import { listPage } from './listpage.js';
import { start, stop } from './live.js';
import { hrefOf, kindName, kindNames, nameById, setBase } from './names.js';
import { overviewPage } from './overview.js';
import { notice, noticePlace } from './result.js';
import { signInPage } from './signin.js';
import { isTrouble, levelOfThing, stateOf } from './state.js';
import { store } from './store.js';
import { topologyPage } from './topology.js';

const sections = [
  ['', ['topology', 'overview']],
  ['Machine', ['vios', 'cec', 'client', 'adapter', 'mapping']],
  ['Storage', ['pool', 'pv', 'lu', 'snapshot']],
  ['Backups', ['backup', 'backupPlan']],
  ['Activity', ['job', 'event', 'commands']],
];
const pageMakers = { topology: () => topologyPage(go), overview: overviewPage, commands: commandsPage };
const pageNames = { topology: 'Topology', overview: 'Overview', commands: 'Commands' };
const reachable = [...sections.flatMap(([, pages]) => pages), 'cluster'];

const root = document.getElementById('console');
const go = (hash) => {
  location.hash = hash;
};

let frame = null;
let page = null;
let pageName = null;

function signIn() {
  stop();
  leave();
  frame = null;
  store.clear();
  const entry = signInPage(open);
  fill(root, entry.element);
  document.title = 'VioActors console';
  entry.focus();
}

function leave() {
  page?.end?.();
  page = pageName = null;
}

function open() {
  frame = makeFrame();
  fill(root, frame.element);
  start();
  show();
}

/** The page that the address names: #/page or #/page/id; of the topology #/topology/kind/id. */
function show() {
  if (!frame) return;
  const [asked, ...params] = addressed();
  const name = reachable.includes(asked) ? asked : 'topology';
  setBase(name === 'topology' ? 'topology/' : '');
  if (name !== pageName) {
    leave();
    pageName = name;
    page = (pageMakers[name] ?? (() => listPage(name, go)))();
    setText(frame.title, page.title);
    document.title = `${page.title} – VioActors`;
    frame.main.replaceChildren(frame.title, page.element);
    frame.title.focus({ preventScroll: true });
  }
  for (const link of frame.links) setAttribute(link, 'aria-current', link.dataset.page === name ? 'page' : null);
  page.update(params);
}

function addressed() {
  try {
    return location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return [];
  }
}

function makeFrame() {
  const links = [];
  const nav = h('nav', { 'aria-label': 'Pages' }, sections.map(([title, pages]) => h('div', {}, title ? h('h2', {}, title) : null,
    h('ul', {}, pages.map((name) => {
      const link = h('a', { href: `#/${name}`, 'data-page': name },
        h('span', {}, pageNames[name] ?? kindNames[name][1]), h('span', { class: 'nav-count' }));
      links.push(link);
      return h('li', {}, link);
    })))));
  const cluster = h('span', { class: 'cluster' });
  const live = h('span', { class: 'live', role: 'status' });
  const reason = h('span', { role: 'alert' });
  const seen = h('span');
  const banner = h('div', { class: 'banner', hidden: true }, reason, ' ', seen);
  const title = h('h1', { tabindex: '-1' });
  const main = h('main', {}, title);
  const element = h('div', { class: 'frame-all' },
    h('a', { class: 'skip', href: '#main', click: (event) => { event.preventDefault(); title.focus(); } }, 'Skip to the page'),
    h('header', { class: 'top' }, h('a', { class: 'brand', href: '#/topology' }, 'VioActors'), cluster, live,
      h('span', { class: 'caller' }, `${session.caller} (${session.role})`),
      h('button', { type: 'button', class: 'sign-out', click: () => session.end() }, 'Sign out')),
    banner, h('div', { class: 'body' }, nav, main), noticePlace);
  return { element, main, title, links, cluster, live, banner, reason, seen };
}

function refresh() {
  if (!frame) return;
  const [cluster] = store.all('cluster');
  const name = cluster ? `${cluster.id} ${stateOf(cluster)}` : '';
  if (frame.shown !== name) {
    frame.shown = name;
    fill(frame.cluster, cluster ? [h('a', { href: `#/cluster/${encodeURIComponent(cluster.id)}` }, `Cluster ${cluster.id}`), ' ',
      badge(words(stateOf(cluster)), levelOfThing(cluster))] : []);
  }
  for (const link of frame.links) {
    const kind = link.dataset.page;
    const bad = ['vios', 'cec', 'pool', 'pv', 'lu'].includes(kind) ? store.all(kind).filter(isTrouble).length : 0;
    const running = kind === 'job' ? store.all('job').filter((job) => job.has.state === 'running').length : 0;
    setText(link.lastChild, bad > 0 ? `${bad} !` : running > 0 ? String(running) : '');
  }
  tellAlerts();
  age();
  page?.update();
}

let lastEvent = null;

/** Alerts that come while the console is open are said, whatever page is shown. */
function tellAlerts() {
  if (store.seenAt === null) {
    lastEvent = null;
    return;
  }
  const from = lastEvent;
  lastEvent = Number(store.events.at(-1)?.id ?? 0);
  if (from === null) return;
  for (const { id, has } of store.events) {
    if (has.category !== 'alert' || Number(id) <= from) continue;
    notice(`Alert: ${kindName(has.object)} ${nameById(has.object, has.objectId)}: ${words(has.what)}`, hrefOf(has.object, has.objectId));
  }
}

/** Whether what is shown is how it is, and how old it is. */
function age() {
  if (!frame) return;
  const { state, reason } = store.connection;
  const isLost = state === 'lost' || (state === 'connecting' && reason !== '');
  setText(frame.live, state === 'connected' ? 'Live' : isLost ? 'Not connected' : 'Connecting');
  setAttribute(frame.live, 'data-state', isLost ? 'lost' : state);
  frame.banner.hidden = !isLost;
  if (isLost) {
    setText(frame.reason, `Not connected, trying again. ${reason}`);
    setText(frame.seen, store.seenAt === null ? 'Nothing has been read yet.' : `What is shown is ${span(Date.now() - store.seenAt)} old.`);
  }
}

store.listen(refresh);
setInterval(() => store.connection.state !== 'connected' && age(), 1000);
addEventListener('hashchange', show);
session.ended = signIn;

/** A token that this tab has already is tried; a node that does not answer is no reason to lose it. */
async function begin() {
  if (session.token === null) return signIn();
  fill(root, h('p', { class: 'waiting', role: 'status' }, 'Connecting…'));
  while (session.token !== null) {
    try {
      await session.begin(session.token);
      return open();
    } catch (cause) {
      if (session.token === null) return;
      fill(root, h('p', { class: 'waiting', role: 'alert' }, `Not connected, trying again. ${cause.message}`));
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

begin();
