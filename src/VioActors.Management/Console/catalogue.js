// What the catalogue of commands says: completions of a line, and the help.

import { h } from './dom.js';

/** What a line may go on with: [{line: the whole line then, text, about}]. */
export function completionsOf(palettes, line) {
  const parts = line.split(/\s+/);
  const last = parts.at(-1);
  const before = line.slice(0, line.length - last.length);
  const palette = palettes.find((one) => one.palette === parts[0]);
  const offer = (names, about) =>
    names.filter((name) => name.startsWith(last)).map((text) => ({ line: `${before}${text} `, text, about }));
  if (parts.length === 1) return palettes.flatMap((one) => offer([one.palette], one.description ?? ''));
  if (parts.length === 2) return (palette?.commands ?? []).flatMap((command) => offer([command.name], command.description ?? ''));
  const command = palette?.commands.find((one) => one.name === parts[1]);
  const given = new Set(parts.slice(2, -1));
  const about = (argument) => `${argument.description ?? ''}${argument.isMandatory ? ' (needed)' : ''}`;
  return (command?.arguments ?? []).filter((argument) => !argument.names.some((name) => given.has(name)))
    .flatMap((argument) => offer(argument.names.slice(0, 1), about(argument)));
}

/** Every command with what it takes. @param choose called with the beginning of its line */
export function helpOf(palettes, choose) {
  return h('div', {}, palettes.map((palette) => h('section', {},
    h('h3', {}, palette.palette, ' ', h('small', {}, palette.description ?? '')),
    h('table', { class: 'parts' }, h('tbody', {}, palette.commands.map((command) => h('tr', {},
      h('td', {}, h('button', { type: 'button', class: 'link', click: () => choose(`${palette.palette} ${command.name} `) },
        `${palette.palette} ${command.name}`)),
      h('td', {}, command.description ?? ''),
      h('td', {}, command.arguments.map(usageOf).join(' ')))))))));
}

function usageOf({ names, hasValue, isMandatory }) {
  const usage = `${names[0]}${hasValue ? ' …' : ''}`;
  return isMandatory ? usage : `[${usage}]`;
}
