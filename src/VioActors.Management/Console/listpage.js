// A page with the list of one kind and the details of the one that is chosen.

import { ApiFault, list } from './api.js';
import { details } from './details.js';
import { h, setText } from './dom.js';
import { operationButtons } from './form.js';
import { columnsOf, newestFirst } from './kinds.js';
import { kindNames } from './names.js';
import { operationsOfList } from './operations.js';
import { store, viewKinds } from './store.js';
import { table } from './table.js';

const readAgainMs = 30_000;

/** @param go called with a hash to go to */
export function listPage(kind, go) {
  let chosen = null;
  const title = kindNames[kind][1];
  const rows = table(kind, columnsOf[kind], { caption: title, newest: newestFirst.has(kind), selected: () => chosen });
  const panel = details(() => go(`#/${kind}`));
  const problem = h('p', { class: 'problem', role: 'alert' });
  const side = h('div', { class: 'side' });
  const isRead = !viewKinds.includes(kind) && !['job', 'event'].includes(kind);
  const tools = h('div', { class: 'tools' }, operationButtons(operationsOfList(kind), null, reread),
    isRead ? h('button', { type: 'button', click: reread }, 'Read again') : null);
  rows.tools.append(tools);
  const element = h('div', { class: 'list-page' }, problem, h('div', { class: 'with-side' }, rows.element, side));
  const timer = isRead ? setInterval(() => document.hidden || reread(), readAgainMs) : null;
  if (isRead) reread();

  /** What events do not tell of is read now and then. */
  async function reread() {
    if (!isRead) return;
    try {
      store.replace([kind], await list(kind));
      setText(problem, '');
    } catch (cause) {
      setText(problem, cause instanceof ApiFault ? `${cause.message} ${cause.action}` : cause.message);
    }
  }

  function update(id = chosen) {
    chosen = id;
    rows.update(kind === 'event' ? store.events : store.all(kind));
    if (chosen === null || kind === 'event') {
      panel.element.remove();
    } else {
      panel.update(kind, chosen);
      if (!panel.element.isConnected) side.append(panel.element);
    }
  }

  return { title, element, update: (params) => update(params === undefined ? chosen : params[0] ?? null), end: () => clearInterval(timer) };
}
