// Commands of pbm over HTTP: the catalogue, and one command with its output as it comes.

import { NotReached, session } from './api.js';
import { readResponse } from './xml.js';

const shared = { cache: 'no-store', credentials: 'omit' };
const bearer = () => ({ Authorization: `Bearer ${session.token}` });

/** The palettes with their commands. */
export async function catalogue() {
  const answer = await fetch('/api/v1/commands', { headers: bearer(), ...shared });
  if (!answer.ok) throw await refusalOf(answer);
  return answer.json();
}

/**
 * Runs one line.
 * @param said called with ('line' or 'error', text) as it comes
 * @returns the exit code
 * @throws Error when it was refused before it began; NotReached when the answer ended before the command did
 */
export async function run(line, said, signal = null) {
  const answer = await fetch('/api/v1/command', {
    method: 'POST', body: line, signal, headers: { ...bearer(), 'Content-Type': 'text/plain; charset=utf-8' }, ...shared,
  });
  if (!answer.ok) throw await refusalOf(answer);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let exitCode = null;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = (rest + read.value).split('\n');
    rest = lines.pop();
    for (const one of lines.filter((text) => text.trim() !== '')) {
      const told = JSON.parse(one);
      if (told.line !== undefined) said('line', told.line);
      if (told.error !== undefined) said('error', told.error);
      if (told.exitCode !== undefined) exitCode = told.exitCode;
    }
  }
  if (exitCode === null) throw new NotReached('The answer ended before the command did; it may still take effect.');
  return exitCode;
}

/** A value in a line. */
export const quoted = (value) => (/^[\w.:/@-]+$/.test(value) ? value : `"${value.replaceAll('"', '\\"')}"`);

async function refusalOf(answer) {
  const exception = readResponse(await answer.text())?.exception;
  return new Error(exception ? `${exception.text} ${exception.action}` : `This node runs no commands here (HTTP ${answer.status}).`);
}
