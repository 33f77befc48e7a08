// The page where an operator signs in with a token of the VIOS API.

import { ApiFault, session } from './api.js';
import { fill, h } from './dom.js';

/** @param signedIn called when the node knows the token */
export function signInPage(signedIn) {
  const token = h('input', { type: 'password', id: 'token', autocomplete: 'off', required: true, spellcheck: 'false' });
  const problem = h('div', { class: 'problem', role: 'alert' });
  const button = h('button', { type: 'submit', class: 'primary' }, 'Sign in');
  if (session.endedBy) say(session.endedBy);

  async function signIn(event) {
    event.preventDefault();
    button.disabled = true;
    fill(problem);
    try {
      await session.begin(token.value.trim());
      signedIn();
    } catch (cause) {
      say(cause);
      token.focus();
      token.select();
    } finally {
      button.disabled = false;
    }
  }

  function say(cause) {
    const action = cause instanceof ApiFault ? cause.action : 'Check that the node runs, and try again.';
    fill(problem, h('p', {}, cause.message), h('p', {}, action));
  }

  const element = h('main', { class: 'sign-in' },
    h('h1', {}, 'VioActors console'),
    h('form', { submit: signIn, 'aria-label': 'Sign in' },
      h('label', { for: 'token' }, 'VIOS API token'), token, button, problem),
    h('p', {}, 'The first administrator’s token is in the file ', h('code', {}, 'data/management/admin-token'),
      ' of the node (of a cluster: ', h('code', {}, 'management/admin-token'), ' in its shared directory). ',
      h('code', {}, 'vio api token add NAME viewer'), ' makes others: viewer, operator or administrator.'),
    h('p', { class: 'none' }, 'It is kept until this tab is closed, and sent to this node only.'));
  return { element, focus: () => token.focus() };
}
