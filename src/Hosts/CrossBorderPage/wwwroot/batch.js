// 批量: up to 500 packages in several workers; the page stays awake.
import { bytesOf, download, dropZone, el, scroll, show } from './dom.js';
import { engine, failure, helpers } from './engine.js';
import { isOpen, now, opening, questionFields, setupPanel } from './setup.js';
import { of, suffix, t } from './words.js';

export const MOST_PACKAGES = 500;
const state = { files: [], values: {}, rows: [], seconds: null, isRunning: false };

const quoted = text => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text; // a spreadsheet would read it as a formula
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export function csvOf(rows) {
  const head = [t('file'), t('result'), t('codes'), t('by'), t('licence'), t('scenario'), t('expires_at'), t('holder'), 'SHA-256', t('fields')];
  const lines = rows.map(({ name, record: r }) => [
    name, r.result === 'accepted' ? t('accepted') : t('refused'), r.refusals.map(x => x.id).join(' '),
    r.issuer?.[suffix() === 'en' ? 'title_en' : 'title_zh'] ?? '', r.issuer?.licence ?? '', r.statement?.scenario ?? '',
    r.statement?.expires_at ?? '', r.holder, r.package_sha256,
    r.result === 'accepted' ? r.fields.map(f => `${f.name}=${f.value}`).join('; ') : '',
  ]);
  return `\uFEFF${[head, ...lines].map(line => line.map(quoted).join(',')).join('\r\n')}\r\n`;
}

async function judge(files, values, tell) {
  const extra = helpers(files.length);
  const begun = performance.now();
  const question = JSON.stringify({ ...values, now: now() });
  const rows = new Array(files.length);
  let next = 0;
  async function work(one) {
    while (next < files.length && state.isRunning) {
      const at = next++;
      const text = await one.call('Verify', await bytesOf(files[at]), question);
      rows[at] = { name: files[at].name, text, record: JSON.parse(text) };
      delete rows[at].record.evidence;
      tell(rows.filter(Boolean).length, (performance.now() - begun) / 1000);
    }
  }
  try {
    await Promise.all(extra.map(one => one.call('Open', ...opening())));
    await Promise.all([engine(), ...extra].map(work));
  } finally {
    extra.forEach(one => one.end());
  }
  state.seconds = (performance.now() - begun) / 1000;
  return rows.filter(Boolean);
}

function table(rows) {
  return scroll(t('tab_batch'), el('table', { class: 'data', id: 'batch-table' },
    el('thead', {}, el('tr', {}, ['file', 'result', 'codes', 'by', 'expires_at', 'holder'].map(h => el('th', { scope: 'col' }, t(h))))),
    el('tbody', {}, rows.map(({ name, record }) => el('tr', { class: record.result },
      el('td', {}, name),
      el('td', { class: 'nowrap' }, record.result === 'accepted' ? `✓ ${t('accepted')}` : `✕ ${t('refused')}`),
      el('td', {}, record.refusals.map(r => el('div', {}, of(r), ' ', el('span', { class: 'code' }, r.id)))),
      el('td', {}, record.issuer?.[suffix() === 'en' ? 'title_en' : 'title_zh'] ?? '—'),
      el('td', { class: 'nowrap' }, record.statement?.expires_at ?? '—'),
      el('td', {}, record.holder === 'holder proved' ? t('holder_short') : t('bearer_short')))))));
}

export function batchPage(place) {
  const problem = el('p', { class: 'callout bad', role: 'alert', hidden: true });
  const tell = text => { problem.hidden = !text; problem.textContent = text ?? ''; };
  const progress = el('progress', { max: '1', value: 0, hidden: true, 'aria-label': t('done') });
  const count = el('span', { id: 'batch-count', role: 'status' });
  const result = el('div', {});
  const options = {
    id: 'packages', accept: '.zip', multiple: true, choose: t('choose_file'),
    chosen: state.files.length ? String(state.files.length) : '',
  };
  const zone = dropZone(t('packages'), options, files => {
    if (files.length > MOST_PACKAGES) return tell(t('too_many'));
    tell(null);
    state.files = files;
    zone.tell(String(files.length));
  });
  const button = el('button', { type: 'button', class: 'main', id: 'batch-run', onclick: run }, t('run'));

  async function run() {
    if (state.isRunning) { state.isRunning = false; return; }
    tell(null);
    if (!isOpen()) return tell(t('need_trust'));
    if (state.files.length === 0) return tell(t('need_package'));
    if (!state.values.purpose) return tell(t('need_purpose'));
    Object.assign(state, { isRunning: true, rows: [], seconds: null });
    button.textContent = t('stop');
    progress.hidden = false;
    progress.max = state.files.length;
    show(result);
    try {
      state.rows = await judge(state.files, state.values, (done, seconds) => {
        progress.value = done;
        count.textContent = `${t('done')} ${done} / ${state.files.length}，${seconds.toFixed(1)} ${t('seconds')}`;
      });
    } catch {
      tell(t(failure()));
    } finally {
      state.isRunning = false;
      button.textContent = t('run');
    }
    showRows();
  }

  function showRows() {
    if (state.rows.length === 0) return;
    const accepted = state.rows.filter(r => r.record.result === 'accepted').length;
    show(result, el('section', { class: 'panel', id: 'batch-result' },
      el('h2', {}, `${t('accepted')} ${accepted} · ${t('refused')} ${state.rows.length - accepted}`),
      el('p', { class: 'hint', id: 'batch-time' }, `${state.rows.length}，${state.seconds.toFixed(1)} ${t('seconds')}`),
      el('div', { class: 'actions' },
        el('button', { type: 'button', id: 'batch-csv', onclick: () => download('verifications.csv', csvOf(state.rows), 'text/csv') }, t('export_csv')),
        el('button', {
          type: 'button', id: 'batch-records',
          onclick: () => download('records.jsonl', state.rows.map(r => JSON.stringify(JSON.parse(r.text))).join('\n'), 'application/jsonl'),
        }, t('save_records'))),
      table(state.rows)));
  }

  show(place,
    setupPanel(),
    el('section', { class: 'panel' }, el('h2', {}, t('tab_batch')), el('p', { class: 'hint' }, t('batch_hint')),
      zone,
      questionFields(state.values, of), problem,
      el('div', { class: 'actions' }, button, progress, count)),
    result);
  showRows();
}
