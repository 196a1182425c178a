// The sign-out of the portal's pages also ends the phone's records: what was not synced is warned of first. In a module of its own, without
// the rest, since it is on every page of an officer.
const database = 'huoshui-visits';

const waiting = () => new Promise(resolve => {
  const request = indexedDB.open(database);
  request.onupgradeneeded = () => request.transaction.abort(); // there was none
  request.onerror = () => resolve(0);
  request.onsuccess = () => {
    const db = request.result;
    const count = db.transaction('visits').objectStore('visits').count();
    count.onsuccess = () => { db.close(); resolve(count.result); };
    count.onerror = () => { db.close(); resolve(0); };
  };
});

const remove = () => new Promise(resolve => {
  const request = indexedDB.deleteDatabase(database);
  request.onsuccess = request.onerror = request.onblocked = () => resolve();
});

/** @param {HTMLElement} box says the question in `data-question`, with `{0}` for the number */
export function start(box) {
  const form = box.closest('form');
  form?.addEventListener('submit', async event => {
    event.preventDefault();
    const count = await waiting();
    if (count > 0 && !confirm(box.dataset.question.replace('{0}', count))) return;
    await remove();
    form.submit();
  });
}
