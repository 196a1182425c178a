// Keeps the whole page, in one version, so that it works with the network switched off. `shell` is written before this line
// by the server or by `huoshui border page`: each file with its hash, so that files of two versions never meet in one cache.
const cacheName = `huoshui-crossborder-${shell.version}`;
const here = new URL('./', self.location);
const pinned = new Map(shell.files.map(([path, hash]) => [new URL(path, here).href, hash]));
const asked = href => new Request(href, { cache: 'no-cache', integrity: pinned.get(href) });

self.addEventListener('install', event => event.waitUntil((async () => {
  const cache = await caches.open(cacheName);
  await cache.addAll([...pinned.keys()].map(asked)); // all of them, or this version is not installed
  await self.skipWaiting();
})()));

self.addEventListener('activate', event => event.waitUntil((async () => {
  const old = (await caches.keys()).filter(name => name.startsWith('huoshui-crossborder-') && name !== cacheName);
  await Promise.all(old.map(name => caches.delete(name)));
  await self.clients.claim();
})()));

self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== here.origin || !url.pathname.startsWith(here.pathname)) return;
  event.respondWith((async () => {
    const href = event.request.mode === 'navigate' ? here.href : url.href;
    const cache = await caches.open(cacheName);
    return await cache.match(href) ?? fetch(pinned.has(href) ? asked(href) : event.request);
  })());
});
