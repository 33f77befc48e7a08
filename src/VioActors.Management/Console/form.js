// The dialog of an operation: its form, its confirmation, and what the API says to it.

import { ApiFault, NotReached, call, may } from './api.js';
import { append, fill, h, nextId } from './dom.js';
import { field } from './fields.js';
import { size } from './format.js';
import { readInTurn } from './live.js';
import { kindName, nameOf } from './names.js';
import { run } from './pbm.js';
import { showResult } from './result.js';
import { store } from './store.js';

/** Buttons for operations; those that the role does not allow are there, disabled, and say so. */
export function operationButtons(operations, thing = null, after = () => {}) {
  return operations.map((operation) => {
    const isAllowed = may(operation.role);
    return h('button', {
      type: 'button', 'data-operation': operation.id, class: operation.danger ? 'danger' : null,
      disabled: !isAllowed, title: isAllowed ? operation.title : `Needs the role ${operation.role}`,
      click: () => openForm(operation, thing && (store.get(thing.kind, thing.id) ?? thing), after),
    }, operation.verb);
  });
}

/** Opens the dialog of an operation. */
export function openForm(operation, thing, after = () => {}) {
  const titleId = nextId('title');
  const preset = operation.preset?.(thing) ?? {};
  const fields = operation.fields.map((described) => ({ described, ...field(described, preset[described.name]) }));
  let seen = thing;

  const typed = operation.typed
    ? h('input', { type: 'text', id: nextId('typed'), autocomplete: 'off', spellcheck: 'false', 'data-typed': '' })
    : null;
  const job = operation.job ? h('input', { type: 'checkbox', id: nextId('job'), checked: operation.job === 'yes' }) : null;
  const problem = h('div', { class: 'problem', role: 'alert', tabindex: '-1' });
  const submit = h('button', { type: 'submit', class: operation.danger ? 'danger primary' : 'primary' }, operation.verb);
  const cancel = h('button', { type: 'button', click: () => dialog.close() }, 'Cancel');
  const form = h('form', { method: 'dialog', submit: send },
    h('h2', { id: titleId }, operation.title),
    thing ? h('p', { class: 'about' }, `${kindName(thing.kind)} `, h('strong', {}, nameOf(thing))) : null,
    operation.note ? h('p', {}, operation.note) : null,
    operation.danger ? h('p', { class: 'warning' }, operation.danger(thing)) : null,
    fields.map((one) => one.element),
    job ? h('div', { class: 'field flag' }, h('label', { for: job.id }, 'As a job'), job,
      h('small', {}, 'goes on in the background; the list of jobs shows how far it is')) : null,
    typed ? h('div', { class: 'field' },
      h('label', { for: typed.id }, 'To confirm, type ', h('strong', {}, operation.typed(thing))), typed) : null,
    problem,
    h('div', { class: 'buttons' }, cancel, submit));
  const dialog = h('dialog', { 'aria-labelledby': titleId, close: () => dialog.remove() }, form);

  const confirm = () => {
    submit.disabled = typed !== null && typed.value !== operation.typed(thing);
  };
  typed?.addEventListener('input', confirm);
  confirm();

  async function send(event) {
    event.preventDefault();
    if (submit.disabled) return;
    const values = Object.fromEntries(fields.map((one) => [one.described.name, one.read()]));
    submit.disabled = true;
    submit.setAttribute('aria-busy', 'true');
    fill(problem);
    try {
      const asJob = job?.checked ? true : undefined;
      const response = operation.line ? await runLine(operation.line(thing))
        : await call(operation.request(values, seen, asJob), { seconds: 120 });
      settle(thing, response);
      dialog.close();
      showResult(operation, thing, response);
      after();
    } catch (cause) {
      await explain(cause);
    } finally {
      submit.removeAttribute('aria-busy');
      confirm();
    }
  }

  /** What the API said stays in the form, with what was typed. */
  async function explain(cause) {
    const action = cause instanceof NotReached ? 'It may still take effect: look at the object before you send it again.' : cause.action;
    fill(problem, cause.code ? h('strong', {}, cause.code) : null, h('p', {}, cause.message), action ? h('p', {}, action) : null);
    if (cause instanceof ApiFault && cause.code === 'versionConflict' && thing) {
      const now = await readInTurn(thing.kind, thing.id).catch(() => null);
      if (now) {
        append(problem, [h('p', {}, `Now: ${summary(now)}. ${operation.verb} again applies to this.`)]);
        seen = now;
      }
    }
    problem.focus();
  }

  document.body.append(dialog);
  dialog.showModal();
  (fields[0]?.control ?? typed ?? submit).focus();
}

/** A command that fails says why in its output. */
async function runLine(line) {
  const output = [];
  if (await run(line, (_, text) => output.push(text)) !== 0) throw new Error(output.join(' '));
  return { things: [] };
}

/** What was made is shown, and what was changed read, before its event comes. */
function settle(thing, response) {
  for (const made of response.things) {
    if (store.isKnown(made.kind) && !store.get(made.kind, made.id)) store.put(made);
  }
  if (thing && !response.things.some((made) => made.kind === 'job')) {
    readInTurn(thing.kind, thing.id).catch(() => {});
  }
}

const summary = ({ has }) => ['name', 'sizeBytes', 'status', 'version', 'revision'].filter((name) => has[name] !== undefined)
  .map((name) => `${name.replace('Bytes', '')} ${name === 'sizeBytes' ? size(has[name]) : has[name]}`).join(', ');
