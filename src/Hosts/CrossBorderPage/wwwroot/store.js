// What stays on this device, if its user wants it: the trust file, published lists, encrypted holder keys.
const open = () => new Promise((resolve, reject) => {
  const request = indexedDB.open('huoshui-crossborder', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('kept');
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function run(mode, act) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const request = act(database.transaction('kept', mode).objectStore('kept'));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
}

export const read = name => run('readonly', kept => kept.get(name)).catch(() => undefined);
export const keep = (name, value) => run('readwrite', kept => kept.put(value, name));
export const forget = name => run('readwrite', kept => kept.delete(name));
