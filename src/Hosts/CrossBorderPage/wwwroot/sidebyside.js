// 姓名对照 on the screen: a disclosed name beside the one of the bank's own file. It shows and does not decide.
import { el, field, scroll, show } from './dom.js';
import { correspond, forms, load } from './names.js';
import { t } from './words.js';

function table(left, right, tables) {
  const [a, b] = [forms(left, tables), forms(right, tables)];
  const row = (label, x, y) => el('tr', {}, el('th', { scope: 'row' }, label), el('td', {}, x || '—'), el('td', {}, y || '—'));
  return scroll(t('names'), el('table', { class: 'data name-forms' },
    el('thead', {}, el('tr', {}, el('td', {}), el('th', { scope: 'col' }, t('character')), el('th', { scope: 'col' }, t('own')))),
    el('tbody', {}, row(t('simplified'), a.simplified, b.simplified), row(t('traditional'), a.traditional, b.traditional),
      row(t('english'), a.english, b.english))));
}

const pairs = rows => scroll(t('relation'), el('table', { class: 'data name-pairs' },
  el('thead', {}, el('tr', {}, [t('character'), t('own'), t('relation')].map(h => el('th', { scope: 'col' }, h)))),
  el('tbody', {}, rows.map(r => el('tr', { 'data-relation': r.relation },
    el('td', {}, r.left || '—'), el('td', {}, r.right || '—'), el('td', {}, t(r.relation)))))));

export function namesPanel(name) {
  const [left, right] = [
    el('input', { type: 'text', id: 'name-shown', value: name }),
    el('input', { type: 'text', id: 'name-own', autocomplete: 'off' }),
  ];
  const place = el('div', { id: 'names', 'aria-live': 'polite' });
  const compare = async () => {
    const tables = await load();
    if (!left.value.trim() || !right.value.trim()) return show(place);
    show(place, table(left.value, right.value, tables), pairs(correspond(left.value, right.value, tables)));
  };
  left.addEventListener('input', compare);
  right.addEventListener('input', compare);
  return el('details', { class: 'inner', id: 'names-panel' }, el('summary', {}, t('names')),
    el('p', { class: 'hint' }, t('names_hint')),
    el('div', { class: 'two' }, field(t('name_shown'), left), field(t('name_own'), right)), place);
}
