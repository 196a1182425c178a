// The portal's few lines of script: charts, selects that send their form, the phone's menu, printing. Everything else works without.
const charts = () => {
  if (document.querySelector('[data-chart]'))
    import('./charts.js').then(module => module.drawAll());
};

let waiting = false;
new MutationObserver(() => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; charts(); });
}).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-chart'] });
charts();

document.addEventListener('change', event => {
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
