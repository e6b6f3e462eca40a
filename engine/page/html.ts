/**
 * A page as one file that needs no other, and no network.
 *
 * @module
 */

import { PAGE_SCRIPT, PAGE_STYLE, SCRIPT_HASH, STYLE_HASH } from "./assets.ts";
import type { PageData, PageMessage } from "./data.ts";
import { dataBlock, escaped } from "./escape.ts";

/**
 * What the page may do: its own style and script, by their hashes, and nothing else. Whatever a manifest brings in is no
 * script then, and nothing leaves the page.
 */
const POLICY = [
  "default-src 'none'",
  `style-src '${STYLE_HASH}'`,
  `script-src '${SCRIPT_HASH}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** A page of some data, and the drawing in it. */
export function renderHtml(data: PageData, drawing: string): string {
  const { project, generator, urls } = data;
  const name = escaped(project);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${escaped(generator)}">
<title>${name} · dekube</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header class="bar">
<h1><a href="#">${name}</a></h1>
<div class="tools">
<label><span class="spoken">Namespace</span><select id="namespace"><option value="">All namespaces</option></select></label>
<label><span class="spoken">Search services and objects</span><input id="search" type="search" placeholder="Search  ( / )" autocomplete="off" spellcheck="false"></label>
<button id="theme" type="button" aria-pressed="false">Dark</button>
</div>
</header>
<div class="layout">
<nav class="rail" id="services" aria-label="Services">
<h2 class="spoken">Services</h2>
<p class="found" id="found" role="status"></p>
</nav>
<main id="main" tabindex="-1">
<noscript><p>The drawing is all that this page shows without its script. It needs no network.</p></noscript>
<div id="overview">
<section aria-label="Overview">
<h2 tabindex="-1">${name}</h2>
<p class="summary">${escaped(summaryOf(data))}</p>
${
    urls.length > 0
      ? `<ul class="urls">${urls.map(({ url }) => `<li>${link(url)}</li>`).join("")}</ul>`
      : ""
  }
<div class="map">
<div class="drawing-frame" id="drawing" tabindex="0" role="region" aria-label="Drawing of the project">
${drawing}</div>
<div class="under">
<div class="key">
<span>${keyOf("route")}route</span>
<span>${keyOf("call")}names it in its environment, command or files</span>
<span>${keyOf("mount")}keeps data in</span>
</div>
<div class="zoom">
<button id="smaller" type="button" aria-label="Smaller">−</button>
<button id="fit" type="button">Fit</button>
<button id="larger" type="button" aria-label="Larger">+</button>
</div>
</div>
</div>
</section>
<section aria-labelledby="said">
<h2 id="said">Messages</h2>
<div id="messages"></div>
</section>
</div>
<div id="detail"></div>
</main>
</div>
<footer>Made by ${escaped(generator)}. Values of Secrets are not in this file.</footer>
<script type="application/json" id="data">${dataBlock(data)}</script>
<script type="module">${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/** What there is, in a sentence. */
function summaryOf({ services, namespaces, objects, messages }: PageData): string {
  const parts = [
    `${counted(objects.length, "object")} became ${counted(services.length, "service")}`,
    namespaces.length > 0 ? ` from ${counted(namespaces.length, "namespace")}` : "",
    said(messages),
  ];
  return `${parts.join("")}.`;
}

function said(messages: readonly PageMessage[]): string {
  const of = (severity: string) =>
    messages.filter((message) => message.severity === severity).length;
  const [errors, warnings] = [of("error"), of("warning")];
  return [
    errors > 0 ? `, ${errors} withheld` : "",
    warnings > 0 ? `, ${counted(warnings, "warning")}` : "",
  ].join("");
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** An address that a browser opens; of any other kind only the text. */
function link(url: string): string {
  return /^https?:\/\/[^\s*]+$/.test(url)
    ? `<a href="${escaped(url)}" rel="noreferrer">${escaped(url)}</a>`
    : escaped(url);
}

function keyOf(kind: string): string {
  return `<svg class="drawing" viewBox="0 0 30 10" aria-hidden="true"><path class="edge ${kind}" d="M1 5H29"/></svg>`;
}
