// The phone itself: whose it is, how it opens, when it forgets. What the server says counts; without a network the phone keeps to the days
// that it was told.
import * as api from './api.js';
import * as clock from './clock.js';
import * as records from './records.js';
import * as store from './store.js';
import * as vault from './vault.js';

const dayMs = 86_400_000;

/** What the pages show. `screen` is one of setup, sign-in, no-network, pin, new-pin, other, unknown, revoked, over, not-officer and main. */
export const phone = {
  screen: 'no-network', device: null, grid: [], isMemory: false, isSignedOut: false, wiped: 0, other: null, raw: null, sync: null,
};

const saveDevice = () => store.write(['meta', 'device', phone.device]);

/** The rules of the pack, as the last contact told them. */
export const rules = () => phone.device.rules;

/** Days since the last contact, by the latest time that this phone's clock has shown: setting it back does not help. */
export const daysAway = () => (Math.max(Date.now(), phone.device.seen) - phone.device.contact) / dayMs;

/** Days for which the oldest visit has waited; 0 without one. */
export const daysWaiting = since => since === null ? 0 : Math.max(0, Math.max(Date.now(), phone.device?.seen ?? 0) - since) / dayMs;

/** Opens the phone as far as it goes by itself, and sets the screen. */
export async function start() {
  phone.device = await store.get('meta', 'device') ?? null;
  if (phone.device) {
    clock.keep(phone.device.offset);
    await forgetIfAway();
    phone.device.seen = Math.max(phone.device.seen, Date.now());
    await saveDevice();
  }
  try {
    if (!navigator.onLine) throw new api.Unreachable();
    await meet(phone.device ? 6_000 : undefined);
  } catch (error) {
    phone.screen = screenWithout(error);
  }
  if (phone.screen === 'main') await loadGrid();
}

function screenWithout(error) {
  if (!(error instanceof api.Unreachable || error instanceof api.SignedOut)) throw error;
  phone.isSignedOut = error instanceof api.SignedOut;
  const shut = phone.isSignedOut ? 'sign-in' : 'no-network';
  if (!phone.device) return shut;
  return phone.device.wrapped ? 'pin' : phone.device.isAway ? 'over' : shut;
}

// Away for too long: the key goes, and with it everything that can be read. What was never synced stays as ciphertext until the server, whose
// clock is right, has said whether it was too long: then it is wiped, or the key comes back.
async function forgetIfAway() {
  const { device } = phone;
  if (!device.wrapped || daysAway() <= device.rules.limits.contactDays) return;
  device.wrapped = null;
  device.isAway = true;
  await store.write(['grid'], ['meta', 'draft'], ['meta', 'device', device]);
}

/** Asks the server who is signed in and for the key of this phone. */
export async function meet(wait) {
  const session = await api.session(wait);
  phone.isSignedOut = false;
  if (!session.street) phone.screen = 'not-officer';
  else if (!phone.device) phone.screen = 'setup';
  else if (session.account !== phone.device.account) [phone.screen, phone.other] = ['other', session.account];
  else await claim();
}

async function claim() {
  try {
    const { count } = await records.waiting();
    const { body } = await api.call('POST', `/devices/${phone.device.id}/open`, { json: { unsynced: count } });
    await welcome(body);
  } catch (error) {
    if (!(error instanceof api.Refused)) throw error;
    if (error.code === 'VIS1041') await revoked();
    else if (error.code === 'VIS1040') phone.screen = 'unknown';
    else throw error;
  }
}

/** A lost phone that comes back finds nothing. */
export async function revoked() {
  await wipe();
  phone.screen = 'revoked';
}

async function welcome(opening) {
  const { device } = phone;
  if (opening.isRenewed) {
    phone.wiped = (await records.waiting()).count;
    await store.write(['visits'], ['photos'], ['grid'], ['meta', 'draft']);
    device.wrapped = null;
  }
  if (device.street !== opening.street) await store.write(['grid']); // only the own grid is on the phone
  await vault.take(opening.key);
  phone.raw = opening.key;
  Object.assign(device, { street: opening.street, streetName: opening.streetName, rules: opening.rules, contact: Date.now(),
    seen: Date.now(), offset: clock.offsetMs(), isAway: false });
  if (device.wrapped) device.tries = 0;
  await saveDevice();
  phone.screen = device.wrapped ? 'main' : 'new-pin';
  if (device.wrapped) phone.raw = null;
}

/** Registers this phone for who is signed in. */
export async function register(name, pin) {
  const { body } = await api.call('POST', '/devices', { json: { id: records.id(), name } });
  await vault.take(body.key);
  phone.device = {
    id: body.id, name: body.name, account: body.account, street: body.street, streetName: body.streetName, rules: body.rules,
    contact: Date.now(), seen: Date.now(), offset: clock.offsetMs(), tries: 0, isAway: false, wrapped: await vault.wrap(body.key, pin),
  };
  await saveDevice();
  phone.screen = 'main';
}

/**
 * Registers this phone anew for a server that does not know it (any more), and takes what it holds along.
 * @returns {Promise<boolean>} false when the PIN is wrong
 */
export async function registerAgain(pin) {
  if (await unlock(pin) >= 0) return false;
  const kept = await records.all();
  const pictures = await Promise.all((await store.list('photos')).map(async ([key, row]) =>
    [key, row.visitId, await vault.openBytes(`photos/${key}`, row.sealed)]));
  await register(phone.device.name, pin);
  await store.write(['grid'], ['meta', 'draft'], ...await Promise.all(kept.map(records.toKeep)),
    ...await Promise.all(pictures.map(async ([key, visitId, bytes]) =>
      ['photos', key, { visitId, sealed: await vault.sealBytes(`photos/${key}`, bytes) }])));
  return true;
}

const memoryId = 'visits.memory';

/** Works in memory only: for a browser without a secure connection, which is the same phone every time. */
export async function registerInMemory() {
  const id = localStorage.getItem(memoryId) ?? records.id();
  const { body } = await api.call('POST', '/devices', { json: { id, name: 'HTTP' } }).catch(error => {
    localStorage.removeItem(memoryId); // revoked, or another account's: it is a new phone the next time
    throw error;
  });
  localStorage.setItem(memoryId, id);
  phone.device = {
    id: body.id, name: body.name, account: body.account, street: body.street, streetName: body.streetName, rules: body.rules,
    contact: Date.now(), seen: Date.now(), offset: clock.offsetMs(), tries: 0, isAway: false, wrapped: null,
  };
  phone.screen = 'main';
}

/** Sets another PIN after the server released the key. */
export async function setPin(pin) {
  phone.device.wrapped = await vault.wrap(phone.raw, pin);
  phone.device.tries = 0;
  phone.raw = null;
  await saveDevice();
  phone.screen = 'main';
  await loadGrid();
}

/**
 * Opens by PIN. The try is written down before it is made.
 * @returns {Promise<number>} tries that are left; -1 when it is open
 */
export async function unlock(pin) {
  const { device } = phone;
  device.tries += 1;
  await saveDevice();
  if (await vault.unwrap(device.wrapped, pin)) {
    device.tries = 0;
    await saveDevice();
    phone.screen = 'main';
    await loadGrid();
    return -1;
  }
  const left = device.rules.limits.pinTries - device.tries;
  if (left <= 0) {
    device.wrapped = null; // the server still has the key: nothing is lost
    await saveDevice();
    phone.screen = phone.isSignedOut ? 'sign-in' : 'no-network';
  }
  return Math.max(left, 0);
}

/** Signs out: the records and the key go, here and on the server. */
export async function leave() {
  const { device } = phone;
  await wipe();
  try {
    await api.session();
    await api.call('POST', `/devices/${device.id}/leave`, { json: {} });
    await api.signOut();
  } catch (error) {
    if (!(error instanceof api.Unreachable || error instanceof api.SignedOut || error instanceof api.Refused)) throw error;
  }
}

/** Removes everything from this phone. */
export async function wipe() {
  await store.wipe();
  vault.lock();
  Object.assign(phone, { device: null, grid: [], raw: null });
}

/** Reads the grid that is on the phone. */
export async function loadGrid() {
  const pages = (await store.list('grid')).sort((a, b) => a[0] - b[0]);
  const read = await Promise.all(pages.map(([offset, page]) => vault.open(`grid/${offset}`, page.sealed)));
  phone.grid = read.flat();
}

/** Fetches what is new of the own grid. */
export async function fetchGrid() {
  const kept = new Map(await store.list('grid'));
  let offset = 0;
  let total = 0;
  do {
    const page = kept.get(offset);
    const answer = await api.call('GET', `/devices/${phone.device.id}/grid?offset=${offset}`,
      page ? { headers: { 'If-None-Match': page.tag } } : {});
    const size = answer.body?.size ?? page.size;
    total = answer.body?.total ?? page.total;
    if (answer.body) {
      const sealed = await vault.seal(`grid/${offset}`, answer.body.items);
      await store.write(['grid', offset, { tag: answer.tag, total, size, sealed }]);
    }
    kept.delete(offset);
    offset += size;
  } while (offset < total);
  await store.write(...[...kept.keys()].map(key => ['grid', key]));
  await loadGrid();
}
