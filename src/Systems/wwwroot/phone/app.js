// The officer's pages on a phone: open, show, sync. See docs/officer/visits.md.
import * as api from './api.js';
import * as clock from './clock.js';
import { callout, h } from './dom.js';
import { daysAway, daysWaiting, phone, registerInMemory, rules, start } from './phone.js';
import * as records from './records.js';
import { screens } from './screens.js';
import { screen } from './start.js';
import * as store from './store.js';
import { sync } from './sync.js';
import * as vault from './vault.js';
import { load, t } from './words.js';

const app = document.getElementById('app');
const tabs = ['today', 'grid', 'out', 'more'];
let isBusy = false;
let isSaved = false; // something was saved since the last sync began: what is under way may be past it
let shown = 0;

const go = to => { if (location.hash === `#${to}`) render(); else location.hash = to; };

async function syncNow() {
  if (isBusy || phone.screen !== 'main') return;
  isBusy = true;
  await refresh();
  try {
    do {
      isSaved = false;
      await sync();
    } while (isSaved && phone.screen === 'main');
  } finally {
    isBusy = false;
  }
  await refresh();
}

// What is being typed is not drawn over.
const refresh = async () => { if (phone.screen !== 'main' || !document.querySelector('#content form')) await render(); };

async function save() {
  phone.sync = null;
  isSaved = true;
  go('out');
  if (navigator.onLine) await syncNow();
}

function notices(waiting) {
  const { contactDays, warnDays } = rules().limits;
  const age = daysWaiting(waiting.since);
  const left = Math.max(0, Math.floor(contactDays - daysAway()));
  return [
    phone.isMemory && callout('warn', t('MemoryTitle'), t('MemoryLead')),
    phone.isSignedOut && phone.sync?.stopped !== 'signed-out' && callout('info', null, t('SignedOut'), h('a.button', { href: '/sign-in?back=/visits/phone/' }, t('SignIn'))),
    waiting.count > 0 && age >= warnDays && callout(age >= contactDays / 2 ? 'bad' : 'warn', t('WaitingTitle', waiting.count, Math.floor(age)), t('WaitingLead', contactDays, left)),
  ];
}

async function main(view, argument) {
  const waiting = await records.waiting();
  const content = await screens[view]({ go, save, sync: syncNow, render }, argument);
  navigator.setAppBadge?.(waiting.count).catch(() => {});
  return [
    h('header.phone-bar', {}, h('span.phone-title', {}, t('Title')), h('span.phone-state', { 'data-online': String(navigator.onLine), role: 'status' },
      isBusy ? t('Syncing') : navigator.onLine ? t('Online') : t('Offline'))),
    h('main.phone-main', { id: 'content', tabindex: '-1' }, notices(waiting), content),
    h('nav.phone-tabs', { 'aria-label': t('Menu') }, tabs.map(tab => h('a', { href: `#${tab}`, 'aria-current': tab === view ? 'page' : false },
      t(`Tab_${tab}`), tab === 'out' && waiting.count > 0 && h('span.phone-count', { 'data-waiting': waiting.count }, waiting.count))))];
}

async function render() {
  const turn = ++shown;
  const [view, argument] = location.hash.slice(1).split('/');
  const content = phone.screen === 'main' ? await main(view in screens ? view : 'today', argument)
    : [h('header.phone-bar', {}, h('span.phone-title', {}, t('Title'))), h('main.phone-main', {}, await screen(opened))];
  if (turn !== shown) return; // a later one is under way
  app.replaceChildren(...content.flat(3).filter(c => c instanceof Node));
  if (phone.screen === 'main') window.scrollTo(0, 0);
}

async function opened() {
  await render();
  if (navigator.onLine && !phone.isSignedOut) await syncNow();
}

// Without HTTPS there is no worker, no cryptography and hence nothing on the phone: what is recorded goes to the server at once.
async function startInMemory() {
  phone.isMemory = true;
  vault.workInMemory();
  try {
    const session = await api.session();
    phone.screen = session.street ? 'main' : 'not-officer';
    if (session.street) await registerInMemory();
  } catch (error) {
    if (error instanceof api.Refused) phone.screen = 'revoked';
    else if (error instanceof api.Unreachable || error instanceof api.SignedOut) phone.screen = error instanceof api.SignedOut ? 'sign-in' : 'no-network';
    else throw error;
  }
  window.addEventListener('beforeunload', async event => {
    if ((await records.waiting()).count > 0) event.preventDefault();
  });
}

async function begin() {
  await load();
  if (window.isSecureContext && 'serviceWorker' in navigator && window.indexedDB) {
    navigator.serviceWorker.register('/visits/phone/sw.js', { scope: '/visits/phone/' }).catch(error => console.warn('service worker', error));
    await store.openDisk();
    await start();
  } else {
    await startInMemory();
  }
  window.addEventListener('hashchange', render);
  window.addEventListener('offline', refresh);
  window.addEventListener('online', syncNow);
  await opened();
}

begin().catch(error => {
  console.error(error);
  app.replaceChildren(h('main.phone-main', {}, callout('bad', t('Failed'), String(error.message ?? error)), h('p', {}, h('a', { href: '/visits/record' }, t('RecordOnline')))));
});
