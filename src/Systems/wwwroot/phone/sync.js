// The sync. A visit leaves the phone when the server has confirmed it and not before; sent again it is the same visit, by its id.
import * as api from './api.js';
import * as clock from './clock.js';
import { phone, meet, fetchGrid, revoked, rules } from './phone.js';
import * as photos from './photos.js';
import * as records from './records.js';
import * as store from './store.js';

const together = 10;
const minute = 60_000;

/** What the last sync did: counts, and why it stopped (`offline`, `signed-out`, `clock`, null). */
const nothing = () => ({ taken: 0, known: 0, refused: 0, held: 0, photos: 0, stopped: null, at: clock.now() });

/** Syncs; one at a time, also between windows. */
export function sync() {
  return navigator.locks ? navigator.locks.request('visits-sync', run) : run();
}

async function run() {
  const result = nothing();
  try {
    if (!phone.isMemory) await meet();
    else await api.session();
    if (phone.screen === 'main') {
      await holdUncertain();
      await sendVisits(result);
      await sendPhotos(result);
      if (!phone.isMemory) await fetchGrid();
    }
  } catch (error) {
    await stop(result, error);
  }
  if (phone.screen === 'main') await countLeft(result);
  result.at = clock.now();
  phone.sync = result;
  return result;
}

async function stop(result, error) {
  if (error instanceof api.SignedOut) {
    phone.isSignedOut = true;
    result.stopped = 'signed-out';
  } else if (error instanceof api.Unreachable) result.stopped = 'offline';
  else if (error instanceof api.Refused && error.code === 'VIS1041') await revoked();
  else if (error instanceof api.Refused && error.code === 'VIS1043') result.stopped = 'clock';
  else if (error instanceof api.Refused) [result.stopped, result.refusals] = ['refused', error.refusals];
  else throw error;
}

// The phone's clock was set between the visit and now: its time is not certain, and only who was there can say. It waits and nothing is lost.
async function holdUncertain() {
  const most = rules().limits.clockMinutes * minute;
  const uncertain = (await records.all()).filter(r => r.state === 'queued' && Math.abs(r.offset - clock.offsetMs()) > most);
  for (const record of uncertain) {
    const suggested = clock.toLocal(records.at(record) - record.offset + clock.offsetMs());
    await records.keep({ ...record, state: 'clock', suggested, refusals: [] });
  }
}

// What waits for a person is said after every sync, not only after the one that found it.
async function countLeft(result) {
  const all = await records.all();
  result.held = all.filter(r => r.state === 'clock').length;
  result.refused = all.filter(r => r.state === 'refused').length;
}

async function sendVisits(result) {
  const due = (await records.all()).filter(r => r.state === 'queued' || r.state === 'sent');
  for (let n = 0; n < due.length; n += together) {
    const part = due.slice(n, n + together);
    await store.write(...await Promise.all(part.map(r => records.toKeep({ ...r, state: 'sent' }))));
    const { body } = await api.call('POST', `/devices/${phone.device.id}/sync`,
      { json: { sentAt: new Date(clock.now()).toISOString(), visits: part.map(r => r.body) } }).catch(error => putBack(part, error));
    for (const item of body.items) await settle(part.find(r => r.id === item.id), item, result);
  }
}

// A request that was refused as a whole brought nothing: its visits can be changed again.
async function putBack(part, error) {
  if (error instanceof api.Refused) await store.write(...await Promise.all(part.map(r => records.toKeep({ ...r, state: 'queued' }))));
  throw error;
}

async function settle(record, item, result) {
  result[item.state] += 1;
  if (item.state === 'refused') await records.keep({ ...record, state: 'refused', refusals: item.refusals });
  else if (record.photos.length) await records.keep({ ...record, state: 'photos', refusals: [] });
  else await records.drop(record);
}

async function sendPhotos(result) {
  for (const record of (await records.all()).filter(r => r.state === 'photos')) {
    const left = [];
    const refusals = [];
    for (const photo of record.photos) {
      try {
        await api.call('PUT', `/devices/${phone.device.id}/visits/${record.id}/photos/${photo}?consent=${record.consent}`,
          { bytes: await photos.read(photo), type: 'image/jpeg', wait: 120_000 });
        await store.write(['photos', photo]);
        result.photos += 1;
      } catch (error) {
        if (!(error instanceof api.Refused) || error.code === 'VIS1041') {
          await records.keep({ ...record, photos: record.photos.slice(record.photos.indexOf(photo)).concat(left) });
          throw error;
        }
        left.push(photo);
        refusals.push(...error.refusals);
      }
    }
    if (left.length) await records.keep({ ...record, photos: left, refusals });
    else await records.drop(record);
  }
}
