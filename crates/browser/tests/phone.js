// A phone in somebody's hand: it is put away and taken out, it moves, it sleeps. Nothing here knows of Kvart.

const set = (target, name, value) => Object.defineProperty(target, name, { value, configurable: true });

let isSlept = 0;
const now = Date.now;
Date.now = () => now() + isSlept;

// The wall clock goes on by so much, and the running clock does not.
export function sleep(ms) {
  isSlept += ms;
}

export function showQuietly(isVisible) {
  set(document, "hidden", !isVisible);
}

// How often a page's own code failed in a listener.
let failures = 0;
addEventListener("error", () => failures++);

export function nFailures() {
  return failures;
}

// A finger goes down on a button of its own.
export function touchDown() {
  button.dispatchEvent(new Event("pointerdown", { bubbles: true }));
}

// It is clicked, by a pointer or, as those do who help people that have none, by nothing. Returns whether the button heard.
export function isClickHeard(isByPointer) {
  let isHeard = false;
  button.onclick = () => (isHeard = true);
  const init = { bubbles: true, cancelable: true, detail: isByPointer ? 1 : 0 };
  const isLetThrough = button.dispatchEvent(new UIEvent("click", init));
  return isHeard && isLetThrough;
}

const button = document.body.appendChild(document.createElement("button"));

export function show(isVisible) {
  showQuietly(isVisible);
  if (!isVisible) sentinels.forEach((sentinel) => (sentinel.released = true));
  document.dispatchEvent(new Event("visibilitychange"));
}

// The screen's wake lock.
const sentinels = [];
let answers = [];

export function giveWakeLocks(isGiven) {
  const request = (kind) =>
    new Promise((resolve, reject) => {
      answers.push(() => {
        if (!isGiven || kind !== "screen") return reject(new DOMException("", "NotAllowedError"));
        const sentinel = { released: false };
        sentinel.release = async () => void (sentinel.released = true);
        sentinels.push(sentinel);
        resolve(sentinel);
      });
    });
  set(navigator, "wakeLock", { request });
}

export function answerWakeLocks() {
  const n = answers.length;
  answers.forEach((answer) => answer());
  answers = [];
  return n;
}

export function nAwake() {
  return sentinels.filter((sentinel) => !sentinel.released).length;
}

// Positions.
let watching = null;

export function beSomewhere() {
  const watchPosition = (fix, error, options) => {
    watching = { fix, error, options };
    return 17;
  };
  set(navigator, "geolocation", {
    watchPosition,
    getCurrentPosition: watchPosition,
    clearWatch: (id) => (watching = id === 17 ? null : watching),
  });
}

export function beNowhere() {
  set(navigator, "geolocation", undefined);
}

export function move(latitude, longitude, accuracy, timestamp) {
  watching.fix({ coords: { latitude, longitude, accuracy }, timestamp });
}

export function fail(code) {
  watching.error({ code });
}

export function watched() {
  return watching ? JSON.stringify(watching.options) : "";
}

// Another tab.
let tab = null;

export function openTab(lock) {
  const script = `
    const channel = new BroadcastChannel("kvart");
    channel.onmessage = ({ data }) => channel.postMessage("heard " + data);
    navigator.locks.request("${lock}", () => new Promise(() => postMessage("held")));`;
  tab = new Worker(URL.createObjectURL(new Blob([script])));
  return new Promise((resolve) => (tab.onmessage = resolve));
}

export function killTab() {
  tab.terminate();
}

// How many wait for a lock of the browser.
export async function nWaiting(lock) {
  const { pending } = await navigator.locks.query();
  return pending.filter(({ name }) => name === lock).length;
}

// A service worker's registration.
const worker = (state) => Object.assign(new EventTarget(), { state });
const registration = Object.assign(new EventTarget(), { installing: null, waiting: null, active: null });
let posted = null;

export function haveServiceWorkers() {
  const container = new EventTarget();
  container.register = async (script, options) => {
    if (script === "/nowhere") throw new TypeError("404");
    registration.options = JSON.stringify([script, options]);
    return registration;
  };
  set(navigator, "serviceWorker", container);
}

export function haveNoServiceWorkers() {
  set(navigator, "serviceWorker", undefined);
}

export function registeredAs() {
  return registration.options;
}

export function install() {
  registration.installing = worker("installing");
  registration.dispatchEvent(new Event("updatefound"));
}

export function installed() {
  const done = registration.installing;
  done.postMessage = (message) => (posted = JSON.stringify(message));
  [registration.installing, registration.waiting] = [null, done];
  done.dispatchEvent(new Event("statechange"));
}

export function activated() {
  [registration.waiting, registration.active] = [null, registration.waiting];
  registration.active.dispatchEvent(new Event("statechange"));
}

export function postedToWorker() {
  return posted ?? "";
}
