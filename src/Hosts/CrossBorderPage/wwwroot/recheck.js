// 记录重验: a record, as of its time and as of now; and its document to print.
import { bytesOf, dropZone, el, field, show } from './dom.js';
import { engine, failure } from './engine.js';
import { preparePrint } from './result.js';
import { isOpen, now, opened, setupPanel } from './setup.js';
import { language, of, t } from './words.js';

const state = { record: null, name: '', package: new Uint8Array(), packageName: '', verdict: null };

const list = (refusals, empty) => refusals.length === 0 ? el('p', {}, `✓ ${empty}`)
  : el('ul', { class: 'refusals' }, refusals.map(r => el('li', { 'data-code': r.id }, of(r), ' ', el('span', { class: 'code' }, r.id))));

function verdictView(verdict) {
  const isOver = verdict.keep_until && verdict.keep_until < new Date().toISOString().slice(0, 10);
  return el('section', { class: `panel result ${verdict.holds ? 'good' : 'bad'}`, id: 'recheck-result', 'aria-live': 'polite' },
    el('h2', { tabindex: '-1' }, verdict.holds ? `✓ ${t('record_holds')}` : `✕ ${t('record_fails')}`),
    verdict.refusals.length > 0 && list(verdict.refusals, ''),
    verdict.not_repeated.length > 0 && el('p', { class: 'callout warn' }, t('not_repeated'), verdict.not_repeated.map(id => t(id === 'document' ? 'whole' : id)).join('、')),
    el('div', { class: 'two' },
      el('div', { id: 'then' }, el('h3', {}, `${t('then')} ${verdict.verified_at ?? ''}`), list(verdict.then, t('nothing_against'))),
      el('div', { id: 'now' }, el('h3', {}, t('now')), list(verdict.now, t('nothing_against')))),
    verdict.keep_until && el('p', { class: isOver ? 'callout warn' : 'hint' }, `${t('keep_until')} ${verdict.keep_until}。${isOver ? t('retention_over') : ''}`));
}

export function recheckPage(place) {
  const problem = el('p', { class: 'callout bad', role: 'alert', hidden: true });
  const tell = text => { problem.hidden = !text; problem.textContent = text ?? ''; };
  const result = el('div', {});
  const select = el('select', { id: 'paper-language' },
    [['en', 'English'], ['zh-Hant', '繁體'], ['zh-CN', '简体']].map(([id, name]) => el('option', { value: id }, name)));
  select.value = language();

  async function run() {
    tell(null);
    state.verdict = null;
    show(result);
    if (!isOpen()) return tell(t('need_trust'));
    if (!state.record) return tell(t('need_record'));
    try {
      state.verdict = JSON.parse(await engine().call('Recheck', state.record, state.package, JSON.stringify({ now: now() })));
    } catch {
      return tell(t(failure()));
    }
    state.opened = opened();
    show(result, verdictView(state.verdict));
    result.querySelector('h2').focus();
  }

  async function print() {
    if (!state.record) return tell(t('need_record'));
    await preparePrint(new TextDecoder().decode(state.record), select.value);
    window.print();
  }

  show(place, setupPanel(),
    el('section', { class: 'panel' }, el('h2', {}, t('record')), el('p', { class: 'hint' }, t('record_hint')),
      el('div', { class: 'two' },
        dropZone(t('record_file'), { id: 'record', accept: '.json', choose: t('choose_file'), chosen: state.name }, async ([file]) => {
          Object.assign(state, { record: await bytesOf(file), name: file.name, verdict: null });
          recheckPage(place);
        }),
        dropZone(t('record_package'), { id: 'record-package', accept: '.zip', choose: t('choose_file'), chosen: state.packageName }, async ([file]) => {
          Object.assign(state, { package: await bytesOf(file), packageName: file.name, verdict: null });
          recheckPage(place);
        })), problem,
      el('div', { class: 'actions' },
        el('button', { type: 'button', class: 'main', id: 'recheck', onclick: run }, t('recheck')),
        field(t('record_language'), select),
        el('button', { type: 'button', id: 'paper', onclick: print }, t('print_record')))),
    result);
  if (state.verdict && state.opened === opened()) show(result, verdictView(state.verdict));
}
