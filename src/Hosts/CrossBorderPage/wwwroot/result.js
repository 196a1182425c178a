// A record on the screen: what was proved, by whom, when, for which purpose and until when, and what was not.
import { download, el, field, scroll, show } from './dom.js';
import { engine } from './engine.js';
import { namesPanel } from './sidebyside.js';
import { aside, language, of, suffix, t } from './words.js';

const marks = list => list?.length ? el('span', { class: 'mark' }, ` ⚠ ${t('look_alikes')}: ${list.join(', ')}`) : null;

const items = (list, sign) => list.length === 0 ? el('p', { class: 'hint' }, t('none'))
  : el('ul', { class: sign }, list.map(item => el('li', { 'data-check': item.id }, of(item))));

function refusals(record) {
  return record.refusals.length === 0 ? null : el('ul', { class: 'refusals' }, record.refusals.map(refusal =>
    el('li', { 'data-code': refusal.id }, of(refusal), ' ', el('span', { class: 'code' }, refusal.id))));
}

function facts(record) {
  const { issuer, statement, log } = record;
  const rows = [];
  const add = (label, value) => value && rows.push(el('dt', {}, label), el('dd', {}, value));
  if (issuer) {
    add(t('by'), suffix() === 'en' ? `${issuer.title_en} (${issuer.title_zh})` : issuer.title_zh);
    add(t('licence'), issuer.licence);
  }
  if (statement) {
    add(t('scenario'), statement.scenario_title ? of(statement.scenario_title) : statement.scenario);
    add(t('purpose'), record.purpose_title ? `${of(record.purpose_title)}${aside(record.purpose)}` : record.purpose);
    add(t('issued_at'), statement.issued_at);
    add(t('expires_at'), statement.expires_at);
  }
  add(t('holder'), record.holder === 'holder proved' ? t('holder_proved') : t('bearer_only'));
  if (log) add(t('seen_by'), `${log.origin}；${log.witnesses.map(w => `${w.name} ${w.at}`).join('；')}`);
  add(t('keep_until'), record.keep_until);
  return el('dl', { class: 'facts' }, rows);
}

function fields(record) {
  if (record.fields.length === 0) return null;
  return scroll(t('fields'), el('table', { class: 'data shown-fields' }, el('caption', {}, t('fields')),
    el('tbody', {}, record.fields.map(f => el('tr', { 'data-field': f.name },
      el('th', { scope: 'row' }, f[`title_${suffix()}`] ?? f.name), el('td', {}, el('strong', {}, f.value), marks(f.look_alikes)))))));
}

function documentRow(record, package_) {
  const isProved = record.proved.some(check => check.id === 'document');
  if (!isProved) return null;
  return el('p', { class: 'row' }, `${t('whole')}：${t('whole_proved')}`, marks(record.document_look_alikes),
    el('button', {
      type: 'button', onclick: async () => {
        const look = JSON.parse(await engine().call('Look', package_));
        const end = { 'application/json': '.json', 'application/pdf': '.pdf', 'text/csv': '.csv', 'application/xml': '.xml' };
        download(`document${end[look.media_type] ?? ''}`, await engine().call('Document', package_), look.media_type);
      },
    }, t('save_document')));
}

function keeping(text) {
  const select = el('select', { id: 'record-language' },
    ['en', 'zh-Hant', 'zh-CN'].map(id => el('option', { value: id }, { en: 'English', 'zh-Hant': '繁體', 'zh-CN': '简体' }[id])));
  select.value = language();
  return el('div', { class: 'actions' },
    el('button', { type: 'button', id: 'save-record', onclick: () => download('record.json', text, 'application/json') },
      t('save_record')),
    field(t('record_language'), select),
    el('button', { type: 'button', id: 'print-record', onclick: async () => { await preparePrint(text, select.value); window.print(); } },
      t('print_record')));
}

let style;

// The document of the command, in the page: its print style hides everything else.
export async function preparePrint(text, chosen) {
  if (!style) {
    style = new CSSStyleSheet();
    style.replaceSync(await engine().call('PrintStyle'));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
  }
  document.getElementById('print').innerHTML = await engine().call('Print', text, chosen); // escaped by the engine
}

export function resultView(text, package_) {
  const record = JSON.parse(text);
  const isAccepted = record.result === 'accepted';
  const name = record.fields.find(f => /name/.test(f.name))?.value ?? '';
  const place = el('section', { class: `panel result ${isAccepted ? 'good' : 'bad'}`, id: 'result', 'aria-live': 'polite' });
  show(place,
    el('h2', { tabindex: '-1' }, isAccepted ? `✓ ${t('accepted')}` : `✕ ${t('refused')}`),
    refusals(record),
    isAccepted ? [facts(record), fields(record), documentRow(record, package_)]
      : el('p', { class: 'hint' }, t('refused_note')),
    el('div', { class: 'two' },
      isAccepted && el('div', {}, el('h3', {}, t('proved')), items(record.proved, 'proved')),
      isAccepted && el('div', {}, el('h3', {}, t('not_proved')), items(record.not_proved, 'not-proved'))),
    keeping(text),
    isAccepted && namesPanel(name));
  return place;
}
