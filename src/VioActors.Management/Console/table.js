// A list of objects: filter, sort, and rows of which only those that changed are touched.

import { fillCell, orderOf } from './cells.js';
import { h, nextId, reconcile, setAttribute, setText } from './dom.js';

const rowsStep = 200;
const collator = new Intl.Collator(undefined, { numeric: true });

/** How each list was left, so that it is found again. */
const left = new Map();

/**
 * @param kind under this name the filter and the order are kept
 * @param columns [{title, of(thing) gives a cell}]
 * @param options caption; newest: the first column begins with the highest; selected(): id of the thing whose details are shown
 */
export function table(kind, columns, { caption, newest = false, selected = () => null }) {
  const view = left.get(kind) ?? { filter: '', order: 0, isDown: newest, rows: rowsStep };
  left.set(kind, view);
  let things = [];

  const filterId = nextId('filter');
  const filter = h('input', {
    type: 'search', id: filterId, value: view.filter, autocomplete: 'off', spellcheck: 'false', placeholder: 'Filter',
    input: () => {
      view.filter = filter.value;
      view.rows = rowsStep;
      render();
    },
  });
  const count = h('span', { class: 'count', 'aria-live': 'polite' });
  const heads = columns.map((column, index) => h('th', { scope: 'col' }, h('button', {
    type: 'button', class: 'sort', click: () => {
      view.isDown = view.order === index ? !view.isDown : false;
      view.order = index;
      render();
    },
  }, column.title)));
  const body = h('tbody');
  const more = h('button', {
    type: 'button', click: () => {
      view.rows += rowsStep;
      render();
    },
  }, `Show ${rowsStep} more`);
  const none = h('p', { class: 'none' });
  const tools = h('div', { class: 'list-tools' }, h('label', { for: filterId, class: 'hidden' }, `Filter ${caption}`), filter, count);
  const element = h('div', { class: 'list' },
    tools,
    h('div', { class: 'scroll', tabindex: '-1' },
      h('table', {}, h('caption', { class: 'hidden' }, caption), h('thead', {}, h('tr', {}, heads)), body), none, more));

  function render() {
    const asked = view.filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const rows = things.map((thing) => ({ thing, cells: columns.map((column) => column.of(thing)) }))
      .filter(({ thing, cells }) => asked.length === 0 || matches(asked, thing, cells));
    rows.sort((one, other) => compare(orderOf(one.cells[view.order]), orderOf(other.cells[view.order])) * (view.isDown ? -1 : 1));
    heads.forEach((head, index) =>
      setAttribute(head, 'aria-sort', index === view.order ? (view.isDown ? 'descending' : 'ascending') : null));
    heads.forEach((head, index) => head.classList.toggle('number', rows[0]?.cells[index].number === true));
    const chosen = selected();
    reconcile(body, rows.slice(0, view.rows).map(({ thing, cells }) => ({ key: thing.id, shows: [cells, thing.id === chosen] })),
      () => h('tr', {}, columns.map(() => h('td'))),
      (row, { shows: [cells, isChosen] }) => {
        setAttribute(row, 'aria-selected', isChosen ? 'true' : null);
        cells.forEach((cell, index) => fillIfNew(row.cells[index], cell));
      });
    more.hidden = rows.length <= view.rows;
    setText(count, asked.length > 0 ? `${rows.length} of ${things.length}` : `${things.length}`);
    none.hidden = rows.length > 0;
    setText(none, things.length === 0 ? 'There are none.' : 'None has these words.');
  }

  return {
    element, tools,
    update(now) {
      things = now;
      render();
    },
  };
}

const filled = new WeakMap();

function fillIfNew(element, cell) {
  const text = JSON.stringify(cell);
  if (filled.get(element) === text) return;
  filled.set(element, text);
  fillCell(element, cell);
}

function matches(asked, thing, cells) {
  const text = `${thing.id} ${cells.map((cell) => cell.text).join(' ')}`.toLowerCase();
  return asked.every((word) => text.includes(word));
}

function compare(one, other) {
  return typeof one === 'number' && typeof other === 'number' ? one - other : collator.compare(String(one), String(other));
}
