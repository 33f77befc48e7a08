// The fields of a form: how each type is shown, and what is read from it.

import { h, nextId } from './dom.js';
import { words } from './format.js';
import { nameOf } from './names.js';
import { store } from './store.js';

const units = [['MiB', 20], ['GiB', 30], ['TiB', 40], ['KiB', 10], ['bytes', 0]];

/**
 * A field with its label.
 * @param preset what it begins with; undefined or '': nothing
 * @returns {element, read()} read gives undefined for what is left empty
 */
export function field(described, preset) {
  const id = nextId('field');
  const made = makers[described.type](described, preset, id);
  const hint = described.hint ? h('small', { id: `${id}-hint` }, described.hint) : null;
  if (hint) made.control.setAttribute('aria-describedby', hint.id);
  const must = described.required ? h('span', { class: 'must', 'aria-hidden': 'true' }, ' *') : null;
  const label = h('label', { for: id }, described.label, must);
  return {
    element: h('div', { class: `field ${described.type}`, 'data-field': described.name }, label, made.element ?? made.control, hint),
    control: made.control,
    read: made.read,
  };
}

const makers = {
  text(described, preset, id) {
    const control = h('input', {
      id, type: 'text', value: preset ?? '', required: described.required, pattern: described.pattern,
      autocomplete: 'off', spellcheck: 'false',
    });
    if (!described.suggest) return { control, read: () => control.value.trim() || undefined };
    control.setAttribute('list', `${id}-list`);
    const known = h('datalist', { id: `${id}-list` }, described.suggest().map((value) => h('option', { value })));
    return { control, element: h('span', { class: 'with-list' }, control, known), read: () => control.value.trim() || undefined };
  },

  area(described, preset, id) {
    const control = h('textarea', { id, rows: 8, required: described.required, spellcheck: 'false', value: preset ?? '' });
    return { control, read: () => control.value || undefined };
  },

  number(described, preset, id) {
    const control = h('input', { id, type: 'number', min: 0, step: 1, value: preset ?? '', required: described.required });
    return { control, read: () => control.value || undefined };
  },

  size(described, preset, id) {
    const [value, unit] = preset ? inLargestUnit(BigInt(preset)) : ['', 'GiB'];
    const control = h('input', { id, type: 'number', min: 0, step: 'any', value, required: described.required });
    const select = h('select', { 'aria-label': `Unit of ${described.label}` },
      units.map(([name]) => h('option', { value: name, selected: name === unit }, name)));
    return {
      control, element: h('span', { class: 'with-unit' }, control, select),
      read: () => (control.value === '' ? undefined : bytesOf(control.value, select.value)),
    };
  },

  flag(described, preset, id) {
    const control = h('input', { id, type: 'checkbox', checked: preset === true || preset === 'true' });
    // What was set before has to be said to be taken back; else it is left out.
    return { control, read: () => (control.checked ? true : preset === undefined ? undefined : false) };
  },

  choice(described, preset, id) {
    const control = h('select', { id, required: described.required },
      described.optional ? h('option', { value: '' }, described.optional) : null,
      described.options.map((option) => h('option', { value: option, selected: option === preset }, words(option))));
    return { control, read: () => control.value || undefined };
  },

  thing(described, preset, id) {
    const all = store.all(described.kind);
    const label = described.shown ?? ((thing) => named(thing, all));
    const control = h('select', { id, required: described.required },
      described.optional ? h('option', { value: '' }, described.optional) : null,
      all.map((thing) => h('option', { value: thing.id, selected: thing.id === preset }, label(thing))));
    return { control, read: () => control.value || undefined };
  },
};

/** With the id where several have the name. */
function named(thing, all) {
  const name = nameOf(thing);
  return all.filter((other) => nameOf(other) === name).length > 1 ? `${name} (${thing.id})` : name;
}

function inLargestUnit(bytes) {
  for (const [name, shift] of [['TiB', 40n], ['GiB', 30n], ['MiB', 20n], ['KiB', 10n]]) {
    if (bytes > 0n && bytes % (1n << shift) === 0n) return [String(bytes >> shift), name];
  }
  return [String(bytes), 'bytes'];
}

/** Whole bytes; 1.5 GiB is 1610612736. */
function bytesOf(value, unit) {
  const shift = units.find(([name]) => name === unit)[1];
  return String(Math.round(Number(value) * 2 ** shift));
}
