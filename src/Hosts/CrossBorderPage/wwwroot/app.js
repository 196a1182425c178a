// The page: four tabs, three languages. After loading it needs no network.
import { batchPage } from './batch.js';
import { el, show } from './dom.js';
import { engine, replace } from './engine.js';
import { holderPage } from './holder.js';
import { recheckPage } from './recheck.js';
import { start, whenOpen } from './setup.js';
import { keep, read } from './store.js';
import { renewed, whenReplaced } from './update.js';
import { verifyPage } from './verify.js';
import { language, languages, speak, t } from './words.js';

const TABS = { verify: verifyPage, batch: batchPage, holder: holderPage, record: recheckPage };
const app = document.getElementById('app');
let offline = false;
let isReplaced = false;
let main;

const tab = () => TABS[location.hash.slice(1)] ? location.hash.slice(1) : 'verify';

const replacedNotice = () => el('p', { class: 'callout warn', role: 'alert', id: 'replaced' }, t('replaced'), ' ',
  el('button', { type: 'button', onclick: () => location.reload() }, t('load_again')));

function frame() {
  main = el('main', { id: 'main' });
  show(app,
    isReplaced && replacedNotice(),
    el('header', {},
      el('h1', {}, t('title')),
      el('p', { class: 'local' }, t('local'), ' ', el('span', { id: 'offline', class: offline ? 'ready' : '' }, offline ? t('offline_ready') : t('offline_not'))),
      el('nav', { class: 'languages', 'aria-label': t('language') }, languages.map(([id, name]) => el('button', {
        type: 'button', lang: id, 'aria-pressed': String(id === language()),
        onclick: () => { speak(id); keep('language', id); draw(); },
      }, name)))),
    el('nav', { class: 'tabs' }, Object.keys(TABS).map(id =>
      el('a', { href: `#${id}`, 'aria-current': id === tab() ? 'page' : null }, t(`tab_${id}`)))),
    main);
}

function draw() {
  frame();
  TABS[tab()](main);
}

async function keepOffline() {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('sw.js');
  await navigator.serviceWorker.ready;
  offline = true;
  const sign = document.getElementById('offline');
  if (sign) [sign.textContent, sign.className] = [t('offline_ready'), 'ready'];
}

speak(await read('language') ?? new URLSearchParams(location.search).get('lang') ?? navigator.language);
show(app, el('p', { class: 'starting', role: 'status' }, t('starting')));
try {
  if (!await renewed()) {
    await engine().call('Ready');
    await start();
    whenOpen(() => draw());
    window.addEventListener('hashchange', draw);
    whenReplaced(() => {
      replace();
      isReplaced = true;
      app.prepend(replacedNotice()); // what a person has typed stays
    });
    draw();
    document.documentElement.dataset.ready = 'true';
    keepOffline().catch(() => {});
  }
} catch (error) {
  show(app, el('p', { class: 'callout bad', role: 'alert' }, t('failed'), ' ', el('span', { class: 'code' }, String(error?.message ?? error))));
}
