// The phone's service worker: keeps one whole build on the phone, so that Kvart opens without a network.
// It never answers a request that changes something, and never one to /api/.
//
// The build writes two lines above these: BUILD, this build's id, and FILES, the shell and all that it needs, each
// { url, integrity }. Another build therefore is another worker to the browser.

const SHELL = "/phone/";
const PREFIX = "kvart-phone-";
const SPARE = "-spare";
// Each file is kept twice, and its hash is looked at whenever it is used: what a phone's storage has lost or damaged comes
// from the other copy, with no network, and is mended.
const COPIES = [PREFIX + BUILD, PREFIX + BUILD + SPARE];
const KEPT = new Map(FILES.map((file) => [file.url, file]));
const FETCH_TIMEOUT_MS = 120_000;

// Installing is all or nothing: a file that is missing, damaged or too slow fails it. The browser then drops this
// worker, the one before goes on, and the next visit tries again.
self.addEventListener("install", (event) => {
  event.waitUntil(
    keepAll().catch(async (error) => {
      await Promise.all(COPIES.map((copy) => caches.delete(copy)));
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
  await Promise.all(FILES.map(async (file) => keepIn(COPIES, file, await fetchWhole(file))));
}

async function keepIn(copies, file, response) {
  await Promise.all(copies.map(async (copy) => (await caches.open(copy)).put(file.url, response.clone())));
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
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && !COPIES.includes(name));
  const builds = [...new Set(names.map((name) => name.replace(SPARE, "")))];
  const isOld = (name) => builds.slice(0, -1).includes(name.replace(SPARE, ""));
  await Promise.all(names.filter(isOld).map((name) => caches.delete(name)));
}

async function keptOrFetched(url, request) {
  const file = KEPT.get(url);
  // A file of the build before, for a page that still runs it.
  if (!file) return (await caches.match(url)) ?? (await fetch(request));
  const broken = [];
  for (const copy of COPIES) {
    const response = await wholeFrom(copy, file);
    if (response) return mended(broken, file, response);
    broken.push(copy);
  }
  return mended(broken, file, await fetchWhole(file).catch(() => fetch(request)));
}

// Returns a copy whose hash is right; nothing when it is lost or damaged.
async function wholeFrom(copy, { url, integrity }) {
  const kept = await (await caches.open(copy)).match(url);
  if (!kept) return null;
  const bytes = await kept.arrayBuffer();
  const [algorithm, expected] = integrity.split("-", 2);
  const digest = new Uint8Array(await crypto.subtle.digest(algorithm.replace("sha", "SHA-"), bytes));
  if (btoa(String.fromCharCode(...digest)) !== expected) return null;
  const headers = new Headers(kept.headers);
  // They speak of the bytes as they travelled.
  headers.delete("content-encoding");
  headers.delete("content-length");
  return new Response(bytes, { headers });
}

function mended(broken, file, response) {
  if (0 < broken.length && response.ok) {
    // A full storage does not take it: then the next use tries again.
    keepIn(broken, file, response.clone()).catch(() => {});
  }
  return response;
}
