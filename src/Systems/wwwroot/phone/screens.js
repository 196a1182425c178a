// The screens of an open phone.
import * as clock from './clock.js';
import { ask, button, callout, h, panel } from './dom.js';
import { draftOf, visitForm } from './form.js';
import { daysAway, leave, phone, rules } from './phone.js';
import * as photos from './photos.js';
import * as records from './records.js';
import { change, here, t } from './words.js';

const dayMs = 86_400_000;
const atOnce = 50;

const title = (list, id) => here(rules().lists[list].find(c => c.id === id) ?? { zh: id, en: id });
const badge = (text, tone) => h(`span.badge.badge-${tone}`, {}, text);

/** Whether a visit to be repeated is overdue. */
const isOverdue = e => e.next === 'visit_again' && clock.now() - Date.parse(e.lastAt) > rules().limits.againDays * dayMs;

// What is to be done first: overdue, to visit again, to help to declare, not visited yet.
const rank = e => isOverdue(e) ? 0 : e.next === 'visit_again' ? 1 : e.next ? 2 : e.lastAt ? 9 : 3;

function entityItem(e) {
  const due = isOverdue(e) ? badge(t('Overdue'), 'bad') : e.next ? badge(title('next', e.next), 'warn') : !e.lastAt && badge(t('NotVisited'), 'neutral');
  return h('li', {}, h('a.phone-item', { href: `#visit/${e.id}` },
    h('span.phone-item-name', {}, e.name), due,
    h('span.phone-item-note', {}, e.isIndividual ? t('Individual') : e.code, e.lastAt && ` · ${clock.day(Date.parse(e.lastAt))} ${title('outcome', e.outcome)}`)));
}

const entityList = (all, none) => all.length === 0 ? h('p.muted', {}, none) : h('ul.phone-list', {}, all.map(entityItem));

async function today() {
  const waiting = new Set((await records.all()).map(r => r.body.entityId));
  const due = phone.grid.filter(e => rank(e) < 9 && !waiting.has(e.id)).sort((a, b) => rank(a) - rank(b) || (a.lastAt ?? '').localeCompare(b.lastAt ?? ''));
  return [
    h('div.form-actions', {}, h('a.button.button-main.phone-wide', { href: '#visit' }, t('Record'))),
    panel(t('DueTitle', due.length), entityList(due.slice(0, atOnce), t('DueNone')), due.length > atOnce && h('p.hint', {}, t('DueMore', due.length - atOnce)))];
}

async function grid() {
  const list = h('div', {});
  let most = atOnce;
  const show = () => {
    const text = search.value.trim().toLowerCase();
    const all = phone.grid.filter(e => (!only.value || (only.value === 'new' ? !e.lastAt : e.next === only.value))
      && (!text || e.name.toLowerCase().includes(text) || e.code?.toLowerCase().includes(text)));
    list.replaceChildren(h('p.hint', { role: 'status' }, t('GridCount', all.length, phone.grid.length)), entityList(all.slice(0, most), t('GridNone')),
      ...(all.length > most ? [button(t('More'), () => { most += atOnce; show(); })] : []));
  };
  const search = h('input', { type: 'search', 'aria-label': t('GridSearch'), placeholder: t('GridSearch'), oninput: () => { most = atOnce; show(); } });
  const only = h('select', { 'aria-label': t('GridOnly'), onchange: () => { most = atOnce; show(); } }, h('option', { value: '' }, t('All')), h('option', { value: 'new' }, t('NotVisited')),
    ...rules().lists.next.filter(c => c.id !== 'none').map(c => h('option', { value: c.id }, here(c))));
  show();
  return panel(t('GridTitle', phone.device.streetName), h('div.phone-filter', {}, search, only), list);
}

const tones = { queued: 'neutral', sent: 'info', photos: 'info', refused: 'bad', clock: 'warn' };

async function outbox({ sync }) {
  const all = await records.all();
  return [syncResult(), h('div.form-actions', {}, button(t('SyncNow'), sync, 'main', { 'data-sync': true })),
    panel(t('OutTitle', all.length), all.length === 0 ? h('p.muted', {}, t('OutNone')) : h('ul.phone-list', {}, all.map(r => h('li', {}, h('a.phone-item', { href: `#record/${r.id}` },
      h('span.phone-item-name', {}, r.name), badge(t(`State_${r.state}`), tones[r.state]),
      h('span.phone-item-note', {}, `${clock.shown(records.at(r))} · ${title('outcome', r.body.outcome)}`, r.photos.length > 0 && ` · ${t('PhotoCount', r.photos.length)}`))))))];
}

function syncResult() {
  const { sync } = phone;
  if (!sync) return null;
  const words = [sync.taken + sync.known > 0 && t('SyncTaken', sync.taken + sync.known), sync.known > 0 && t('SyncKnown', sync.known), sync.photos > 0 && t('SyncPhotos', sync.photos),
    sync.refused > 0 && t('SyncRefused', sync.refused), sync.held > 0 && t('SyncHeld', sync.held), ...(sync.refusals ?? []).map(here)].filter(Boolean);
  const stop = { 'offline': t('SyncOffline'), 'signed-out': t('SyncSignedOut'), 'clock': t('SyncClock'), 'refused': null }[sync.stopped];
  const tone = sync.stopped ? 'warn' : sync.refused + sync.held > 0 ? 'warn' : 'good';
  const box = callout(tone, sync.stopped ? t('SyncStopped') : t('SyncDone', clock.shown(sync.at)), ...words, ...(stop ? [stop] : []), ...(words.length || stop ? [] : [t('SyncNothing')]),
    ...(sync.stopped === 'signed-out' ? [h('a.button', { href: '/sign-in?back=/visits/phone/' }, t('SignIn'))] : []));
  box.dataset.synced = sync.stopped ?? 'done';
  return box;
}

async function visit({ go, save }, id) {
  const entity = id ? phone.grid.find(e => e.id === id) ?? null : null;
  return [h('h1', {}, t('Record')), visitForm({ entity, record: null, draft: await draftOf(entity?.id), done: save })];
}

async function record({ go, save }, id) {
  const one = (await records.all()).find(r => r.id === id);
  if (!one) return panel(null, h('p', {}, t('RecordGone')), h('a.button', { href: '#out' }, t('Back')));
  if (records.canChange(one)) {
    return [h('h1', {}, t('MendTitle')), visitForm({ entity: null, record: one, draft: null, done: save }),
      h('div.form-actions', {}, button(t('Delete'), async () => {
        if (!await ask(t('DeleteSure'), t('Delete'), t('Cancel'))) return;
        await records.drop(one);
        go('out');
      }, 'bad'))];
  }
  return panel(one.name, h('p', {}, t(one.state === 'sent' ? 'SentHint' : 'PhotosLeftHint')), ...one.refusals.map(r => callout('bad', null, here(r))),
    ...await Promise.all(one.photos.map(async p => h('img.phone-photo', { src: photos.dataUrl(await photos.read(p)), alt: t('Photo') }))),
    h('div.form-actions', {}, h('a.button', { href: '#out' }, t('Back')), one.state === 'photos' && one.refusals.length > 0 && button(t('DropPhotos'), async () => {
      await records.drop(one);
      go('out');
    }, 'bad')));
}

async function more({ render }) {
  const { count } = await records.waiting();
  const skew = Math.round(clock.offsetMs() / 60_000);
  return [
    panel(t('ThisPhone'), h('dl.phone-facts', {}, ...[[t('DeviceName'), phone.device.name], [t('Account'), phone.device.account], [t('Street'), phone.device.streetName],
      [t('LastContact'), clock.shown(phone.device.contact + clock.offsetMs())], [t('KeepsFor'), t('Days', Math.max(0, rules().limits.contactDays - Math.floor(daysAway())))],
      [t('ClockOff'), Math.abs(skew) <= rules().limits.clockMinutes ? t('ClockRight') : t('ClockOffBy', skew)]]
      .flatMap(([name, text]) => [h('dt', {}, name), h('dd', {}, text)]))),
    panel(t('Settings'), h('div.form-actions', {}, button(t('OtherLanguage'), async () => { await change(); await render(); }), h('a.button', { href: '/visits/devices' }, t('Devices')), h('a.button', { href: '/inbox' }, t('Portal')))),
    panel(t('LeaveTitle'), h('p', {}, t('LeaveLead')), h('div.form-actions', {}, button(t('Leave'), async () => {
      if (!await ask(count > 0 ? t('LeaveSureUnsynced', count) : t('LeaveSure'), t('Leave'), t('Cancel'))) return;
      await leave();
      location.hash = '';
      location.reload();
    }, 'bad', { 'data-leave': true })))];
}

/** The screens by the first part of the address. */
export const screens = { today, grid, out: outbox, visit, record, more };
