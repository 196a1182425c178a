// The HTTP API of the portal, with the session cookie of the browser and the token of forms.
import * as clock from './clock.js';

const root = '/api/v1/visits/phone';
const patience = 20_000;

/** No answer: no network, a server that is down or busy. What was sent may or may not have arrived. */
export class Unreachable extends Error {}

/** The session is over. */
export class SignedOut extends Error {}

/** The server refuses, with `refusals` of code, field, zh and en. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.title ?? String(status));
    this.status = status;
    this.code = problem?.code ?? `HTTP${status}`;
    this.refusals = problem?.refusals ?? [{ code: this.code, zh: this.message, en: this.message }];
  }
}

let form = null;

async function send(method, path, { json, bytes, type, headers, wait = patience }) {
  try {
    return await fetch(root + path, {
      method,
      headers: { ...(form && method !== 'GET' ? { 'X-Huoshui-Form': form } : {}), ...(json !== undefined ? { 'Content-Type': 'application/json' } : {}),
        ...(type ? { 'Content-Type': type } : {}), ...headers },
      body: json !== undefined ? JSON.stringify(json) : bytes,
      signal: AbortSignal.timeout(wait),
      cache: 'no-store',
      credentials: 'same-origin',
    });
  } catch (error) {
    throw new Unreachable(error.message);
  }
}

/**
 * Asks the API.
 * @param {string} method
 * @param {string} path after `/api/v1/visits/phone`
 * @param {{json?: unknown, bytes?: BodyInit, type?: string, headers?: Record<string, string>, wait?: number}} [what]
 * @returns {Promise<{status: number, tag: string|null, body: any}>}
 */
export async function call(method, path, what = {}) {
  const sent = Date.now();
  const answer = await send(method, path, what);
  const got = Date.now();
  if (answer.status === 401) throw new SignedOut();
  if (answer.status >= 500 || answer.status === 429) throw new Unreachable(String(answer.status));
  if (answer.status === 304) return { status: 304, tag: null, body: null };
  let body;
  try {
    body = await answer.json();
  } catch (error) {
    throw new Unreachable(error.message); // broken off in the middle
  }
  if (!answer.ok) throw new Refused(answer.status, body);
  if (body.now) clock.measure(body.now, sent, got);
  return { status: answer.status, tag: answer.headers.get('ETag'), body };
}

/** Who is signed in; also takes the token that writes carry. */
export async function session(wait = patience) {
  const { body } = await call('GET', '/session', { wait });
  form = body.form;
  return body;
}

/** Ends the session of the portal. */
export async function signOut() {
  await fetch('/sign-out', {
    method: 'POST', headers: { 'X-Huoshui-Form': form, 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'back=%2F', redirect: 'manual',
  });
}
