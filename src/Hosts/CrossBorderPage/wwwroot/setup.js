// Whom the bank trusts, and what providers published: for verifying, batches and records alike.
import { base64, bytesOf, dropZone, el, field, show } from './dom.js';
import { engine } from './engine.js';
import { forget, keep, read } from './store.js';
import { aside, t } from './words.js';

const desk = { trust: null, published: [], scenarios: null, about: null, problem: null, kept: false, names: {}, opened: 0 };
const watchers = [];

export const scenarios = () => desk.scenarios.list;
export const isOpen = () => desk.about !== null;
// Which opening of trust and lists it is: a result of an earlier one is not shown any more.
export const opened = () => desk.opened;
export const whenOpen = watcher => watchers.push(watcher);

// What a further worker needs to judge as the first one does.
export const opening = () => [desk.trust, desk.scenarios.bytes, JSON.stringify(desk.published)];

export async function start() {
  const bytes = new Uint8Array(await (await fetch(new URL('scenarios.json', import.meta.url))).arrayBuffer());
  desk.scenarios = { bytes, list: JSON.parse(new TextDecoder().decode(bytes)).scenarios };
  const kept = await read('setup');
  if (!kept) return;
  Object.assign(desk, { trust: kept.trust, published: kept.published, kept: true });
  await open();
}

async function open() {
  desk.about = desk.problem = null;
  if (desk.trust) {
    const about = JSON.parse(await engine().call('Open', ...opening()));
    about.problem ? desk.problem = about.problem : desk.about = about;
  }
  if (desk.kept) await keep('setup', { trust: desk.trust, published: desk.published });
  desk.opened++;
  watchers.forEach(watcher => watcher());
}

async function takeTrust([file]) {
  desk.trust = await bytesOf(file);
  desk.names.trust = file.name;
  await open();
}

async function takePublished(files) {
  desk.published = await Promise.all(
    files.map(async file => ({ name: file.webkitRelativePath || file.name, base64: base64(await bytesOf(file)) })));
  desk.names.published = files.length > 1 ? `${files[0].name} +${files.length - 1}` : files[0].name;
  await open();
}

async function setKept(isKept) {
  desk.kept = isKept;
  await (isKept ? keep('setup', { trust: desk.trust, published: desk.published }) : forget('setup'));
  watchers.forEach(watcher => watcher());
}

function summary() {
  const about = desk.about;
  if (desk.problem) return el('p', { class: 'callout bad', role: 'alert' }, t(`bad_${desk.problem}`));
  if (!about) return el('p', { class: 'hint' }, t('need_trust'));
  const names = about.issuers.map(i => `${i.zh} / ${i.en}${aside(i.licence)}`);
  return [
    el('dl', { class: 'facts' },
      el('dt', {}, t('issuers')), el('dd', {}, names.join('；')),
      el('dt', {}, t('logs')), el('dd', { class: 'code' }, about.logs.join(' ')),
      el('dt', {}, t('witnesses')), el('dd', { class: 'code' }, `${about.witnesses.join(' ')}`),
      el('dt', {}, t('quorum')), el('dd', {}, String(about.quorum)),
      el('dt', {}, t('status_hours')), el('dd', {}, String(about.status_hours)),
      el('dt', {}, t('status_lists')), el('dd', {}, `${about.status_lists}`),
      el('dt', {}, t('manifests')), el('dd', {}, `${about.manifests}`)),
    about.status_lists === 0 && el('p', { class: 'callout warn' }, t('no_lists')),
  ];
}

export function setupPanel() {
  const body = el('div', {});
  const panel = el('details', { class: 'panel', id: 'setup', 'data-opened': desk.opened }, el('summary', {}, t('setup')), body);
  panel.open = !desk.about || desk.about.status_lists === 0;
  const keeper = el('input', { type: 'checkbox', id: 'setup-kept', checked: desk.kept, disabled: !desk.about });
  keeper.addEventListener('change', () => setKept(keeper.checked));
  show(body,
    el('p', { class: 'hint' }, t('setup_hint')),
    el('div', { class: 'two' },
      dropZone(t('trust_file'), { id: 'trust', accept: '.json,application/json', choose: t('choose_file'), chosen: desk.names.trust }, takeTrust),
      dropZone(t('published'), { id: 'published', multiple: true, choose: t('choose_file'), chosen: desk.names.published }, takePublished)),
    summary(),
    el('p', { class: 'row' }, keeper, el('label', { for: 'setup-kept' }, t('keep_here'))));
  return panel;
}

// The purposes of every scenario, each code once.
export function purposes(of, wanted) {
  const all = new Map(scenarios().flatMap(s => s.purposes).map(p => [p.id, p.title]));
  const select = el('select', {}, el('option', { value: '' }, t('choose')),
    [...all].filter(([id]) => !wanted || wanted.includes(id))
      .map(([id, title]) => el('option', { value: id }, `${of(title)}${aside(id)}`)));
  return select;
}

export const nonce = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_');
};

export const now = () => Math.floor(Date.now() / 1000);

// Purpose, who verifies, nonce, officer and case: what every verification asks. Values live in `values`.
export function questionFields(values, of, withNonce = true) {
  const text = (name, label, hint, isOptional) => {
    const input = el('input', { type: 'text', id: `q-${name}`, value: values[name] ?? '', autocomplete: 'off' });
    input.addEventListener('input', () => { values[name] = input.value.trim(); });
    const title = isOptional ? [label, el('span', { class: 'optional' }, aside(t('optional')))] : label;
    return field(title, input, hint);
  };
  const purpose = purposes(of);
  purpose.id = 'q-purpose';
  purpose.value = values.purpose ?? '';
  purpose.addEventListener('change', () => { values.purpose = purpose.value; });
  const asked = text('nonce', t('nonce'), t('nonce_hint'), true);
  const input = asked.querySelector('input');
  asked.insertBefore(el('div', { class: 'with-button' }, input, el('button', {
    type: 'button', onclick: () => { input.value = values.nonce = nonce(); },
  }, t('new_nonce'))), asked.lastChild);
  return el('div', { class: 'two' },
    field(t('purpose'), purpose), text('audience', t('audience'), t('audience_hint')),
    withNonce && asked, el('div', { class: 'two tight' },
      text('officer', t('officer'), null, true), text('case', t('case'), null, true)));
}
