// One version of the verifier answers. A kept page looks for a newer one before it begins; a page that was open when a newer
// one took over judges nothing any more.
const PATIENCE = 5_000; // ms for the look: with the network switched off the kept version answers
const FETCHING = 60_000; // ms for fetching a newer one that was found
const LOOK_EVERY = 10 * 60_000;

const workers = navigator.serviceWorker;
let current = workers?.controller ?? null;

const within = (promise, ms) => Promise.race([promise, new Promise(resolve => setTimeout(resolve, ms))]);

const isOver = worker => new Promise(resolve => {
  const look = () => { if (worker.state === 'activated' || worker.state === 'redundant') resolve(); };
  worker.addEventListener('statechange', look);
  look();
});

// Before the page begins: true if a newer version has taken over and the page loads again.
export async function renewed() {
  if (!current) return false;
  const kept = await workers.getRegistration();
  if (!kept) return false;
  await within(kept.update().catch(() => {}), PATIENCE);
  const next = kept.installing ?? kept.waiting;
  if (next) await within(isOver(next), FETCHING);
  if (kept.active === current) return false; // there is none, or it did not come whole
  location.reload();
  return true;
}

// Tells when a newer version has taken over while the page is open.
export function whenReplaced(tell) {
  if (!workers) return;
  workers.addEventListener('controllerchange', () => {
    if (current) tell();
    current = workers.controller;
  });
  const look = async () => (await workers.getRegistration())?.update().catch(() => {});
  setInterval(look, LOOK_EVERY);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
}
