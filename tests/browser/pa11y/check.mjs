// Reads from standard input which browser to start and which pages to look at ({executable, flags, pages: [{url, scheme,
// cookie}]}), looks at each with axe and HTML_CodeSniffer, and writes what is wrong ([{url, scheme, code, message, selector, context}]).
import { createRequire } from "node:module";
import process from "node:process";
import { text } from "node:stream/consumers";

// The packages are installed in the folder that this is started from, the script itself is not.
const installed = createRequire(`${process.cwd()}/`);
const pa11y = installed("pa11y");
const puppeteer = installed("puppeteer");

// The manual has some hundred articles that are made alike; with all of them, and all that leads to them, axe would take minutes.
const ALIKE = ["article", ".contents li"];
const KEPT = 4;

function shorten(alike, most) {
  addEventListener("DOMContentLoaded", () => {
    for (const each of alike.flatMap((several) => [...document.querySelectorAll(several)].slice(most))) each.remove();
    for (const link of document.querySelectorAll('a[href^="#"]')) {
      if (!document.getElementById(link.hash.slice(1))) link.removeAttribute("href");
    }
  });
}

const { executable, flags, pages } = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({ executablePath: executable, args: flags });
const wrong = [];

async function look({ url, scheme, cookie }) {
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(shorten, ALIKE, KEPT);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  const headers = cookie ? { Cookie: cookie } : {};
  const options = { browser, page, headers, runners: ["axe", "htmlcs"], standard: "WCAG2AA", timeout: 60_000 };
  const { issues } = await pa11y(url, options);
  wrong.push(...issues.map(({ code, message, selector, context }) => ({ url, scheme, code, message, selector, context })));
  await page.close();
}

// Several at a time: with each of them pa11y first waits until its network has been still for half a second.
async function lane() {
  for (let next = pages.shift(); next; next = pages.shift()) await look(next);
}

try {
  await Promise.all([lane(), lane(), lane()]);
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(wrong));
