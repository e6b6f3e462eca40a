/**
 * The page that converts, as one file that needs no other, and no network.
 *
 * @module
 */

import { SCRIPT_HASH, STYLE_HASH } from "../page/assets.ts";
import { dataBlock, escaped } from "../page/escape.ts";
import {
  BROWSER_SCRIPT,
  BROWSER_SCRIPT_HASH,
  BROWSER_STYLE,
  BROWSER_STYLE_HASH,
} from "./assets.ts";

/**
 * What the page may do: its own style and script and those of the report in it, by their hashes, and a worker that it makes
 * of its own text. There is no way to any network, neither for the page nor for the worker and the report, which are held
 * to the same.
 */
const POLICY = [
  "default-src 'none'",
  "connect-src 'none'",
  `style-src '${BROWSER_STYLE_HASH}' '${STYLE_HASH}'`,
  `script-src '${BROWSER_SCRIPT_HASH}' '${SCRIPT_HASH}'`,
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** What a page is made of. */
export interface BrowserPage {
  /** Name and version of the distribution. */
  name: string;
  version: string;
  /** The script that converts. */
  worker: string;
}

/** The page of a distribution. */
export function renderBrowserPage({ name, version, worker }: BrowserPage): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${escaped(`${name} ${version}`)}">
<title>dekube</title>
<style>${BROWSER_STYLE}</style>
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header class="bar">
<h1>dekube</h1>
<p class="promise">Nothing leaves this browser</p>
<button id="theme" type="button" aria-pressed="false">Dark</button>
</header>
<main id="main" tabindex="-1">
<noscript><p class="note">This page converts with its script, which is in it. It needs no network.</p></noscript>
<p class="old" id="old" role="alert" hidden>This browser is too old to convert. It takes Chrome or Edge 140, Firefox 133, Safari 18.2, or a later one.</p>
<section class="start" id="start" aria-labelledby="title">
<h2 id="title">Kubernetes in, Docker Compose out</h2>
<p class="lead">Give it the manifests that you have. It shows what becomes of them, and packs a project that starts with <code>docker compose up</code>.</p>
</section>
<div class="desk" id="desk">
<div class="side">
<section class="card" aria-labelledby="input-title">
<h2 id="input-title">Manifests</h2>
<ul class="given" id="given" aria-label="What you gave"></ul>
<div class="drop" id="drop">
<p class="call">Drop YAML files, a folder or a zip here</p>
<div class="ways">
<button id="choose-files" type="button">Choose files</button>
<button id="choose-folder" type="button">Choose a folder</button>
<button id="show-paste" type="button" aria-expanded="false" aria-controls="paste">Paste</button>
<button id="example" type="button">Try an example</button>
</div>
<input id="files" type="file" multiple hidden aria-label="Files" accept=".yaml,.yml,.json,.zip,.tgz">
<input id="folder" type="file" webkitdirectory hidden aria-label="Folder">
</div>
<p class="note" id="replaced" role="status" hidden></p>
<p class="mistake" id="refused" role="alert" hidden></p>
<form class="paste" id="paste" hidden>
<label for="pasted">YAML of Kubernetes</label>
<textarea id="pasted" rows="8" wrap="off" spellcheck="false" autocapitalize="off" autocomplete="off" placeholder="apiVersion: v1&#10;kind: …"></textarea>
<button class="main" type="submit">Convert</button>
</form>
<details class="hint">
<summary>A helmfile, a chart or a kustomization?</summary>
<p>What renders them can't run in a browser. Render them first, and drop what comes out:</p>
<pre tabindex="0" aria-label="Commands that render">helmfile template &gt; rendered.yaml
helm template shop ./chart &gt; rendered.yaml
kubectl kustomize . &gt; rendered.yaml</pre>
</details>
</section>
<section class="card" id="settings" aria-labelledby="settings-title" hidden>
<h2 id="settings-title">Settings</h2>
<div class="heads">
<div class="tabs" role="tablist" aria-labelledby="settings-title">
<button id="tab-form" type="button" role="tab" aria-selected="true" aria-controls="as-form">Form</button>
<button id="tab-text" type="button" role="tab" aria-selected="false" aria-controls="as-text" tabindex="-1">dekube.yaml</button>
</div>
<button id="undo" type="button" aria-disabled="true">Undo</button>
</div>
<p class="mistake" id="mistake" hidden></p>
<div id="as-form" role="tabpanel" aria-labelledby="tab-form"><form id="form" autocomplete="off" aria-label="Settings"></form></div>
<div id="as-text" role="tabpanel" aria-labelledby="tab-text" hidden>
<textarea id="editor" rows="22" wrap="off" spellcheck="false" autocapitalize="off" autocomplete="off" aria-label="Text of dekube.yaml"></textarea>
</div>
</section>
</div>
<div class="result" id="result" hidden>
<div class="working" id="working" hidden>
<label for="progress" id="doing">Converting</label>
<progress id="progress" max="1" value="0"></progress>
<button id="cancel" type="button">Cancel</button>
</div>
<p class="spoken" id="status" role="status"></p>
<section class="card failure" id="failure" role="alert" hidden></section>
<section class="card done" id="done" aria-labelledby="done-title" hidden>
<div class="outcome">
<h2 id="done-title" tabindex="-1"></h2>
<p id="outcome"></p>
</div>
<div class="acts">
<button id="wide" type="button" aria-pressed="false">Report alone</button>
<button id="save" type="button">Save the report</button>
<button class="main" id="download" type="button">Download the project</button>
</div>
<details class="files">
<summary>Files in it</summary>
<ul id="file-list"></ul>
</details>
<p class="note">The zip holds passwords and what Secrets hold, as the command writes them: keep it as you would keep those. The report shows none of them.</p>
</section>
<div class="reports" id="reports" hidden></div>
</div>
</div>
</main>
<footer><span>${
    escaped(`${name} ${version}`)
  }. It is all in this file, and its content security policy lets nothing out: no request, no form, no link. It works without a network.</span></footer>
<script type="application/json" id="worker">${dataBlock(worker)}</script>
<script type="module">${BROWSER_SCRIPT}</script>
</body>
</html>
`;
}
