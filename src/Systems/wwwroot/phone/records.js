// The visits on the phone. A record is there until the server has confirmed it: `queued` waits, `sent` was sent and no answer came, `photos` is
// recorded and its photos are not, `refused` has to be mended, `clock` has a time that is not certain.
import * as clock from './clock.js';
import * as store from './store.js';
import * as vault from './vault.js';

/** A random id; `crypto.randomUUID` is there on HTTPS only. */
export function id() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/**
 * The visits, the oldest first.
 * @returns {Promise<Array<{id: string, state: string, saved: number, offset: number, body: any, name: string, photos: string[], refusals: any[]}>>}
 */
export async function all() {
  const rows = await store.list('visits');
  const read = await Promise.all(rows.map(async ([key, row]) => ({
    id: key, state: row.state, saved: row.saved, offset: row.offset, ...await vault.open(`visits/${key}`, row.sealed) })));
  return read.sort((a, b) => a.saved - b.saved);
}

/** The change that keeps a record. */
export async function toKeep(record) {
  const { id: key, state, saved, offset, ...content } = record;
  return ['visits', key, { state, saved, offset, sealed: await vault.seal(`visits/${key}`, content) }];
}

/** Keeps a record. */
export const keep = async record => store.write(await toKeep(record));

/** How many visits wait, and since when by the phone's own clock; readable without the key. */
export async function waiting() {
  const rows = (await store.list('visits')).map(([, row]) => row);
  return { count: rows.length, since: rows.length ? Math.min(...rows.map(r => r.saved)) : null };
}

/** Removes a record and its photos. */
export async function drop(record) {
  const photos = (await store.list('photos')).filter(([, row]) => row.visitId === record.id).map(([key]) => ['photos', key]);
  await store.write(['visits', record.id], ...photos);
}

/** A record that can be changed: whether the server has it is known. */
export const canChange = record => record.state === 'queued' || record.state === 'refused' || record.state === 'clock';

/** The instant of a visit, ms. */
export const at = record => clock.fromLocal(record.body.at.slice(0, 16));
