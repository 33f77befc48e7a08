// Commands of pbm, for administrators: a line with history and completion, and what it answers as it comes.

import { may } from './api.js';
import { completionsOf, helpOf } from './catalogue.js';
import { append, fill, h, nextId } from './dom.js';
import { catalogue, run } from './pbm.js';

const outputLinesMax = 5000;

/** Lines that were run; not stored, since one may hold a secret. */
const history = [];

export function commandsPage() {
  const inputId = nextId('command');
  const listId = nextId('completions');
  const input = h('input', {
    type: 'text', id: inputId, autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', role: 'combobox', 'aria-expanded': 'false',
    'aria-controls': listId, 'aria-autocomplete': 'list', keydown: key, input: suggest,
  });
  const suggestions = h('ul', { id: listId, class: 'completions', role: 'listbox', 'aria-label': 'Completions' });
  const start = h('button', { type: 'submit', class: 'primary' }, 'Run');
  const halt = h('button', { type: 'button', disabled: true, click: () => running?.abort() }, 'Stop');
  const clear = h('button', { type: 'button', click: () => output.replaceChildren() }, 'Clear');
  const output = h('div', { class: 'output', role: 'log', 'aria-live': 'polite', 'aria-label': 'Output', tabindex: '0' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const help = h('details', { class: 'box' }, h('summary', {}, 'All commands'));
  const form = h('form', { class: 'command-line', submit: (event) => { event.preventDefault(); send(); } },
    h('label', { for: inputId }, 'pbm'), h('div', { class: 'command-input' }, input, suggestions), start, halt, clear);
  const element = h('div', { class: 'commands' }, form, problem, output, help);
  let palettes = [];
  let running = null;
  let place = history.length;
  let ended = false;

  if (may('administrator')) {
    readCatalogue();
  } else {
    input.disabled = start.disabled = true;
    fill(problem, 'Commands need the role administrator.');
  }

  async function readCatalogue() {
    try {
      palettes = await catalogue();
      append(help, [helpOf(palettes, (line) => {
        input.value = line;
        input.focus();
        suggest();
      })]);
    } catch (cause) {
      if (!ended) fill(problem, `The commands could not be read: ${cause.message}`);
    }
  }

  async function send() {
    const line = input.value.trim();
    if (line === '' || running) return;
    if (history.at(-1) !== line) history.push(line);
    place = history.length;
    input.value = '';
    suggest();
    fill(problem);
    print('asked', `pbm ${line}`);
    running = new AbortController();
    start.disabled = true;
    halt.disabled = false;
    try {
      const exitCode = await run(line, print, running.signal);
      if (exitCode !== 0) print('error', `Exit code ${exitCode}`);
    } catch (cause) {
      print('error', running.signal.aborted ? 'Stopped here; what the command does may still take effect.' : cause.message);
    } finally {
      running = null;
      start.disabled = false;
      halt.disabled = true;
      if (!ended) input.focus();
    }
  }

  function print(kind, text) {
    const isAtEnd = output.scrollTop + output.clientHeight >= output.scrollHeight - 8;
    output.append(h('pre', { class: kind }, text));
    while (output.childElementCount > outputLinesMax) output.firstElementChild.remove();
    if (isAtEnd) output.scrollTop = output.scrollHeight;
  }

  function suggest() {
    const found = input.value === '' ? [] : completionsOf(palettes, input.value).slice(0, 12);
    fill(suggestions, found.map(({ line, text, about }) => h('li', {
      role: 'option',
      mousedown: (event) => {
        event.preventDefault();
        take(line);
      },
    }, h('strong', {}, text), ' ', about)));
    input.setAttribute('aria-expanded', String(found.length > 0));
    return found;
  }

  function take(line) {
    input.value = line;
    suggest();
  }

  function key(event) {
    if (event.key === 'Tab' && !event.shiftKey && input.value.trim() !== '') {
      const [first] = completionsOf(palettes, input.value);
      if (first && first.line !== input.value) {
        event.preventDefault();
        take(first.line);
      }
    } else if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && history.length > 0) {
      event.preventDefault();
      place = Math.min(history.length, Math.max(0, place + (event.key === 'ArrowUp' ? -1 : 1)));
      take(history[place] ?? '');
    } else if (event.key === 'Escape') {
      take('');
    } else if (event.key === 'c' && event.ctrlKey && running && input.selectionStart === input.selectionEnd) {
      running.abort();
    }
  }

  return {
    title: 'Commands', element, update() {},
    end() {
      ended = true;
      running?.abort();
    },
  };
}
