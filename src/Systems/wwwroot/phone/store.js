// What the phone keeps: IndexedDB, or memory where the browser has none. Keys, states and times stand in clear, everything else is sealed.
const name = 'huoshui-visits';
const tables = ['meta', 'grid', 'visits', 'photos'];

const done = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

class Disk {
  /** @param {IDBDatabase} db */
  constructor(db) { this.db = db; }

  get(table, key) { return done(this.db.transaction(table).objectStore(table).get(key)); }

  async list(table) {
    const store = this.db.transaction(table).objectStore(table);
    const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
    return keys.map((key, n) => [key, values[n]]);
  }

  /** All or nothing: `[table, key, value]` puts, without a value deletes, without a key empties the table. */
  write(...changes) {
    const transaction = this.db.transaction([...new Set(changes.map(c => c[0]))], 'readwrite', { durability: 'strict' });
    for (const [table, key, value] of changes) {
      const store = transaction.objectStore(table);
      if (key === undefined) store.clear();
      else if (value === undefined) store.delete(key);
      else store.put(value, key);
    }
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

class Memory {
  constructor() { this.tables = new Map(tables.map(t => [t, new Map()])); }

  async get(table, key) { return this.tables.get(table).get(key); }

  async list(table) { return [...this.tables.get(table)].sort((a, b) => (a[0] < b[0] ? -1 : 1)); }

  async write(...changes) {
    for (const [table, key, value] of changes) {
      const rows = this.tables.get(table);
      if (key === undefined) rows.clear();
      else if (value === undefined) rows.delete(key);
      else rows.set(key, value);
    }
  }
}

/** @type {Disk | Memory} */
let store = new Memory();

/** Opens the disk of the phone. */
export async function openDisk() {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => tables.forEach(t => request.result.createObjectStore(t));
  const db = await done(request);
  db.onversionchange = () => db.close();
  store = new Disk(db);
  await navigator.storage?.persist?.(); // the browser may otherwise clear it when space is short
}

export const get = (table, key) => store.get(table, key);
export const list = table => store.list(table);
export const write = async (...changes) => { if (changes.length) await store.write(...changes); };

/** Removes everything. */
export const wipe = () => write(...tables.map(t => [t]));
