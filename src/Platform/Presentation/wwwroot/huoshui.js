// The portal's few lines of script: charts, selects that send their form, the phone's menu, printing. Everything else works without.
const charts = () => {
  if (document.querySelector('[data-chart]'))
    import('./charts.js').then(module => module.drawAll());
};

// A part of a page that has a script of its own names it: <div data-module="/_content/…/x.js">; its start(element) runs once.
// Where Blazor merges another page into this one, an element may stay while what stands in it is the server's again: a module that must
// begin again there has renew(element).
const started = new WeakSet();
const modules = () => {
  for (const part of document.querySelectorAll('[data-module]')) {
    if (started.has(part)) continue;
    started.add(part);
    import(part.dataset.module).then(module => {
      module.start(part);
      part.dataset.started = ''; // until then its form works as one without a script
    });
  }
};

// A strip of links that is wider than a phone begins with the page that is open, not with its first entry.
const chosen = () => {
  for (const strip of document.querySelectorAll('.bar-links, .sub-links, .tabs')) {
    const here = strip.querySelector('[aria-current]');
    if (!here) continue;
    const [outer, inner] = [strip.getBoundingClientRect(), here.getBoundingClientRect()];
    strip.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }
};

let waiting = false;
new MutationObserver(() => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; charts(); modules(); });
}).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-chart'] });
charts();
modules();
chosen();
window.Blazor?.addEventListener('enhancedload', chosen);
addEventListener('resize', chosen);
window.Blazor?.addEventListener('enhancedload', () => {
  for (const part of document.querySelectorAll('[data-module]'))
    if (started.has(part)) import(part.dataset.module).then(module => module.renew?.(part));
});

document.addEventListener('change', event => {
  const chosen = event.target.closest?.('.file-choice')?.querySelector('[data-chosen]');
  if (chosen) chosen.textContent = [...event.target.files].map(file => file.name).join('、') || chosen.dataset.none;
  if (event.target.matches?.('[data-autosubmit]')) event.target.form?.requestSubmit();
});

document.addEventListener('click', event => {
  const print = event.target.closest?.('[data-print]');
  if (print) window.print();
  const menu = document.querySelector('.menu-switch');
  if (menu && event.target.closest?.('.side nav a')) menu.checked = false;
});

document.addEventListener('submit', event => {
  const button = event.submitter;
  const words = button?.dataset.confirm;
  if (words && !window.confirm(words)) event.preventDefault();
});
