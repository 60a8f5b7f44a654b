// What browsers do to a page, done to order: connections that break, storage that is full, answers that never come.
// Nothing here knows of Kvart.

const begin = IDBDatabase.prototype.transaction;
const seen = [];
const faults = [];
let latest = null;

IDBDatabase.prototype.transaction = function (...args) {
  latest = this;
  // Only writes come in an order that a test can know: the second copy reads when it comes to it.
  const fault = args[1] === "readwrite" ? faults.shift() : undefined;
  if (fault === "closing") {
    throw new DOMException("The database connection is closing.", "InvalidStateError");
  }
  const tx = begin.apply(this, args);
  if (tx.mode === "readwrite") seen.push([tx.mode, tx.durability, ...tx.objectStoreNames].join(" "));
  if (fault) harm[fault](tx);
  return tx;
};

const lost = () => new DOMException("Connection to Indexed Database server lost.", "UnknownError");

const harm = {
  // The transaction is cut off as soon as it has written something.
  cut(tx) {
    afterWriting(tx, () => tx.abort());
  },
  // Rows can be added, but a store cannot be emptied.
  full_at_clear(tx) {
    const open = tx.objectStore.bind(tx);
    const clear = () => {
      throw new DOMException("", "QuotaExceededError");
    };
    tx.objectStore = (name) => Object.assign(open(name), { clear });
  },
  // The transaction is cut off, and it alone knows why.
  full_at_once(tx) {
    Object.defineProperty(tx, "error", { value: new DOMException("", "QuotaExceededError") });
    afterWriting(tx, () => tx.abort());
  },
  // Everything is written, and then there is no room to commit it.
  full_at_the_end(tx) {
    reportAs(tx, new DOMException("", "QuotaExceededError"));
  },
  // Everything is written and committed, but the page is told that the connection was lost.
  told_lost(tx) {
    reportAs(tx, lost());
  },
};

function afterWriting(tx, then) {
  const open = tx.objectStore.bind(tx);
  tx.objectStore = (name) => {
    const store = open(name);
    for (const write of ["add", "put"]) {
      store[write] = (...args) => {
        const request = IDBObjectStore.prototype[write].apply(store, args);
        then();
        return request;
      };
    }
    return store;
  };
}

function reportAs(tx, error) {
  let told;
  Object.defineProperty(tx, "error", { value: error });
  Object.defineProperty(tx, "onabort", { set: (callback) => (told = callback) });
  Object.defineProperty(tx, "oncomplete", { set: () => tx.addEventListener("complete", (event) => told(event)) });
}

// The writing transactions since the last call, each as "mode durability stores".
export function transactions() {
  return seen.splice(0).join("\n");
}

// What shall befall the next transactions, in order.
export function befall(names) {
  faults.splice(0, faults.length, ...names.split(" ").filter(Boolean));
}

export function nBefalling() {
  return faults.length;
}

// Closes the latest connection as a browser does: with the event, or without a word.
export function closeLatest(withEvent) {
  latest.close();
  if (withEvent) latest.dispatchEvent(new Event("close"));
}

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// Makes a database by hand: { version, stores: { name: { counted, rows: [[key, row]] } } }.
export async function makeDatabase(name, layout) {
  const { version, stores } = JSON.parse(layout);
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => {
    for (const [store, { counted }] of Object.entries(stores)) {
      request.result.createObjectStore(store, counted ? { autoIncrement: true } : undefined);
    }
  };
  const db = await settled(request);
  const tx = begin.call(db, Object.keys(stores), "readwrite");
  const done = new Promise((resolve) => (tx.oncomplete = resolve));
  for (const [store, { counted, rows }] of Object.entries(stores)) {
    for (const [key, row] of rows) counted ? tx.objectStore(store).add(row) : tx.objectStore(store).add(row, key);
  }
  await done;
  db.close();
}

// Opens a database at a version, as a tab with a newer app would; the connections before it must give way.
export async function upgradeDatabase(name, version) {
  (await settled(indexedDB.open(name, version))).close();
}

// The row at a key, as it lies there.
export async function rowAt(name, store, key) {
  const db = await settled(indexedDB.open(name));
  const row = await settled(begin.call(db, [store]).objectStore(store).get(key));
  db.close();
  return row;
}

// Deletes a database as a browser does that finds it damaged: those who have it open are told to let go.
export function deleteDatabase(name) {
  return settled(indexedDB.deleteDatabase(name));
}

// Files in the private file system.
const folder = () => navigator.storage.getDirectory();

export async function fileText(name) {
  const file = await (await folder()).getFileHandle(name).catch(() => null);
  return file && (await (await file.getFile()).text());
}

export async function writeFile(name, text) {
  const stream = await (await (await folder()).getFileHandle(name, { create: true })).createWritable();
  await stream.write(text);
  await stream.close();
}

export async function deleteFile(name) {
  await (await folder()).removeEntry(name);
}

// What a file can no longer do: be opened for writing (as in an old Safari), or be written to the end.
const create = FileSystemFileHandle.prototype.createWritable;

export function hinderFiles(how) {
  const broken = {
    none: create,
    unsupported: undefined,
    async cut_off() {
      const stream = await create.apply(this);
      const write = stream.write.bind(stream);
      stream.write = async (text) => {
        await write(text.slice(0, text.length / 2));
        throw new DOMException("no room", "QuotaExceededError");
      };
      return stream;
    },
    // The page is killed while it writes: nothing is ever closed.
    async killed() {
      const stream = await create.apply(this);
      stream.close = () => Promise.reject(new DOMException("gone", "AbortError"));
      return stream;
    },
  };
  FileSystemFileHandle.prototype.createWritable = broken[how];
}
