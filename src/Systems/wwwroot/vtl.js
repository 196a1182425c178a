// The page of scripts: the text area becomes an editor, and what there is to say is asked for while one writes. The form works without it.
const PAUSE = 450;

export const start = async form => {
  const area = form.querySelector('textarea');
  const host = form.querySelector('[data-editor-host]');
  const answer = document.getElementById('script-answer');
  const status = form.querySelector('[data-status]');
  const said = text => { status.textContent = text; };
  let editor = null;
  let waiting = 0;
  let asking = null;
  let running = false; // nothing that is typed meanwhile ends a run
  let ran = null; // the script of the outcome that is shown

  const marks = () => [...answer.querySelectorAll('[data-diagnostic]')].map(one => ({
    from: Number(one.dataset.from), to: Number(one.dataset.to), severity: one.dataset.diagnostic,
    message: [...one.querySelectorAll('[data-words]')].map(words => words.textContent).join('\n'),
  }));

  const refresh = async act => {
    clearTimeout(waiting);
    if (running) {
      if (act === 'check') later();
      return;
    }
    running = act === 'run';
    asking?.abort();
    const mine = asking = new AbortController();
    said(act === 'run' ? form.dataset.running : form.dataset.busy);
    try {
      const sent = await fetch(`/vtl/answer/${act}`, { method: 'POST', body: new FormData(form), signal: mine.signal });
      const html = await sent.text();
      if (!sent.headers.get('content-type')?.startsWith('text/html') || !sent.ok) {
        said(`${form.dataset.failed} ${sent.status}`);
        return;
      }
      const outcome = act === 'check' && area.value === ran ? answer.querySelector('#outcome') : null;
      answer.innerHTML = html;
      if (outcome) answer.prepend(outcome);
      if (act === 'run') ran = area.value;
      editor?.mark(marks());
      said('');
      if (act === 'run') answer.querySelector('#outcome, .callout')?.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      if (error.name !== 'AbortError') said(form.dataset.failed);
    } finally {
      if (act === 'run') running = false;
    }
  };

  const later = () => { clearTimeout(waiting); waiting = setTimeout(refresh, PAUSE, 'check'); };

  const propose = async (script, offset) => {
    const body = JSON.stringify({ script, offset, data: form.elements.data.value, institution: form.elements.institution?.value || null });
    const sent = await fetch('/api/v1/vtl/complete', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    if (!sent.ok) return [];
    const words = item => item.words && (form.dataset.language === 'en' ? item.words.en : item.words.zh);
    const strength = { component: 4, result: 3, dataset: 2, operator: 1, keyword: 0 };
    return (await sent.json()).items.map(item => ({
      label: item.text, detail: item.kind === 'operator' ? item.signature : words(item) ?? '', boost: strength[item.kind] * 10, type: item.kind,
      info: item.kind === 'operator' || item.kind === 'component' ? [item.signature, words(item)].filter(Boolean).join('\n') : undefined,
    }));
  };

  const words = async () => {
    const sent = await fetch('/api/v1/vtl/complete', {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ script: '', offset: 0, data: 'example' }),
    });
    const items = sent.ok ? (await sent.json()).items : [];
    const of = kind => items.filter(item => item.kind === kind).map(item => item.text);
    return { keywords: of('keyword'), operators: of('operator') };
  };

  form.addEventListener('submit', event => {
    event.preventDefault();
    refresh(event.submitter?.value === 'run' ? 'run' : 'check');
  });
  document.addEventListener('change', event => {
    if (!form.isConnected || event.target.form !== form || !event.target.matches('[data-refresh]')) return;
    // Other data have other data sets and institutions: the whole page is the server's, and keeps the script.
    if (event.target.matches('[data-reload]')) {
      const act = Object.assign(document.createElement('input'), { type: 'hidden', name: 'act', value: 'check' });
      form.append(act);
      form.submit();
    } else refresh('check');
  });
  answer.addEventListener('click', event => {
    const place = event.target.closest('[data-goto]')?.closest('[data-diagnostic]');
    if (!place || !editor) return;
    event.preventDefault();
    editor.select(Number(place.dataset.from), Number(place.dataset.to));
  });

  const [{ create }, known] = await Promise.all([import('/_content/Huoshui.Presentation/editor.js'), words()]);
  area.hidden = true;
  host.hidden = false;
  editor = create(host, {
    text: area.value, label: form.dataset.editor, words: known,
    phrases: { Completions: form.dataset.completions, Diagnostics: form.dataset.diagnostics },
    complete: propose, run: () => refresh('run'),
    changed: text => { area.value = text; later(); },
  });
  editor.mark(marks());
};
