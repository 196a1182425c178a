// 验证: one package.
import { bytesOf, dropZone, el, field, show } from './dom.js';
import { engine, failure } from './engine.js';
import { resultView } from './result.js';
import { fromScans } from './scan.js';
import { isOpen, now, opened, questionFields, setupPanel } from './setup.js';
import { of, sizeOf, t } from './words.js';

const state = { package: null, name: '', values: {}, record: null, scanned: '' };

export function verifyPage(place) {
  const problem = el('p', { class: 'callout bad', role: 'alert', hidden: true });
  const result = el('div', {});
  const tell = text => { problem.hidden = !text; problem.textContent = text ?? ''; };

  async function run() {
    tell(null);
    state.record = null;
    show(result);
    if (state.scanned.trim()) {
      state.package = await fromScans(state.scanned);
      state.name = '';
      if (!state.package) return tell(t('scanned_bad'));
    }
    if (!isOpen()) return tell(t('need_trust'));
    if (!state.package) return tell(t('need_package'));
    if (!state.values.purpose) return tell(t('need_purpose'));
    try {
      state.record = await engine().call('Verify', state.package, JSON.stringify({ ...state.values, now: now() }));
    } catch {
      return tell(t(failure()));
    }
    state.opened = opened();
    show(result, resultView(state.record, state.package));
    result.querySelector('h2').focus();
  }

  const scanned = el('textarea', { id: 'scanned', rows: '2', spellcheck: 'false' });
  scanned.value = state.scanned;
  scanned.addEventListener('input', () => { state.scanned = scanned.value; });
  const chosen = () => state.package ? `${state.name}${sizeOf(state.package.length)}` : '';
  const options = { id: 'package', accept: '.zip', choose: t('choose_file'), chosen: chosen() };
  const zone = dropZone(t('package'), options, async ([file]) => {
    Object.assign(state, { package: await bytesOf(file), name: file.name, record: null, scanned: '' });
    zone.tell(chosen());
    scanned.value = '';
    show(result);
  });
  show(place,
    setupPanel(),
    el('section', { class: 'panel' }, el('h2', {}, t('question')),
      zone,
      el('details', { class: 'inner' }, el('summary', {}, t('scanned')), field(t('scanned'), scanned)),
      questionFields(state.values, of),
      problem,
      el('div', { class: 'actions' }, el('button', { type: 'button', class: 'main', id: 'verify', onclick: run }, t('verify')))),
    result);
  if (state.record && state.opened === opened()) show(result, resultView(state.record, state.package));
}
