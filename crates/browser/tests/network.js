// A server that answers to order, in place of fetch. Nothing here knows of Kvart.

const pristine = { fetch: window.fetch, setTimeout: window.setTimeout, CompressionStream: window.CompressionStream };
let latest = null;

function take(url, init, answer) {
  latest = { url, init };
  return answer(init);
}

// Every request is answered so.
export function answerWith(status, headers, body) {
  const whole = () => Promise.resolve(new Response(body ?? null, { status, headers: JSON.parse(headers) }));
  window.fetch = (url, init) => take(url, init, whole);
}

// Every request is left without an answer until it is aborted.
export function neverAnswer() {
  const never = (init) =>
    new Promise((_, reject) => init.signal.addEventListener("abort", () => reject(init.signal.reason)));
  window.fetch = (url, init) => take(url, init, never);
}

// Every answer begins, and then the connection breaks.
export function breakMidway() {
  const half = () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"epoch":'));
        controller.error(new TypeError("network error"));
      },
    });
    return Promise.resolve(new Response(body, { status: 200 }));
  };
  window.fetch = (url, init) => take(url, init, half);
}

// Half a minute passes at once.
export function hurry() {
  window.setTimeout = (callback, ms) => pristine.setTimeout.call(window, callback, 29000 < ms ? 20 : ms);
}

export function cannotCompress() {
  window.CompressionStream = undefined;
}

export function asItWas() {
  Object.assign(window, pristine);
}

export function wasAborted() {
  return latest.init.signal.aborted;
}

// The latest request in one line a property, its body unpacked.
export async function latestRequest() {
  const { url, init } = latest;
  const headers = [...new Headers(init.headers)].map(([name, value]) => `${name}: ${value}`);
  const isPacked = headers.includes("content-encoding: gzip");
  const body = isPacked
    ? await new Response(new Blob([init.body]).stream().pipeThrough(new DecompressionStream("gzip"))).text()
    : (init.body ?? "");
  return [`${init.method ?? "GET"} ${url}`, `cache: ${init.cache}`, ...headers, body].join("\n");
}
