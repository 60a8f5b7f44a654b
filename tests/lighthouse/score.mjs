// Scores pages of a running Kvart with Lighthouse's mobile profile, logged in as the demonstration's people. It never
// starts a server. Arguments: the server's address, then the folder in which Lighthouse is installed.
import { createRequire } from "node:module";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [server, installed] = process.argv.slice(2);
const from = createRequire(join(installed, "package.json"));
const load = async (name) => import(pathToFileURL(from.resolve(name)));
const { default: lighthouse } = await load("lighthouse");
const { launch } = await load("chrome-launcher");
const { default: puppeteer } = await load("puppeteer-core");

const GOALS = { performance: 95, accessibility: 100, "best-practices": 100 };
const PASSWORD = "femton-minuter";
const PAGES = [
  { name: "week", login: "/login", who: "gruppchef", page: "/", shows: "main h1" },
  { name: "phone", login: "/phone/", who: "polis1", page: "/phone/", shows: "button.start" },
];

/** Logs in by the form, as a person does, in a browser whose profile is kept for the run. */
async function logIn(port, { login, who, shows }) {
  const browser = await puppeteer.connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null });
  const page = await browser.newPage();
  await page.goto(server + login);
  const form = await page.waitForSelector("input[autocomplete='username']");
  await form.type(who);
  await (await page.$("input[autocomplete='current-password']")).type(PASSWORD);
  await page.click("main form button:not([type='button'])");
  await page.waitForSelector(shows, { timeout: 60_000 });
  // The browser writes cookies and the worker's files in its own time.
  await new Promise((done) => setTimeout(done, 3000));
  await page.close();
  await browser.disconnect();
}

let isShort = false;
for (const page of PAGES) {
  const profile = mkdtempSync(join(tmpdir(), "kvart-lighthouse-"));
  const chrome = await launch({
    userDataDir: profile,
    chromePath: process.env.CHROME_PATH,
    chromeFlags: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  await logIn(chrome.port, page);
  const { lhr, report } = await lighthouse(server + page.page, {
    port: chrome.port, output: "html", disableStorageReset: true, onlyCategories: Object.keys(GOALS), logLevel: "error",
  });
  writeFileSync(join(installed, `${page.name}.html`), report);
  for (const [category, goal] of Object.entries(GOALS)) {
    const score = Math.round(lhr.categories[category].score * 100);
    isShort ||= score < goal;
    console.log(`${page.name} (${page.page}) ${category}: ${score} (goal ${goal})`);
    for (const { id, weight } of lhr.categories[category].auditRefs) {
      const audit = lhr.audits[id];
      if (weight && audit.score !== null && audit.score < 1) {
        console.log(`    ${id} ${Math.round(audit.score * 100)}: ${audit.title} ${audit.displayValue ?? ""}`);
      }
    }
  }
  await chrome.kill();
  rmSync(profile, { recursive: true, force: true });
}
process.exit(isShort ? 1 : 0);
