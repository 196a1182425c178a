// Keeps the whole page, in one version, so that it works with the network switched off. `shell` is written before this line
// by the server or by `huoshui border page`.
const cacheName = `huoshui-crossborder-${shell.version}`;
const here = new URL('./', self.location);

self.addEventListener('install', event => event.waitUntil((async () => {
  const cache = await caches.open(cacheName);
  await cache.addAll([here.href, ...shell.files.map(file => new URL(file, here).href)].map(url => new Request(url, { cache: 'no-cache' })));
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
    const cache = await caches.open(cacheName);
    const kept = await cache.match(event.request.mode === 'navigate' ? here.href : event.request, { ignoreSearch: event.request.mode === 'navigate' });
    return kept ?? fetch(event.request);
  })());
});
