// What a table that is all on its page can do by itself: sort by a column, filter its rows, leave as CSV or xlsx.
// Long tables are sorted, filtered and exported by the server; this is for the others. Without a script the table stands as it is.
const text = cell => (cell.querySelector('textarea, input:not([type="hidden"]):not([type="checkbox"]):not([type="radio"])')?.value ?? cell.innerText)
  .replace(/\s+/g, ' ').trim();
const number = shown => {
  const plain = shown.replace(/[,%\s]/g, '').replace('−', '-');
  return plain !== '' && !Number.isNaN(Number(plain)) ? Number(plain) : null;
};

function compare(a, b) {
  const [x, y] = [number(a), number(b)];
  if (x !== null && y !== null) return x - y;
  if (x !== null || y !== null) return x !== null ? -1 : 1;
  return a.localeCompare(b, 'zh-CN', { numeric: true });
}

function sortable(table, words) {
  const body = table.tBodies[0];
  [...table.tHead.rows[0].cells].forEach((head, index) => {
    const label = head.firstChild?.textContent?.trim();
    if (!label) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.title = words;
    button.append(...head.childNodes);
    const mark = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    mark.setAttribute('class', 'sort-mark');
    mark.setAttribute('viewBox', '0 0 8 12');
    mark.setAttribute('aria-hidden', 'true');
    for (const [name, path] of [['up', 'M4 0 7.5 4.8H.5z'], ['dn', 'M4 12 .5 7.2h7z']]) {
      const part = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      part.setAttribute('class', name);
      part.setAttribute('d', path);
      mark.append(part);
    }
    button.append(mark);
    head.append(button);
    button.addEventListener('click', () => {
      const descending = head.getAttribute('aria-sort') === 'ascending';
      for (const one of table.tHead.rows[0].cells) {
        one.removeAttribute('aria-sort');
        one.querySelector('.sort')?.removeAttribute('data-sorted');
      }
      const order = descending ? 'descending' : 'ascending';
      head.setAttribute('aria-sort', order);
      button.dataset.sorted = order;
      const rows = [...body.rows].sort((a, b) => compare(text(a.cells[index]), text(b.cells[index])));
      body.append(...(descending ? rows.reverse() : rows));
    });
  });
}

function filterable(bar, table, words) {
  const box = document.createElement('input');
  box.type = 'search';
  box.className = 'table-filter';
  box.placeholder = words;
  box.setAttribute('aria-label', words);
  box.addEventListener('input', () => {
    const wanted = box.value.trim().toLowerCase();
    for (const row of table.tBodies[0].rows) row.hidden = wanted !== '' && !row.innerText.toLowerCase().includes(wanted);
  });
  box.addEventListener('keydown', event => { if (event.key === 'Enter') event.preventDefault(); });
  bar.prepend(box);
}

async function leave(table, title, format) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows].filter(row => !row.hidden).map(row => heads.map((_, index) => text(row.cells[index])));
  const columns = heads.map(head => ({
    title: head.firstElementChild?.firstChild?.textContent?.trim() ?? head.innerText.trim(),
    unit: head.querySelector('.unit')?.textContent ?? null,
    isNumber: head.classList.contains('num'),
  }));
  const { token } = await (await fetch('/export/token')).json();
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/export/shown';
  form.dataset.enhance = 'false';
  for (const [name, value] of Object.entries({ __RequestVerificationToken: token, format, table: JSON.stringify({ title, columns, rows }) })) {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}

export function start(block) {
  const table = block.querySelector('table.data');
  if (!table?.tHead || !table.tBodies[0]) return;
  const bar = block.querySelector('.table-tools');
  if (block.dataset.sort) sortable(table, block.dataset.sort);
  if (block.dataset.filter) filterable(bar, table, block.dataset.filter);
  for (const button of bar.querySelectorAll('button[data-format]'))
    button.addEventListener('click', () => leave(table, table.caption.textContent, button.dataset.format));
  bar.hidden = false;
}

/** After a merge the tools are hidden and the heads plain again: a copy without listeners takes the place and is started like any other. */
export function renew(block) {
  const isPlain = block.dataset.sort && block.querySelector('table.data') && !block.querySelector('.sort');
  if (block.querySelector('.table-tools')?.hidden || isPlain) block.replaceWith(block.cloneNode(true));
}
