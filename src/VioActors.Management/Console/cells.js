// Cells of tables and values of details: text, links, states, sizes with a bar. A cell is plain data: whether it changed is seen.

import { fill, h } from './dom.js';
import { size, time, words } from './format.js';
import { hrefOf, nameById, nameOf } from './names.js';
import { levelOfThing, stateOf } from './state.js';

export const textCell = (text) => ({ text: text ?? '' });
export const linkCell = (kind, id) => ({ text: id ? nameById(kind, id) : '', href: id ? hrefOf(kind, id) : null });
export const ownCell = (thing) => ({ text: nameOf(thing), href: hrefOf(thing.kind, thing.id), strong: true });
export const sizeCell = (bytes) => (bytes === undefined ? textCell('') : { text: size(bytes), order: Number(bytes), number: true });
export const numberCell = (value) => ({ text: value ?? '', order: Number(value ?? 0), number: true });
export const timeCell = (utc) => ({ text: utc ? time(utc) : '', order: utc ?? '' });
export const wordCell = (value) => ({ text: words(value ?? '') });
export const yesCell = (value) => ({ text: value === 'true' ? 'yes' : 'no' });
export const stateCell = (thing) => ({ text: words(stateOf(thing)), level: levelOfThing(thing) });

/** A part of a whole with the limits at which it warns. */
export const barCell = (part, whole, limits = null) => ({
  text: `${size(part)} of ${size(whole)}`,
  order: Number(whole) === 0 ? 0 : Number(part) / Number(whole),
  bar: Number(whole) === 0 ? 0 : Math.min(100, (100 * Number(part)) / Number(whole)),
  limits,
});

/** How full a pool is, with its own thresholds. */
export const poolCell = ({ has }) =>
  barCell(has.sizeBytes - has.freeBytes, has.sizeBytes, [has.warningPercent, has.criticalPercent]);

export const progressCell = (job) => ({
  text: `${job.has.progressPercent} %`, order: Number(job.has.progressPercent), bar: Number(job.has.progressPercent), plain: true,
});

/** Shows a cell in an element. */
export function fillCell(element, cell) {
  element.classList.toggle('number', cell.number === true);
  if (cell.bar !== undefined) fill(element, bar(cell));
  else if (cell.level) fill(element, badge(cell.text, cell.level));
  else if (cell.href) fill(element, h('a', { href: cell.href, class: cell.strong ? 'strong' : null }, cell.text));
  else fill(element, cell.text);
}

/** A state, coloured and named. */
export function badge(text, level) {
  return text ? h('span', { class: `state ${level}` }, text) : '';
}

function bar({ bar: percent, limits, text, plain }) {
  const level = plain || !limits ? 'plain' : percent >= limits[1] ? 'bad' : percent >= limits[0] ? 'warn' : 'good';
  const meter = h('span', {
    class: `bar ${level}`, role: 'meter', 'aria-label': text,
    'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.round(percent),
  }, h('span', { class: 'part' }));
  meter.firstChild.style.width = `${percent}%`;
  for (const limit of limits ?? []) {
    if (limit > 0 && limit < 100) {
      const mark = h('span', { class: 'limit' });
      mark.style.left = `${limit}%`;
      meter.append(mark);
    }
  }
  return h('span', { class: 'bar-cell' }, meter, h('span', { class: 'bar-text' }, text));
}

/** What a table sorts a cell by. */
export const orderOf = (cell) => cell.order ?? cell.text;
