// The form of a visit: the fields of /visits/record, with the codes and limits of the pack.
import { isFirm, isPerson } from './codes.js';
import * as clock from './clock.js';
import { h, button, callout, panel } from './dom.js';
import { phone, rules } from './phone.js';
import * as photos from './photos.js';
import * as records from './records.js';
import * as store from './store.js';
import * as vault from './vault.js';
import { here, t } from './words.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const longestName = 100;

const options = (list, chosen, first) => [
  first && h('option', { value: '' }, first),
  ...rules().lists[list].map(c => h('option', { value: c.id, selected: c.id === chosen }, here(c)))];

const field = (name, label, input, hint) => h('div.field', { 'data-field': name },
  h('label', { for: name }, label), input, hint && h('p.hint', { id: `${name}-hint` }, hint));

/** A number as it is typed: with or without commas. */
const whole = text => /^[0-9][0-9,]*$/.test(text.trim()) ? Number(text.replaceAll(',', '')) : NaN;

/**
 * The form.
 * @param {{entity: any|null, record: any|null, draft: any|null, done: (record: any) => void}} what the entity of the grid, or the record to mend
 */
export function visitForm({ entity, record, draft, done }) {
  const typed = draft ?? record?.body ?? {};
  const form = h('form.form', { novalidate: true, autocomplete: 'off' });
  const state = { kept: [...(record?.photos ?? [])], fresh: [], form, entity, record };
  const wrong = h('div', { 'data-wrong': true });
  form.append(wrong, entityPanel(entity, record, typed), visitPanel(typed, record), needPanel(typed), obstaclePanel(typed), photoPanel(state, record),
    h('div.form-actions', {}, h('button.button.button-main', { type: 'submit' }, t('Save')), h('a.button', { href: '#today' }, t('Cancel'))),
    h('p.hint', {}, phone.isMemory ? t('SaveHintMemory') : t('SaveHint')));
  const showNeed = () => { form.querySelector('[data-need]').hidden = !needsNeed(form); };
  form.addEventListener('change', showNeed);
  showNeed();
  if (!record) form.addEventListener('input', () => keepDraft(form, entity));
  if (record?.refusals?.length) show(form, wrong, record.refusals.map(r => ({ field: r.field, text: here(r), code: r.code })));
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const found = check(form, state);
    show(form, wrong, found);
    if (found.length) return;
    form.querySelector('button[type=submit]').disabled = true;
    done(await save(form, state));
  });
  return form;
}

function entityPanel(entity, record, typed) {
  const name = entity?.name ?? record?.name;
  if (entity || record?.body.entityId)
    return panel(t('Entity'), h('p', {}, h('strong', {}, name), ' ', h('span.code.muted', {}, entity?.code ?? '')));
  const own = typed.entity ?? {};
  return panel(t('Entity'),
    field('name', t('EntityName'), h('input', { id: 'name', name: 'name', type: 'text', maxlength: longestName, value: own.name ?? '' })),
    field('code', t('CodeOrIdentity'), h('input.code', { id: 'code', name: 'code', type: 'text', maxlength: 18, autocapitalize: 'characters', value: own.code ?? '',
      'aria-describedby': 'code-hint' }), t('CodeHint')),
    h('p', {}, h('label.check', {}, h('input', { type: 'checkbox', name: 'individual', checked: own.isIndividual }), t('IsIndividual'))));
}

function visitPanel(typed, record) {
  const at = record?.state === 'clock' ? record.suggested : typed.at?.slice(0, 16) ?? clock.toLocal(clock.now());
  const most = rules().limits.visitorsMax - 1;
  const companion = n => h('div.phone-companion', {},
    h('select', { name: `kind-${n}`, 'aria-label': t('VisitorKind', n + 1) }, options('visitor', typed.companions?.[n]?.kind ?? 'bank')),
    h('input', { type: 'text', name: `companion-${n}`, maxlength: longestName, 'aria-label': t('VisitorName', n + 1), placeholder: t('VisitorNameExample'),
      value: typed.companions?.[n]?.name ?? '' }));
  const more = Array.from({ length: most - 1 }, (_, n) => companion(n + 1));
  return panel(t('TheVisit'),
    record?.state === 'clock' && callout('warn', t('ClockHeld'), t('ClockHeldHint', clock.shown(records.at(record)), record.suggested.slice(5).replace('T', ' '))),
    field('at', t('VisitAt'), h('input', { id: 'at', name: 'at', type: 'datetime-local', value: at, 'aria-describedby': 'at-hint' }), t('VisitAtHint')),
    field('place', t('Place'), h('input', { id: 'place', name: 'place', type: 'text', maxlength: rules().limits.textCharacters, placeholder: t('PlaceExample'), value: typed.place ?? '' })),
    h('fieldset', { 'data-field': 'companions' }, h('legend', {}, t('Companions')),
      h('p.hint', {}, t('CompanionsHint', rules().limits.visitorsMin, rules().limits.visitorsMax)), companion(0),
      h('details', { open: (typed.companions?.length ?? 0) > 1 }, h('summary', {}, t('MoreCompanions')), ...more)),
    h('fieldset', { 'data-field': 'outcome' }, h('legend', {}, t('Outcome')),
      ...rules().lists.outcome.map(c => h('label.phone-choice', {}, h('input', { type: 'radio', name: 'outcome', value: c.id, checked: typed.outcome === c.id }), here(c)))));
}

function needPanel(typed) {
  const need = typed.need ?? {};
  const { limits } = rules();
  const box = panel(t('Need'),
    field('amount', t('NeedYuan'), h('input', { id: 'amount', name: 'amount', type: 'text', inputmode: 'numeric', maxlength: 12, value: need.amountYuan || '', 'aria-describedby': 'amount-hint' }),
      t('NeedYuanHint', limits.needYuan.toLocaleString('en'))),
    field('use', t('NeedUse'), h('select', { id: 'use', name: 'use' }, options('use', need.use, t('Choose')))),
    field('months', t('NeedMonths'), h('input', { id: 'months', name: 'months', type: 'text', inputmode: 'numeric', maxlength: 3, value: need.termMonths || '' })),
    field('urgency', t('NeedUrgency'), h('select', { id: 'urgency', name: 'urgency' }, options('urgency', need.urgency, t('Choose')))));
  box.dataset.need = '';
  return box;
}

const obstaclePanel = typed => panel(t('Obstacles'),
  h('fieldset', { 'data-field': 'obstacles' }, h('legend', {}, t('ObstaclesMet')),
    ...rules().lists.obstacle.map(c => h('label.phone-choice', {}, h('input', { type: 'checkbox', name: 'obstacle', value: c.id, checked: typed.obstacles?.includes(c.id) }), here(c)))),
  field('note', t('Note'), h('textarea', { id: 'note', name: 'note', rows: 3, maxlength: rules().limits.textCharacters, value: typed.note ?? '' })));

function photoPanel(state, record) {
  const shown = h('div.phone-photos', {});
  const said = h('div', { 'data-field': 'photos' });
  const input = h('input', { id: 'photos', type: 'file', accept: 'image/*', multiple: true, onchange: async () => {
    said.replaceChildren();
    for (const file of input.files) await add(file);
    input.value = '';
  } });
  const add = async file => {
    const most = rules().limits.photos;
    if (state.kept.length + state.fresh.length >= most) {
      said.replaceChildren(h('p.field-error', { role: 'alert' }, t('PhotosTooMany', most)));
      return;
    }
    try {
      const bytes = await photos.shrink(file, rules().limits);
      state.fresh.push(bytes);
      shown.append(thumb(bytes, () => { state.fresh = state.fresh.filter(b => b !== bytes); }));
    } catch (error) {
      if (!(error instanceof photos.NoPhoto)) throw error;
      said.append(h('p.field-error', { role: 'alert' }, error.message));
    }
  };
  for (const photo of state.kept)
    photos.read(photo).then(bytes => shown.append(thumb(bytes, () => { state.kept = state.kept.filter(p => p !== photo); })));
  return panel(t('Photos'),
    h('p.hint', {}, t('PhotosHint', rules().limits.photos)), h('label.button.phone-file', { for: 'photos' }, t('AddPhoto')), input, said, shown,
    h('label.phone-choice', { 'data-field': 'consent' }, h('input', { type: 'checkbox', name: 'consent', checked: !!record?.consent }), t('PhotoConsent')),
    h('p.hint', {}, here(rules().photos)));
}

const thumb = (bytes, remove) => {
  const box = h('figure.phone-photo', {}, h('img', { src: photos.dataUrl(bytes), alt: t('Photo') }),
    button(t('RemovePhoto'), () => { remove(); box.remove(); }, 'small'));
  return box;
};

const value = (form, name) => (form.elements[name]?.value ?? '').trim();
const needsNeed = form => rules().lists.outcome.find(c => c.id === value(form, 'outcome'))?.needsNeed === true;

function companionsOf(form) {
  const all = [];
  for (let n = 0; form.elements[`companion-${n}`]; n++)
    if (value(form, `companion-${n}`)) all.push({ kind: value(form, `kind-${n}`), name: value(form, `companion-${n}`) });
  return all;
}

const isIdTaken = record => record.refusals.some(r => r.code === 'VIS1004');

function bodyOf(form, { entity, record }) {
  const known = entity?.id ?? record?.body.entityId ?? null;
  return {
    id: record && !isIdTaken(record) ? record.id : records.id(),
    entityId: known,
    entity: known ? null : { code: value(form, 'code').toUpperCase(), isIndividual: form.elements.individual.checked, name: value(form, 'name'), streetCode: phone.device.street },
    at: clock.toApi(value(form, 'at')),
    companions: companionsOf(form),
    place: value(form, 'place'),
    outcome: value(form, 'outcome'),
    need: needsNeed(form) ? { amountYuan: whole(value(form, 'amount')) || 0, use: value(form, 'use'), termMonths: whole(value(form, 'months')) || 0, urgency: value(form, 'urgency') } : null,
    obstacles: [...form.querySelectorAll('input[name=obstacle]:checked')].map(i => i.value),
    note: value(form, 'note') || null,
  };
}

// What the server would refuse too, said at the door.
function check(form, state) {
  const { limits } = rules();
  const body = bodyOf(form, state);
  const found = [];
  const no = (where, ...words) => found.push({ field: where, text: t(...words) });
  if (body.entity) {
    if (!body.entity.name) no('name', 'NameMissing');
    if (!(body.entity.isIndividual ? isPerson : isFirm)(body.entity.code)) no('code', 'CodeWrong');
  }
  const at = clock.fromLocal(value(form, 'at'));
  if (Number.isNaN(at)) no('at', 'AtMissing');
  else if (at > clock.now() + limits.clockMinutes * minuteMs) no('at', 'AtInFuture', clock.shown(clock.now()));
  else if (at < clock.now() - limits.visitDays * dayMs) no('at', 'AtTooOld', limits.visitDays);
  if (!body.place) no('place', 'PlaceMissing');
  if (body.companions.length + 1 < limits.visitorsMin) no('companions', 'CompanionsMissing', limits.visitorsMin, limits.visitorsMax);
  if (!body.outcome) no('outcome', 'OutcomeMissing');
  if (body.need) {
    if (!(body.need.amountYuan >= 1 && body.need.amountYuan <= limits.needYuan)) no('amount', 'NeedWrong', limits.needYuan.toLocaleString('en'));
    if (!body.need.use) no('use', 'UseMissing');
    if (!(body.need.termMonths >= 1 && body.need.termMonths <= limits.needMonths)) no('months', 'MonthsWrong', limits.needMonths);
    if (!body.need.urgency) no('urgency', 'UrgencyMissing');
  }
  if (state.kept.length + state.fresh.length && !form.elements.consent.checked) no('consent', 'ConsentMissing');
  return found;
}

function show(form, box, found) {
  form.querySelectorAll('[data-said]').forEach(e => e.remove());
  form.querySelectorAll('.field-bad').forEach(e => e.classList.remove('field-bad'));
  box.replaceChildren();
  if (!found.length) return;
  for (const one of found) {
    const place = one.field && form.querySelector(`[data-field="${CSS.escape(one.field)}"]`);
    place?.classList.add('field-bad');
    place?.append(h('p.field-error', { 'data-said': true }, one.text));
  }
  box.append(callout('bad', t('NotSaved'), h('ul', {}, found.map(one => h('li', {}, one.text, ' ', one.code && h('span.code.muted', {}, one.code))))));
  box.scrollIntoView({ block: 'start' });
}

async function save(form, state) {
  const body = bodyOf(form, state);
  const { record, entity } = state;
  const fresh = await Promise.all(state.fresh.map(bytes => photos.toKeep(body.id, bytes)));
  const kept = {
    id: body.id, state: 'queued', saved: record?.saved ?? Date.now(), offset: clock.offsetMs(), body, name: entity?.name ?? record?.name ?? body.entity.name,
    photos: [...state.kept, ...fresh.map(f => f.photo)], consent: form.elements.consent.checked ? rules().photos.version : null, refusals: [],
  };
  if (body.entity) kept.name = body.entity.name;
  const gone = (record?.photos ?? []).filter(p => !state.kept.includes(p)).map(p => ['photos', p]);
  const moved = record && record.id !== body.id ? [['visits', record.id], ...await Promise.all(state.kept.map(async p =>
    ['photos', p, { ...await store.get('photos', p), visitId: body.id }]))] : [];
  await store.write(await records.toKeep(kept), ...fresh.map(f => f.change), ...gone, ...moved, ['meta', 'draft']);
  return kept;
}

let keeping = 0;

// A phone that runs short of memory may close the page while its camera is open.
function keepDraft(form, entity) {
  clearTimeout(keeping);
  keeping = setTimeout(async () => {
    if (!form.isConnected) return;
    const draft = { ...bodyOf(form, { entity, record: null }), id: null };
    await store.write(['meta', 'draft', { entity: entity?.id ?? null, sealed: await vault.seal('meta/draft', draft) }]);
  }, 400);
}

/** What was typed for an entity and not saved; null for nothing. */
export async function draftOf(entityId) {
  const draft = await store.get('meta', 'draft');
  return draft && draft.entity === (entityId ?? null) ? vault.open('meta/draft', draft.sealed) : null;
}
