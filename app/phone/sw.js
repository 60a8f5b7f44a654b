// The phone's service worker: keeps one whole build on the phone, so that Kvart opens without a network.
// It never answers a request that changes something, and never one to /api/.
//
// The build writes two lines above these: BUILD, this build's id, and FILES, the shell and all that it needs, each
// { url, integrity }. Another build therefore is another worker to the browser.

const SHELL = "/phone/";
const PREFIX = "kvart-phone-";
const CACHE = PREFIX + BUILD;
const KEPT = new Set(FILES.map((file) => file.url));
const FETCH_TIMEOUT_MS = 120_000;

// Installing is all or nothing: a file that is missing, damaged or too slow fails it. The browser then drops this
// worker, the one before goes on, and the next visit tries again.
self.addEventListener("install", (event) => {
  event.waitUntil(
    keepAll().catch(async (error) => {
      await caches.delete(CACHE);
      throw error;
    }),
  );
});

// The build before this one stays: a page that still runs it may ask for its files.
//
// Claiming is for the very first visit: that page was loaded without a worker, and claimed it is kept without a second
// visit. For an update it changes nothing: pages that the old worker held are this one's as soon as it is active. Nor
// does it reload a page.
self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldBuilds().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(keptOrFetched(SHELL, request));
  } else if (KEPT.has(url.pathname) || url.pathname.startsWith("/assets/")) {
    event.respondWith(keptOrFetched(url.pathname, request));
  }
});

// A new worker waits until the page says that no walk is running.
self.addEventListener("message", (event) => {
  if (event.data?.type === "activate-now") {
    event.waitUntil(self.skipWaiting());
  } else if (event.data?.type === "version") {
    event.source.postMessage({ type: "version", build: BUILD });
  }
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  await Promise.all(FILES.map(async (file) => cache.put(file.url, await fetchWhole(file))));
}

// The browser checks the hash. On the first try it may take the file that the page has just loaded; if what it has is
// damaged, or is an older shell, the second asks the server itself.
async function fetchWhole({ url, integrity }) {
  try {
    return await fetchOk(url, { integrity });
  } catch {
    return await fetchOk(url, { integrity, cache: "reload" });
  }
}

async function fetchOk(url, options) {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
}

async function dropOldBuilds() {
  // In the order in which they were made: the last but this one is the build before.
  const older = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
}

async function keptOrFetched(key, request) {
  const own = await caches.open(CACHE);
  return (await own.match(key)) ?? (await caches.match(key)) ?? (await fetch(request));
}
