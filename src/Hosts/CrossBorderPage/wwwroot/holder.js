// 我的数据包: the holder's key, and presenting a package.
import { bytesOf, download, dropZone, el, field, show } from './dom.js';
import { engine } from './engine.js';
import { makeKey, openKey, SHORTEST_PASSPHRASE } from './keys.js';
import { qrcode } from './qrcode.js';
import { toScans } from './scan.js';
import { now, purposes, scenarios } from './setup.js';
import { forget, keep, read } from './store.js';
import { aside, of, sizeOf, t } from './words.js';

const DEFAULT_MINUTES = 15;
const MOST_MINUTES = 1440;
const state = { key: undefined, isKept: false, vkey: null, package: null, look: null, values: { minutes: String(DEFAULT_MINUTES) }, out: null };

const input = (id, type, value = '') => el('input', { id, type, value, autocomplete: 'off' });

function notice() {
  const place = el('p', { class: 'callout bad', role: 'alert', hidden: true });
  return [place, text => { place.hidden = !text; place.textContent = text ?? ''; }];
}

function keyPanel(again) {
  const [problem, tell] = notice();
  const [first, second] = [input('key-passphrase', 'password'), input('key-again', 'password')];
  first.autocomplete = second.autocomplete = 'new-password';
  const keeper = el('input', { type: 'checkbox', id: 'key-kept', checked: state.isKept, disabled: !state.key });
  keeper.addEventListener('change', async () => {
    state.isKept = keeper.checked;
    await (state.isKept ? keep('holder', { key: state.key, vkey: state.vkey }) : forget('holder'));
  });

  async function make() {
    if (first.value.length < SHORTEST_PASSPHRASE) return tell(t('passphrase_short'));
    if (first.value !== second.value) return tell(t('passphrase_differs'));
    const { file, vkey } = await makeKey(first.value);
    [state.key, state.vkey] = [file, vkey];
    again();
  }

  return el('section', { class: 'panel' }, el('h2', {}, t('key')), el('p', { class: 'hint' }, t('key_hint')),
    el('p', { class: 'callout warn' }, t('key_lost')),
    el('p', { id: 'key-state' }, state.key ? (state.isKept ? t('key_here') : t('key_loaded')) : t('key_none')),
    state.vkey && field(t('public_key'), el('textarea', { id: 'vkey', rows: '2', readonly: true, value: state.vkey })),
    state.key && el('div', { class: 'actions' },
      el('button', { type: 'button', id: 'save-key', onclick: () => download('holder-key.json', state.key, 'application/json') }, t('save_key')),
      state.vkey && el('button', { type: 'button', id: 'save-vkey', onclick: () => download('holder-key.json.vkey', `${state.vkey}\n`, 'text/plain') }, t('save_vkey')),
      el('span', { class: 'row' }, keeper, el('label', { for: 'key-kept' }, t('keep_here')))),
    el('details', { class: 'inner', id: 'make', open: !state.key || undefined }, el('summary', {}, t('make_key')),
      el('div', { class: 'two' }, field(t('passphrase'), first), field(t('again'), second)), problem,
      el('button', { type: 'button', id: 'make-key', onclick: make }, t('make_key'))),
    dropZone(t('key_file'), { id: 'key-file', accept: '.json', choose: t('choose_file') }, async ([file]) => {
      [state.key, state.vkey, state.isKept] = [await file.text(), null, false];
      again();
    }));
}

function choices(look) {
  const scenario = scenarios().find(s => s.id === look.scenario);
  const title = id => { const found = scenario?.fields.find(f => f.id === id); return found ? of(found.title) : id; };
  const box = (id, label, checked) =>
    el('p', { class: 'row' }, el('input', { type: 'checkbox', id, checked }), el('label', { for: id }, label));
  return el('fieldset', {}, el('legend', {}, t('show_fields')),
    look.fields.map(name => box(`show-${name}`, title(name), false)),
    look.document !== null && box('show-document', `${t('show_document')}${sizeOf(look.document)}`, false),
    look.consent && box('show-consent', t('show_consent'), true));
}

function presentForm(again) {
  const { look, values } = state;
  const [problem, tell] = notice();
  const purpose = purposes(of, look.purposes);
  purpose.id = 'p-purpose';
  purpose.value = values.purpose ?? '';
  const [audience, nonce, minutes, person, passphrase] = [
    input('p-audience', 'text', values.audience), input('p-nonce', 'text', values.nonce),
    input('p-minutes', 'text', values.minutes), input('p-person', 'text', values.person), input('p-passphrase', 'password'),
  ];
  const picked = choices(look);
  const ticked = id => picked.querySelector(`#${CSS.escape(id)}`)?.checked ?? false;

  async function run() {
    tell(null);
    Object.assign(values, {
      purpose: purpose.value, audience: audience.value.trim(), nonce: nonce.value.trim(), minutes: minutes.value.trim(),
      person: person.value.trim(),
    });
    if (!state.key) return tell(t('need_key'));
    if (!values.audience || !values.purpose || !values.nonce) return tell(t('need_all'));
    if (!/^\d{1,4}$/.test(values.minutes) || !(values.minutes >= 1 && values.minutes <= MOST_MINUTES)) return tell(t('minutes_bad'));
    const secret = await openKey(state.key, passphrase.value);
    if (!secret) return tell(t('passphrase_wrong'));
    if (await engine().call('PublicKey', secret) !== look.holder) return tell(t('other_key'));
    const chosen = state.package;
    const out = await engine().call('Present', chosen, secret, JSON.stringify({
      ...values, minutes: Number(values.minutes), now: now(), document: ticked('show-document'), consent: ticked('show-consent'),
      fields: look.fields.filter(name => ticked(`show-${name}`)),
    }));
    secret.fill(0);
    if (state.package !== chosen) return; // another package was chosen meanwhile
    state.out = out;
    again();
    document.getElementById('save-presented').focus();
  }

  return el('div', {}, picked,
    el('div', { class: 'two' }, field(t('audience'), audience, t('audience_hint')), field(t('purpose'), purpose),
      field(t('nonce'), nonce), field(t('minutes'), minutes),
      field([t('person'), el('span', { class: 'optional' }, aside(t('optional')))], person), field(t('passphrase'), passphrase)),
    problem, el('div', { class: 'actions' }, el('button', { type: 'button', class: 'main', id: 'present', onclick: run }, t('present'))));
}

function picture(text) {
  const code = qrcode(0, 'L');
  code.addData(text, 'Byte');
  code.make();
  return el('img', { src: code.createDataURL(4, 16), alt: text.slice(0, 24), class: 'qr' });
}

function outcome() {
  const codes = el('div', { class: 'codes', id: 'codes' });
  return el('section', { class: 'panel good' }, el('h2', {}, t('presented')),
    el('p', {}, `presented.zip${sizeOf(state.out.length)}`),
    el('div', { class: 'actions' },
      el('button', { type: 'button', id: 'save-presented', class: 'main', onclick: () => download('presented.zip', state.out, 'application/zip') }, t('save_package')),
      el('button', {
        type: 'button', id: 'show-qr', onclick: async () => {
          const scans = await toScans(state.out);
          show(codes, scans.length === 0 ? el('p', {}, t('qr_long'))
            : scans.map((scan, i) => el('figure', { 'data-scan': scan }, picture(scan), el('figcaption', {}, `${i + 1} / ${scans.length}`))));
        },
      }, t('show_qr'))), codes);
}

function packagePanel(again) {
  const { look } = state;
  const body = !look ? null
    : look.refusals.length ? el('p', { class: 'callout bad', role: 'alert' }, of(look.refusals[0]), ' ', el('span', { class: 'code' }, look.refusals[0].id))
    : [
        el('dl', { class: 'facts' },
          el('dt', {}, t('scenario')), el('dd', {}, of(scenarios().find(s => s.id === look.scenario)?.title) || look.scenario),
          el('dt', {}, t('by')), el('dd', { class: 'code' }, look.issuer),
          el('dt', {}, t('issued_at')), el('dd', {}, look.issued_at), el('dt', {}, t('expires_at')), el('dd', {}, look.expires_at)),
        look.holder ? presentForm(again) : el('p', { class: 'callout warn' }, t('not_yours')),
      ];
  return el('section', { class: 'panel' }, el('h2', {}, t('present')),
    dropZone(t('own_package'), { id: 'own-package', accept: '.zip', choose: t('choose_file'), chosen: state.name }, async ([file]) => {
      const bytes = await bytesOf(file);
      Object.assign(state, { package: bytes, name: file.name, look: null, out: null });
      again(); // the form of the package before goes at once: what is typed belongs to this one
      const look = JSON.parse(await engine().call('Look', bytes));
      if (state.package !== bytes) return;
      state.look = look;
      again();
    }), body);
}

export async function holderPage(place) {
  if (state.key === undefined) {
    const kept = await read('holder');
    Object.assign(state, kept ? { key: kept.key, vkey: kept.vkey, isKept: true } : { key: null });
  }
  const again = () => holderPage(place);
  show(place, keyPanel(again), packagePanel(again), state.out && outcome());
}
