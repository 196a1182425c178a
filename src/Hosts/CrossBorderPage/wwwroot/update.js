// One version of the verifier answers. A kept page looks for a newer one before it begins; a page that was open when a newer
// one took over judges nothing any more.
const PATIENCE = 5_000; // ms for the look: with the network switched off the kept version answers
const FETCHING = 60_000; // ms for fetching a newer one that was found
const LOOK_EVERY = 10 * 60_000;

const workers = navigator.serviceWorker;
let current = workers?.controller ?? null;
let tell = null;

// From the first moment on: while the engine loads a newer version may take over, and then nothing was typed yet.
workers?.addEventListener('controllerchange', () => {
  const replaced = current;
  current = workers.controller;
  if (replaced && tell) tell();
  else if (replaced) location.reload();
});

const within = (promise, ms) => Promise.race([promise, new Promise(resolve => setTimeout(resolve, ms))]);

const isOver = worker => new Promise(resolve => {
  const look = () => { if (worker.state === 'activated' || worker.state === 'redundant') resolve(); };
  worker.addEventListener('statechange', look);
  look();
});

// Before the page begins: true if a newer version has taken over and the page loads again.
export async function renewed() {
  const kept = await workers?.getRegistration();
  if (!kept) return false;
  if (!current) { // opened past the kept version (Shift and reload): fresh, and not replaced in silence later
    current = kept.active;
    return false;
  }
  await within(kept.update().catch(() => {}), PATIENCE);
  const next = kept.installing ?? kept.waiting;
  if (next) await within(isOver(next), FETCHING);
  if (kept.active === current && !tell) return false; // there is none, or it did not come whole
  location.reload();
  return true;
}

// Tells when a newer version has taken over while the page is open.
export function whenReplaced(say) {
  if (!workers) return;
  tell = say;
  const look = async () => (await workers.getRegistration())?.update().catch(() => {});
  setInterval(look, LOOK_EVERY);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) look(); });
}
