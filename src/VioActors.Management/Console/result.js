// What an operation came to: a line for a while, or a dialog where there is something to read.

import { fill, h, nextId } from './dom.js';
import { badge } from './cells.js';
import { label, valueOf, words } from './format.js';
import { hrefOf, nameOf, viosName } from './names.js';
import { levelOf } from './state.js';
import { openForm } from './form.js';
import { operations } from './operations.js';
import { store } from './store.js';

const noticeMs = 8000;
const notices = h('div', { class: 'notices', role: 'status', 'aria-live': 'polite' });

/** Where notices appear; put into the page once. */
export const noticePlace = notices;

export function notice(text, href = null) {
  const line = h('p', { class: 'notice' }, href ? h('a', { href }, text) : text);
  notices.append(line);
  setTimeout(() => line.remove(), noticeMs);
}

/** Shows what the answer holds. */
export function showResult(operation, thing, response) {
  const [made] = response.things;
  if (made?.kind === 'configuration') return showConfiguration(made);
  if (made?.kind === 'restoration') return showRestoration(made);
  if (made?.kind === 'job') {
    notice(`${operation.verb}: the job has begun`, hrefOf('job', made.id));
    return tellEnd(operation, made.id);
  }
  const about = made ?? thing;
  return notice(`${operation.verb}: done${about ? `, ${nameOf(about)}` : ''}`, made ? hrefOf(made.kind, made.id) : null);
}

/** Says what came of a job that was begun here, whatever page is shown then. */
function tellEnd(operation, id) {
  const end = store.listen(() => {
    const job = store.get('job', id);
    if (job && job.has.state === 'running') return;
    end();
    if (job) notice(`${operation.verb}: the job has ${job.has.state}. ${job.has.text}`, hrefOf('job', id));
  });
}

function showConfiguration(configuration) {
  const { has, parts } = configuration;
  open(`Configuration of ${viosName(configuration.id)}`,
    h('p', {}, Number(has.number) > 0 ? `As backup ${has.number} has it, taken ${valueOf('takenUtc', has.takenUtc)}` : 'As it is now'),
    partsTable('Devices', parts, ['category', 'kind', 'name', 'parent', 'location'],
      (part) => part.parts.map((attribute) => `${attribute.has.name}=${attribute.has.value}`).join(' '), 'Attributes'));
}

function showRestoration(restoration) {
  const { id, has, parts } = restoration;
  const nodes = parts.filter((part) => part.kind === 'nodeRestoration');
  const decide = has.end === 'asks' && store.get('vios', id)
    ? h('button', {
      type: 'button', class: 'primary', click: (event) => {
        event.target.closest('dialog').close();
        openForm(operations.find((operation) => operation.id === 'decide'), store.get('vios', id));
      },
    }, 'Decide')
    : null;
  open(`Restore of ${viosName(id)}`,
    h('p', {}, badge(words(has.end), levelOf(has.end)), ` exit code ${has.exitCode}. ${has.reason}`),
    h('p', {}, `${has.deployedCount} deployed, ${has.notDeployedCount} not.`
      + (has.questionNumber ? ` Question ${has.questionNumber} of ${has.questionCount}.` : '')),
    partsTable('Findings', parts.filter((part) => part.kind === 'finding'), ['kind', 'name', 'finding', 'reason']),
    partsTable('VIOSes', nodes, ['name', 'end', 'problem', 'deployedCount', 'notDeployedCount']), decide);
}

function partsTable(caption, parts, columns, more = null, moreTitle = '') {
  if (parts.length === 0) return null;
  return h('table', { class: 'parts' }, h('caption', {}, caption),
    h('thead', {}, h('tr', {}, columns.map((name) => h('th', { scope: 'col' }, label(name))),
      more ? h('th', { scope: 'col' }, moreTitle) : null)),
    h('tbody', {}, parts.map((part) => h('tr', {}, columns.map((name) => h('td', {}, valueOf(name, part.has[name] ?? ''))),
      more ? h('td', {}, more(part)) : null))));
}

function open(title, ...content) {
  const titleId = nextId('title');
  const dialog = h('dialog', { class: 'wide', 'aria-labelledby': titleId, close: () => dialog.remove() });
  fill(dialog, h('h2', { id: titleId }, title), content,
    h('div', { class: 'buttons' }, h('button', { type: 'button', click: () => dialog.close() }, 'Close')));
  document.body.append(dialog);
  dialog.showModal();
}
