// Calls of the VIOS API with the token of whoever is signed in.

import { readResponse, requestText } from './xml.js';

const place = '/api/v1';
const tokenKey = 'vioactors.token';

/** The API refused: its code, text and action. */
export class ApiFault extends Error {
  constructor(fault) {
    super(fault.text);
    this.code = fault.code;
    this.action = fault.action;
    this.object = fault.object;
    this.objectId = fault.objectId;
  }
}

/** No answer of the API came. */
export class NotReached extends Error {}

export const session = {
  token: sessionStorage.getItem(tokenKey),
  caller: null,
  role: null,
  endedBy: null,
  ended: () => {},

  /** Takes the token when the node knows it. */
  async begin(token) {
    const response = await call(['whoAmI'], { token });
    this.token = token;
    this.caller = response.things[0].id;
    this.role = response.things[0].has.role;
    this.endedBy = null;
    sessionStorage.setItem(tokenKey, token);
  },

  end(fault) {
    if (this.token === null) return;
    this.token = null;
    this.caller = this.role = null;
    this.endedBy = fault ?? null;
    sessionStorage.removeItem(tokenKey);
    this.ended();
  },
};

const roles = ['viewer', 'operator', 'administrator'];

/** Whether the role of the token is enough; the node decides in any case. */
export const may = (role) => roles.indexOf(session.role) >= roles.indexOf(role);

/**
 * Sends one operation.
 * @param options seconds: how long to wait; signal: ends it; token: another one than the session's
 * @throws ApiFault when it was refused, NotReached when there is no answer
 */
export async function call(operation, { seconds = 60, signal = null, token = session.token } = {}) {
  const late = AbortSignal.timeout(seconds * 1000);
  let text;
  let status;
  try {
    const answer = await fetch(place, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/xml' },
      body: requestText(operation),
      cache: 'no-store',
      credentials: 'omit',
      signal: signal ? AbortSignal.any([signal, late]) : late,
    });
    status = answer.status;
    text = await answer.text();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new NotReached(late.aborted ? `The node gave no answer within ${seconds} s.` : 'The node cannot be reached.');
  }
  const response = readResponse(text);
  if (!response) throw new NotReached(`What came is no answer of the VIOS API (HTTP ${status}).`);
  if (response.exception) {
    const fault = new ApiFault(response.exception);
    if (fault.code === 'notAuthenticated' && token === session.token) session.end(fault);
    throw fault;
  }
  return response;
}

/** The objects of a kind. */
export const list = async (object, options) => (await call(['list', { object }], options)).things;
