// Written by `deno task page`, out of style/ and script/.
// deno-fmt-ignore-file

import { BASE_STYLE } from "../page/assets.ts";

/** Rules of a page, and what `style-src` of its policy names them by. */
export const BROWSER_STYLE = BASE_STYLE + `html,
body {
  min-height: 100%;
}
body {
  display: flex;
  flex-direction: column;
  min-height: 100vh;
}
textarea,
pre {
  font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace;
  font-size: 12.5px;
  line-height: 1.5;
}
textarea {
  width: 100%;
  padding: 0.6rem 0.7rem;
  color: inherit;
  background: var(--sunk);
  border: 1px solid var(--strong-line);
  border-radius: 7px;
  resize: vertical;
  tab-size: 2;
  overflow-x: auto;
}
textarea::placeholder {
  color: var(--muted);
  opacity: 1;
}
button.main {
  background: var(--accent);
  border-color: var(--accent);
  color: var(--ground);
  font-weight: 600;
}
button.main:hover {
  filter: brightness(1.1);
  color: var(--ground);
}
.bar {
  display: flex;
  align-items: center;
  flex-wrap: wrap;
  gap: 0.4rem 1rem;
  padding: 0.7rem 1.5rem;
  background: var(--card);
  border-bottom: 1px solid var(--line);
}
.bar h1 {
  font-size: 1.1rem;
  font-weight: 650;
  letter-spacing: -0.01em;
}
.promise {
  padding: 0.1rem 0.6rem;
  border-radius: 99px;
  background: var(--accent-soft);
  color: var(--accent);
  font-size: 13px;
}
.bar #theme {
  margin-left: auto;
}
main {
  flex: 1;
  display: flex;
  flex-direction: column;
  width: 100%;
  max-width: 120rem;
  margin: 0 auto;
}
main:focus {
  outline: none;
}
.old {
  margin: 1rem 1.5rem 0;
  padding: 0.6rem 0.9rem;
  background: var(--error-soft);
  color: var(--error);
  border-radius: 7px;
}
.start {
  max-width: 44rem;
  margin: 9vh auto 0;
  padding: 0 1.5rem;
  text-align: center;
}
.start h2 {
  font-size: clamp(1.5rem, 4vw, 2.1rem);
  font-weight: 650;
  letter-spacing: -0.02em;
  line-height: 1.2;
  text-wrap: balance;
}
.lead {
  margin-top: 0.8rem;
  color: var(--muted);
  font-size: 1.05rem;
  text-wrap: balance;
}
.desk {
  display: flex;
  flex: 1;
  gap: 1.25rem;
  justify-content: center;
  padding: 1.25rem 1.5rem;
}
.side {
  display: flex;
  flex-direction: column;
  gap: 1.25rem;
  width: 44rem;
  max-width: 100%;
  min-width: 0;
}
.desk.full .side {
  flex: none;
  width: 24rem;
}
.desk.full #example {
  display: none;
}
.card {
  padding: 1rem 1.1rem 1.1rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 12px;
}
.card h2 {
  font-size: 1rem;
  font-weight: 650;
}
.start:not([hidden]) + .desk #input-title {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
}
.drop {
  margin-top: 0.7rem;
  padding: 1.1rem;
  border: 2px dashed var(--strong-line);
  border-radius: 10px;
  text-align: center;
}
.start:not([hidden]) + .desk .drop {
  margin-top: 0;
  padding: 3rem 1.5rem;
}
.dragging .drop {
  border-color: var(--accent);
  background: var(--accent-soft);
}
.call {
  font-weight: 600;
}
.ways {
  display: flex;
  flex-wrap: wrap;
  justify-content: center;
  gap: 0.5rem;
  margin-top: 0.8rem;
}
.given {
  display: grid;
  gap: 0.35rem;
}
.given:not(:empty) {
  margin-top: 0.6rem;
}
.given li {
  display: flex;
  align-items: center;
  gap: 0.6rem;
  padding: 0.2rem 0.3rem 0.2rem 0.7rem;
  background: var(--sunk);
  border-radius: 7px;
}
.given .name {
  min-width: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.given small {
  margin-left: auto;
  color: var(--muted);
  white-space: nowrap;
}
.given button {
  min-height: 0;
  padding: 0.1rem 0.5rem;
  border-color: transparent;
  background: none;
}
.paste {
  display: grid;
  gap: 0.5rem;
  margin-top: 0.9rem;
}
.paste label {
  font-weight: 600;
}
.paste button {
  justify-self: start;
}
.hint {
  margin-top: 0.9rem;
  color: var(--muted);
  font-size: 14px;
}
.hint summary,
.files summary,
.fields summary {
  cursor: pointer;
}
.hint pre {
  margin: 0.5rem 0 0;
  padding: 0.6rem 0.7rem;
  overflow-x: auto;
  color: var(--ink);
  background: var(--sunk);
  border-radius: 7px;
}
.heads {
  display: flex;
  justify-content: space-between;
  flex-wrap: wrap;
  gap: 0.3rem;
  margin: 0.6rem 0 0.8rem;
}
.tabs {
  display: flex;
  gap: 0.3rem;
}
button[aria-disabled="true"] {
  color: var(--muted);
  border-color: var(--line);
  cursor: default;
}
.tabs button {
  border-color: transparent;
  background: none;
  color: var(--muted);
}
.tabs button[aria-selected="true"] {
  background: var(--accent-soft);
  color: var(--accent);
  font-weight: 600;
}
#refused {
  margin: 0.7rem 0 0;
}
.mistake {
  margin-bottom: 0.8rem;
  padding: 0.5rem 0.7rem;
  background: var(--error-soft);
  color: var(--error);
  border-radius: 7px;
  font-size: 14px;
  overflow-wrap: anywhere;
}
.fields {
  display: grid;
  gap: 0.95rem;
}
details.fields {
  display: block;
  margin-top: 0.9rem;
  padding-top: 0.8rem;
  border-top: 1px solid var(--line);
}
details.fields > .fields {
  margin-top: 0.8rem;
}
details.fields details.fields {
  padding-left: 0.9rem;
}
details.fields details.fields summary {
  font-weight: 400;
}
.fields summary {
  font-weight: 600;
}
.field label,
.field .label {
  display: block;
  font-size: 14px;
  font-weight: 600;
}
.field input:not([type="checkbox"]),
.field select,
.field textarea {
  width: 100%;
  max-width: none;
  margin-top: 0.2rem;
}
.field.switch label {
  display: flex;
  align-items: center;
  gap: 0.5rem;
}
.field input[type="checkbox"] {
  width: 1.1rem;
  min-height: 0;
  height: 1.1rem;
  margin: 0;
  accent-color: var(--accent);
}
.field .about {
  margin-top: 0.15rem;
  color: var(--muted);
  font-size: 13px;
  line-height: 1.4;
}
.result {
  display: flex;
  flex: 1;
  flex-direction: column;
  gap: 1rem;
  min-width: 0;
}
.working {
  display: flex;
  align-items: center;
  flex-wrap: wrap;
  gap: 0.5rem 0.9rem;
}
.working label {
  font-size: 14px;
  color: var(--muted);
}
progress {
  flex: 1;
  min-width: 8rem;
  height: 0.5rem;
  accent-color: var(--accent);
}
.failure {
  border-color: var(--error);
}
.failure h2 {
  color: var(--error);
}
.failure p {
  margin-top: 0.4rem;
  overflow-wrap: anywhere;
}
.failure button {
  margin-top: 0.8rem;
}
.failure ul {
  display: grid;
  gap: 0.4rem;
  margin-top: 0.8rem;
  padding-top: 0.8rem;
  border-top: 1px solid var(--line);
  font-size: 14px;
  overflow-wrap: anywhere;
}
.failure .about {
  color: var(--muted);
}
.done {
  display: grid;
  grid-template-columns: minmax(0, 1fr) auto;
  gap: 0.6rem 1rem;
  align-items: center;
}
.acts {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
}
.outcome p {
  color: var(--muted);
}
.done .files,
.done .note {
  grid-column: 1 / -1;
}
.note {
  color: var(--muted);
  font-size: 13px;
}
.files summary {
  font-size: 14px;
}
.files ul {
  max-height: 16rem;
  margin-top: 0.4rem;
  overflow-y: auto;
  font-size: 13px;
}
.files li {
  display: flex;
  gap: 1rem;
  justify-content: space-between;
  padding: 0.1rem 0;
  overflow-wrap: anywhere;
}
.files small {
  color: var(--muted);
  white-space: nowrap;
}
.reports {
  position: relative;
  flex: 1;
  min-height: 46rem;
}
.reports iframe {
  position: absolute;
  width: 100%;
  height: 100%;
  border: 1px solid var(--line);
  border-radius: 12px;
  background: var(--ground);
}
.dragging .reports iframe {
  pointer-events: none;
}
.reports .coming {
  visibility: hidden;
}
footer {
  padding: 1rem 1.5rem 1.5rem;
  color: var(--muted);
  font-size: 13px;
  text-align: center;
}
@media (min-width: 62rem) {
  body:has(.desk.full) {
    height: 100vh;
    min-height: 40rem;
  }
  main:has(.desk.full),
  .desk.full {
    min-height: 0;
  }
  .desk.full .side {
    margin: -1.25rem 0 -1.25rem -1.5rem;
    padding: 1.25rem 0.6rem 1.25rem 1.5rem;
    width: 26rem;
    overflow-y: auto;
  }
  .desk.full .reports {
    min-height: 0;
  }
  .desk.full.wide .side {
    display: none;
  }
  body:has(.desk.full) footer {
    padding: 0.5rem 1.5rem;
    border-top: 1px solid var(--line);
  }
}
@media (max-width: 62rem) {
  .desk,
  .desk.full {
    flex-direction: column;
    padding: 1rem;
  }
  .desk .side,
  .desk.full .side {
    width: 100%;
  }
  .desk.full .result {
    order: -1;
  }
  .desk:not(.full) {
    justify-content: flex-start;
  }
  .desk:not(.full) .side {
    align-self: center;
  }
  .start {
    margin-top: 2rem;
  }
  .start:not([hidden]) + .desk .drop {
    padding: 1.6rem 1rem;
  }
  .done {
    grid-template-columns: minmax(0, 1fr);
  }
  #wide {
    display: none;
  }
  .acts button {
    flex: 1 1 12rem;
  }
  .acts .main {
    order: -1;
  }
  .reports {
    min-height: max(85vh, 36rem);
  }
}
@media (max-width: 30rem) {
  .bar {
    gap: 0.4rem 0.7rem;
    padding: 0.6rem 1rem;
  }
  .promise {
    order: 1;
    font-size: 12px;
  }
}
@media print {
  .bar,
  .side,
  .acts,
  footer {
    display: none;
  }
}
`;
export const BROWSER_STYLE_HASH = "sha256-8RcwSefAEA5Xe7t7j7klazUYYVea5O+Us3Kxxm/EoMk=";

/** Script of a page, and what `script-src` of its policy names it by. */
export const BROWSER_SCRIPT = `
function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === void 0 || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== void 0));
  return element;
}
function byId(id) {
  return document.getElementById(id);
}
function count(number, noun) {
  return \`\${number.toLocaleString("en")} \${noun}\${number === 1 ? "" : "s"}\`;
}

var Failed = class extends Error {
  failure;
  /** Keeps what was said. */
  constructor(failure) {
    super(failure.message), this.failure = failure;
  }
};
var Stopped = class extends Error {
};
var Engine = class {
  #url;
  #waiting = /* @__PURE__ */ new Map();
  #worker;
  #last = 0;
  /** One that runs a script. */
  constructor(script2) {
    this.#url = URL.createObjectURL(new Blob([
      script2
    ], {
      type: "text/javascript"
    }));
  }
  /** Asks something. */
  ask(name, question, listener = {}) {
    const { promise, resolve, reject } = Promise.withResolvers();
    const id = ++this.#last;
    this.#waiting.set(id, {
      resolve,
      reject,
      listener
    });
    this.#worker ??= this.#start();
    this.#worker.postMessage({
      id,
      name,
      question
    });
    return promise;
  }
  /** Stops whatever it does; one that waits goes on waiting. */
  stop() {
    if (this.#waiting.size === 0) return;
    this.#worker?.terminate();
    this.#end(new Stopped());
  }
  #start() {
    const worker = new Worker(this.#url);
    worker.addEventListener("message", ({ data }) => {
      const waiting = this.#waiting.get(data.id);
      if ("step" in data) {
        waiting?.listener.progress?.(data.step, data.done, data.of);
        return;
      }
      if ("settings" in data) {
        waiting?.listener.settings?.(data.settings);
        return;
      }
      this.#waiting.delete(data.id);
      if ("failure" in data) waiting?.reject(new Failed(data.failure));
      else waiting?.resolve(data.answer);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      const message = \`\${event.message || "the browser started no worker"}. This is a bug in dekube; please report it with your browser's name and version\`;
      worker.terminate();
      this.#end(new Failed({
        message,
        said: []
      }));
    });
    return worker;
  }
  #end(error) {
    this.#worker = void 0;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
};

var HELMFILES = [
  "helmfile.yaml",
  "helmfile.yaml.gotmpl",
  "helmfile.d",
  "helmfile.yml",
  "helmfile.yml.gotmpl",
  "helmfile.gotmpl"
];
var FOUND_BY_ITSELF = new Set(HELMFILES.slice(0, 3));
var CHART = "Chart.yaml";
var KUSTOMIZATIONS = [
  "kustomization.yaml",
  "kustomization.yml",
  "Kustomization"
];
var NO_MANIFESTS = [
  ...HELMFILES,
  CHART,
  ...KUSTOMIZATIONS
];
var MANIFEST_FILE = /\\.(yaml|yml|json)$/;

var LARGEST = 2 ** 20;
var LARGEST_SUM = 2 ** 26;
function worthReading(files) {
  const read = /* @__PURE__ */ new Set();
  let sum = 0;
  for (const file of files) {
    const { path, size } = file;
    const isMeant = !path.includes("/") || MANIFEST_FILE.test(path);
    if (!isMeant && size > LARGEST) continue;
    if (!isMeant && (sum += size) > LARGEST_SUM) continue;
    read.add(file);
  }
  return read;
}

var IGNORED = /^(?:\\.git|node_modules)$/;
async function chosen(list) {
  const found = [
    ...list
  ].map((file) => foundAs(file, file.webkitRelativePath || file.name));
  return await givenOf(found.filter(({ path }) => !path.split("/").some((part) => IGNORED.test(part))));
}
async function dropped(transfer) {
  const entries = [
    ...transfer.items
  ].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const loose = entries.length === 0 ? [
    ...transfer.files
  ] : [];
  const inEntries = (await Promise.all(entries.map(filesIn))).flat();
  return await givenOf([
    ...inEntries,
    ...loose.map((file) => foundAs(file, file.name))
  ]);
}
function pasted(text) {
  return {
    name: "",
    files: [
      {
        path: "pasted.yaml",
        bytes: new TextEncoder().encode(text)
      }
    ]
  };
}
async function givenOf(found) {
  if (found.length === 0) return void 0;
  const [{ path }] = found;
  const top = path.split("/")[0];
  const isOne = found.length === 1 || found.every((file) => file.path.startsWith(\`\${top}/\`));
  const wanted = worthReading(found);
  const files = await Promise.all(found.map(async (one) => ({
    path: one.path,
    bytes: wanted.has(one) ? await bytesOf(one) : new Uint8Array()
  })));
  return {
    name: isOne ? top : "",
    files
  };
}
async function bytesOf({ path, file }) {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(\`The browser can't read \${path}: \${why}\`);
  }
}
async function filesIn(entry) {
  const path = entry.fullPath.replace(/^\\//, "");
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [
      foundAs(file, path)
    ];
  }
  if (IGNORED.test(entry.name)) return [];
  const reader2 = entry.createReader();
  const inside = [];
  for (; ; ) {
    const some = await new Promise((resolve, reject) => reader2.readEntries(resolve, reject));
    if (some.length === 0) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map(filesIn))).flat();
}
function foundAs(file, path) {
  return {
    path,
    size: file.size,
    file
  };
}

function dragging(isOn) {
  document.documentElement.classList.toggle("dragging", isOn);
}

var SHOP = \`apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginx:1.27-alpine
          ports: [{ containerPort: 80 }]
          env:
            - { name: API_URL, value: "http://api:8080" }
          volumeMounts:
            - { name: pages, mountPath: /usr/share/nginx/html }
      volumes:
        - { name: pages, configMap: { name: pages } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: pages, namespace: shop }
data:
  index.html: |
    <h1>A shop</h1>
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: hashicorp/http-echo:1.0
          args: ["-listen=:8080", "-text=hello"]
          ports: [{ containerPort: 8080 }]
          env:
            - name: DB_PASSWORD
              valueFrom: { secretKeyRef: { name: db, key: password } }
            - { name: DB_URL, value: "postgres://shop:$(DB_PASSWORD)@db:5432/shop" }
          readinessProbe: { httpGet: { path: /, port: 8080 } }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ port: 8080 }] }
---
apiVersion: v1
kind: Secret
metadata: { name: db, namespace: shop }
stringData: { password: not-so-secret }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - name: db
          image: postgres:17-alpine
          ports: [{ containerPort: 5432 }]
          env:
            - { name: POSTGRES_USER, value: shop }
            - name: POSTGRES_PASSWORD
              valueFrom: { secretKeyRef: { name: db, key: password } }
          volumeMounts:
            - { name: data, mountPath: /var/lib/postgresql/data }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { selector: { app: db }, ports: [{ port: 5432 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop }
spec:
  rules:
    - host: shop.localhost
      http:
        paths:
          - { path: /api, pathType: Prefix, backend: { service: { name: api, port: { number: 8080 } } } }
          - { path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }
\`;
function example() {
  return {
    name: "shop.yaml",
    files: [
      {
        path: "shop.yaml",
        bytes: new TextEncoder().encode(SHOP)
      }
    ]
  };
}

function sizeOf(...contents) {
  const bytes = contents.reduce((sum, { length }) => sum + length, 0);
  if (bytes < 1e3) return \`\${bytes} B\`;
  return bytes < 1e6 ? \`\${(bytes / 1e3).toFixed(1)} kB\` : \`\${(bytes / 1e6).toFixed(1)} MB\`;
}

var Input = class {
  all = [];
  #changed;
  /** \`changed\` hears of all that is given or taken back. */
  constructor(changed) {
    this.#changed = changed;
    for (const id of [
      "files",
      "folder"
    ]) {
      const input2 = byId(id);
      byId(\`choose-\${id}\`).addEventListener("click", () => input2.click());
      input2.addEventListener("change", () => {
        if (input2.files) this.#take(chosen(input2.files));
        setTimeout(() => input2.value = "");
      });
    }
    byId("example").addEventListener("click", () => {
      this.#take(Promise.resolve(example()));
      byId("choose-files").focus();
    });
    this.#hearPaste();
    this.#hearDrop();
  }
  #hearPaste() {
    const form = byId("paste");
    const button = byId("show-paste");
    const text = byId("pasted");
    const open = (isOpen) => {
      form.hidden = !isOpen;
      button.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) text.focus();
    };
    button.addEventListener("click", () => open(form.hidden !== false));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (text.value.trim() === "") return text.focus();
      this.#take(Promise.resolve(pasted(text.value)));
      text.value = "";
      open(false);
      button.focus();
    });
    document.addEventListener("paste", (event) => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches("input, textarea, select");
      const data = event.clipboardData;
      if (isTyping || !data) return;
      event.preventDefault();
      const own = data.getData("text/plain");
      if (data.files.length > 0) this.#take(dropped(data));
      else if (own.trim() !== "") this.#take(Promise.resolve(pasted(own)));
    });
  }
  #hearDrop() {
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      dragging(true);
    });
    document.addEventListener("dragleave", ({ relatedTarget }) => {
      if (relatedTarget === null) dragging(false);
    });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      dragging(false);
      const { dataTransfer } = event;
      if (!dataTransfer) return;
      const text = dataTransfer.files.length === 0 ? dataTransfer.getData("text/plain") : "";
      this.#take(text.trim() === "" ? dropped(dataTransfer) : Promise.resolve(pasted(text)));
    });
  }
  async #take(giving) {
    const refused = byId("refused");
    refused.hidden = true;
    try {
      const given = await giving;
      if (!given) throw new Error("There is no file in what you gave");
      const at = this.all.findIndex(({ name }) => name !== "" && name === given.name);
      const before = this.all.splice(at < 0 ? this.all.length : at, 1, given)[0];
      this.#show();
      this.#offerBoth(given, before);
      this.#changed();
    } catch (error) {
      refused.hidden = false;
      refused.textContent = error instanceof Error ? error.message : String(error);
    }
  }
  /** What has the name of something that was there takes its place; two files may be called alike. */
  #offerBoth(given, before) {
    const note = byId("replaced");
    note.hidden = before === void 0 || /^dekube\\.ya?ml$/.test(given.name);
    if (note.hidden || !before) return;
    const keep = () => {
      note.hidden = true;
      const at = this.all.indexOf(given);
      this.all.splice(Math.max(at, 0), 0, before);
      this.#show();
      byId("choose-files").focus();
      this.#changed();
    };
    note.replaceChildren(el("span", {}, el("bdi", {}, given.name), " takes the place of the one before. "), el("button", {
      type: "button",
      click: keep
    }, "Keep both"));
  }
  #takeBack(given) {
    byId("replaced").hidden = true;
    const at = this.all.indexOf(given);
    this.all.splice(at, 1);
    this.#show();
    const others = byId("given").querySelectorAll("button");
    (others[Math.min(at, others.length - 1)] ?? byId("choose-files")).focus();
    this.#changed();
  }
  #show() {
    byId("given").replaceChildren(...this.all.map((given) => {
      const { name, files } = given;
      const title = name !== "" ? name : files.length > 1 ? count(files.length, "file") : "pasted";
      const more = name !== "" && files.length > 1 ? \`\${count(files.length, "file")}, \` : "";
      return el("li", {}, el("bdi", {
        class: "name",
        title
      }, title), el("small", {}, \`\${more}\${sizeOf(...files.map(({ bytes }) => bytes))}\`), el("button", {
        type: "button",
        "aria-label": \`Take \${title} back\`,
        click: () => this.#takeBack(given)
      }, "\\u2715"));
    }));
  }
};

var SIGNS = {
  error: "\\u2716",
  warning: "\\u26A0",
  info: "\\u2139"
};
function showDone(answer) {
  const { name, files, counts, services } = answer;
  byId("failure").hidden = true;
  byId("done").hidden = false;
  byId("done-title").textContent = name;
  const said = [
    count(services, "service"),
    count(files.length, "file"),
    ...counts.error > 0 ? [
      \`\${counts.error} withheld\`
    ] : [],
    ...counts.warning > 0 ? [
      count(counts.warning, "warning")
    ] : []
  ].join(", ");
  byId("outcome").textContent = said;
  byId("status").textContent = \`\${name} is converted: \${said}\`;
  byId("file-list").replaceChildren(...files.map(({ path, content }) => el("li", {}, el("span", {}, path), el("small", {}, sizeOf(content)))));
}
function showCancelled(again) {
  const button = el("button", {
    type: "button",
    click: again
  }, "Convert again");
  showFailure({
    message: "You cancelled it.",
    said: []
  }, button);
  button.focus();
}
function showFailure({ message, said }, ...more) {
  byId("done").hidden = true;
  byId("failure").hidden = false;
  byId("failure").replaceChildren(el("h2", {}, "Nothing was converted"), el("p", {}, message), ...said.length === 0 ? [] : [
    el("ul", {}, ...said.map(({ severity, message: message2, resource, file }) => {
      const about2 = [
        file,
        resource && \`\${resource.kind} \${resource.name}\`
      ].filter((part) => part).join(", ");
      return el("li", {}, \`\${SIGNS[severity]} \`, el("span", {
        class: "about"
      }, about2 === "" ? "" : \`\${about2}: \`), message2);
    }))
  ], ...more);
}

var root = document.documentElement;
var system = matchMedia("(prefers-color-scheme: dark)");
function themeNow() {
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
  return isDark ? "dark" : "light";
}
function followTheme(changed) {
  const button = byId("theme");
  const tell = () => {
    button.setAttribute("aria-pressed", String(themeNow() === "dark"));
    changed();
  };
  button.addEventListener("click", () => {
    root.dataset.theme = themeNow() === "dark" ? "light" : "dark";
    tell();
  });
  system.addEventListener("change", tell);
  tell();
}

var PLACE = /^(?:#?$|#(?:service|object)=)/;
var Report = class {
  #room = byId("reports");
  #frame;
  #coming;
  #place = "";
  #view;
  /** An empty one. */
  constructor() {
    addEventListener("hashchange", () => this.#follow());
    addEventListener("message", ({ data, source }) => {
      if (!this.#frame || source !== this.#frame.contentWindow) return;
      if (data.view) this.#view = data.view;
      if (data.isDragging !== void 0) dragging(data.isDragging);
      if (data.place !== void 0 && PLACE.test(data.place)) location.hash = data.place;
    });
    this.#follow();
  }
  /** Shows a report in place of the last one, once it can be seen. */
  async show(page) {
    this.#coming?.remove();
    const frame = el("iframe", {
      class: "coming",
      title: "Report of the conversion",
      sandbox: "allow-scripts"
    });
    frame.srcdoc = page;
    this.#coming = frame;
    this.#room.hidden = false;
    const { promise, resolve } = Promise.withResolvers();
    frame.addEventListener("load", () => resolve(), {
      once: true
    });
    this.#room.append(frame);
    await promise;
    if (this.#coming !== frame) return;
    this.#coming = void 0;
    this.#frame?.remove();
    this.#frame = frame;
    frame.id = "report";
    this.tell();
    frame.classList.remove("coming");
  }
  /** Shows none. */
  hide() {
    this.#room.hidden = true;
  }
  /** Forgets where somebody was in it. */
  reset() {
    this.hide();
    this.#room.replaceChildren();
    this.#frame = this.#coming = this.#view = void 0;
    if (this.#place !== "") location.hash = "";
  }
  /** Tells the report what holds now. */
  tell() {
    const told = {
      theme: themeNow(),
      place: this.#place,
      view: this.#view
    };
    this.#frame?.contentWindow?.postMessage(told, "*");
  }
  #follow() {
    if (!PLACE.test(location.hash)) return;
    this.#place = location.hash;
    this.tell();
  }
};

function fieldOf(id, name, schema, changed) {
  const types = [
    schema.type ?? []
  ].flat().filter((type) => type !== "null");
  const words = schema.enum?.filter((word) => typeof word === "string");
  const has = (type) => types.includes(type);
  if (words) return choice(id, name, schema, words, changed);
  if (has("boolean")) return switchOf(id, name, schema, changed);
  if (has("object") || types.length === 0) {
    return isTexts(schema.additionalProperties) && !has("string") ? pairs(id, name, schema, changed) : elsewhere(name, schema);
  }
  if (has("array")) {
    return isTexts(schema.items) ? lines(id, name, schema, changed) : elsewhere(name, schema);
  }
  return line(id, name, schema, has("string") ? "text" : "number", changed);
}
function isTexts(schema) {
  if (typeof schema !== "object") return false;
  const types = [
    schema.type ?? []
  ].flat();
  return types.includes("string") && !types.includes("object");
}
function about(id, { description = "" }, more = "") {
  return el("p", {
    class: "about",
    id: \`\${id}-about\`
  }, \`\${description}\${more}\`);
}
function labelled(id, name, schema, input2, more = "") {
  return el("div", {
    class: "field"
  }, el("label", {
    for: id
  }, name), input2, about(id, schema, more));
}
function line(id, name, schema, type, changed) {
  const input2 = el("input", {
    id,
    type,
    min: schema.minimum,
    max: schema.maximum,
    placeholder: String(schema.default ?? ""),
    "aria-describedby": \`\${id}-about\`,
    spellcheck: "false",
    change: () => {
      const { value } = input2;
      changed(value === "" ? void 0 : type === "number" ? Number(value) : value);
    }
  });
  return {
    element: labelled(id, name, schema, input2),
    show: (value) => input2.value = value === void 0 || value === null ? "" : String(value)
  };
}
function choice(id, name, schema, words, changed) {
  const input2 = el("select", {
    id,
    "aria-describedby": \`\${id}-about\`,
    change: () => changed(input2.value === schema.default ? void 0 : input2.value)
  }, ...words.map((word) => el("option", {
    value: word
  }, word)));
  return {
    element: labelled(id, name, schema, input2),
    show: (value) => input2.value = String(value === false ? "off" : value ?? schema.default ?? "")
  };
}
function switchOf(id, name, schema, changed) {
  const isOn = schema.default === true;
  const input2 = el("input", {
    id,
    type: "checkbox",
    "aria-describedby": \`\${id}-about\`,
    change: () => changed(input2.checked === isOn ? void 0 : input2.checked)
  });
  return {
    element: el("div", {
      class: "field switch"
    }, el("label", {
      for: id
    }, input2, name), about(id, schema)),
    show: (value) => input2.checked = typeof value === "boolean" ? value : isOn
  };
}
function lines(id, name, schema, changed) {
  const input2 = area(id, (rows) => changed(rows.length === 0 ? void 0 : rows));
  return {
    element: labelled(id, name, schema, input2, " One a line."),
    show: (value) => fill(input2, Array.isArray(value) ? value.map(String) : [])
  };
}
function pairs(id, name, schema, changed) {
  const input2 = area(id, (rows) => {
    const entries = rows.map((row) => {
      const at = row.search(/:(?=\\s|$)/);
      return at < 0 ? [
        row,
        ""
      ] : [
        row.slice(0, at).trim(),
        row.slice(at + 1).trim()
      ];
    });
    changed(entries.length === 0 ? void 0 : Object.fromEntries(entries));
  });
  return {
    element: labelled(id, name, schema, input2, " One a line, as name: value."),
    show: (value) => {
      const all = typeof value === "object" && value !== null ? Object.entries(value) : [];
      fill(input2, all.map(([key, item]) => \`\${key}: \${item}\`));
    }
  };
}
function area(id, changed) {
  const input2 = el("textarea", {
    id,
    rows: 2,
    spellcheck: "false",
    autocapitalize: "off",
    "aria-describedby": \`\${id}-about\`,
    change: () => changed(input2.value.split("\\n").map((row) => row.trim()).filter((row) => row !== ""))
  });
  return input2;
}
function fill(input2, rows) {
  input2.value = rows.join("\\n");
  input2.rows = Math.min(Math.max(rows.length + 1, 2), 8);
}
function elsewhere(name, schema) {
  const said = el("p", {
    class: "about"
  });
  const show = (value) => {
    const number = typeof value === "object" && value !== null ? Object.keys(value).length : 0;
    said.textContent = \`\${schema.description ?? ""} In dekube.yaml: \${number || "none yet"}.\`;
  };
  show(void 0);
  const title = el("span", {
    class: "label"
  }, name);
  return {
    element: el("div", {
      class: "field"
    }, title, said),
    show
  };
}

var RARE = /* @__PURE__ */ new Set([
  "accept",
  "depends",
  "distribution",
  "distribution_version",
  "infer_namespaces",
  "ingress_types",
  "limits",
  "network",
  "replacements",
  "subnet"
]);
var SettingsForm = class {
  #fields = [];
  /** Fills an element with fields for what the schema has. */
  constructor(into, { properties = {} }, changed) {
    const { extensions, ...others } = properties;
    const names = Object.keys(others).filter((name) => !others[name].deprecated);
    const add = (path, schema) => {
      const field = fieldOf(\`setting-\${path.join("-")}\`, path.at(-1), schema, (value) => changed(path, value));
      this.#fields.push({
        path,
        field
      });
      return field.element;
    };
    const group = (title, fields) => el("details", {
      class: "fields"
    }, el("summary", {}, title), el("div", {
      class: "fields"
    }, ...fields));
    const usual = names.filter((name) => !RARE.has(name));
    into.append(el("div", {
      class: "fields"
    }, ...usual.map((name) => add([
      name
    ], others[name]))), group("Further settings", names.filter((name) => RARE.has(name)).map((name) => add([
      name
    ], others[name]))), group("Extensions", Object.entries(extensions?.properties ?? {}).map(([name, { properties: properties2 = {} }]) => group(name, Object.entries(properties2).filter(([, schema]) => !schema.deprecated).map(([key, schema]) => add([
      "extensions",
      name,
      key
    ], schema))))));
    into.addEventListener("submit", (event) => event.preventDefault());
  }
  /** Shows what settings say; the field that somebody is in keeps what they typed. */
  show(values) {
    for (const { path, field } of this.#fields) {
      if (field.element.contains(document.activeElement)) continue;
      field.show(valueAt(values, path));
    }
  }
};
function valueAt(values, path) {
  return path.reduce((at, key) => typeof at === "object" && at !== null && Object.hasOwn(at, key) ? at[key] : void 0, values);
}

function tabs(all) {
  const select = (chosen2) => {
    for (const tab of all) {
      const isChosen = tab === chosen2;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
  };
  for (const [index, tab] of all.entries()) {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const step = {
        ArrowRight: 1,
        ArrowLeft: -1
      }[key];
      if (step === void 0) return;
      const next = all[(index + step + all.length) % all.length];
      select(next);
      next.focus();
    });
  }
}

var PATIENCE_MS = 400;
var Settings = class {
  #engine;
  #editor = byId("editor");
  #undo = byId("undo");
  #changed;
  #form;
  /** What holds, whether somebody here wrote it, and what held before each change, the last one last. */
  #text = "";
  #isOwn = false;
  #past = [];
  #isSaved = true;
  #timer;
  /** Edits come one after the other. */
  #edits = Promise.resolve();
  /** \`changed\` hears of each change that a person makes. */
  constructor(engine, changed) {
    this.#engine = engine;
    this.#changed = changed;
    tabs([
      byId("tab-form"),
      byId("tab-text")
    ]);
    this.#editor.addEventListener("input", () => {
      if (this.#timer === void 0) this.#remember();
      this.#hold(this.#editor.value, true);
      this.#timer = setTimeout(() => {
        this.#timer = void 0;
        this.#settle();
      }, PATIENCE_MS);
    });
    this.#undo.addEventListener("click", () => {
      const before = this.#past.pop();
      if (before === void 0) return;
      this.#hold(before, true);
      this.#settle();
    });
  }
  /** The text, once somebody has changed it. */
  get own() {
    return this.#isOwn ? this.#text : void 0;
  }
  /** Whether somebody changed it, and has it nowhere else. */
  get isUnsaved() {
    return this.#isOwn && !this.#isSaved;
  }
  /** Somebody has it elsewhere. */
  saved() {
    this.#isSaved = true;
  }
  /** Takes a text that nobody here has written; what somebody has stays. */
  async offer(text) {
    if (!this.#isOwn) this.#hold(text, false);
    await this.#show();
  }
  /** Takes a text that somebody brought, in place of what there is. */
  async bring(text) {
    if (this.#isOwn) this.#remember();
    this.#hold(text, this.#isOwn);
    await this.#show();
  }
  /** Puts what somebody wrote aside. */
  reset() {
    if (this.#isOwn) this.#remember();
    this.#hold("", false);
  }
  #remember() {
    this.#past.push(this.#text);
  }
  #hold(text, isOwn) {
    clearTimeout(this.#timer);
    this.#timer = void 0;
    this.#text = text;
    this.#isOwn = isOwn;
    if (this.#editor.value !== text) this.#editor.value = text;
    this.#undo.setAttribute("aria-disabled", String(this.#past.length === 0));
  }
  async #settle() {
    this.#isSaved = false;
    await this.#show();
    this.#changed();
  }
  async #show() {
    const form = await (this.#form ??= this.#makeForm());
    const { values, mistake } = await this.#engine.ask("settings", this.#text);
    if (values) form.show(values);
    const said = byId("mistake");
    said.hidden = mistake === void 0;
    said.textContent = mistake ?? "";
    for (const field of byId("form").querySelectorAll("input, select, textarea")) {
      field.disabled = values === void 0;
    }
  }
  async #makeForm() {
    const { schema } = await this.#engine.ask("program", void 0);
    return new SettingsForm(byId("form"), schema, (path, value) => {
      this.#edits = this.#edits.then(() => this.#edit(path, value)).catch(() => this.#show());
    });
  }
  async #edit(path, value) {
    for (; ; ) {
      const text = this.#text;
      const edited = await this.#engine.ask("edit", {
        text,
        path,
        value
      });
      if (this.#text !== text) continue;
      if (edited !== text) this.#remember();
      this.#hold(edited, true);
      return await this.#settle();
    }
  }
};

function isNewEnough() {
  return "toHex" in Uint8Array.prototype && "fromBase64" in Uint8Array && "groupBy" in Map && "withResolvers" in Promise;
}

var KEPT_MS = 6e4;
function save(name, type, content) {
  const url = URL.createObjectURL(new Blob([
    content
  ], {
    type
  }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

var script = JSON.parse(byId("worker").textContent ?? "");
var [converter, reader] = [
  new Engine(script),
  new Engine(script)
];
var settings = new Settings(reader, () => convert());
var input = new Input(() => convert());
var report = new Report();
var last;
var turn = 0;
var seen = /* @__PURE__ */ new WeakSet();
async function convert() {
  const own = stop();
  const isThere = input.all.length > 0;
  byId("start").hidden = isThere;
  byId("result").hidden = !isThere;
  byId("desk").classList.toggle("full", isThere);
  if (!isThere) {
    settings.reset();
    report.reset();
    byId("settings").hidden = true;
    last = void 0;
    document.title = "dekube";
    return;
  }
  byId("status").textContent = "Converting";
  byId("working").hidden = false;
  byId("settings").hidden = false;
  working("reading", 0, 1);
  let brought;
  try {
    const answer = await converter.ask("convert", {
      given: input.all,
      settings: settings.own,
      fresh: input.all.flatMap((one, index) => seen.has(one) ? [] : [
        index
      ]),
      kept: last?.files
    }, {
      progress: working,
      settings: (text) => brought = text
    });
    last = answer;
    await report.show(answer.page);
    if (own !== turn) return;
    byId("working").hidden = true;
    showDone(answer);
    document.title = \`\${answer.name} \\xB7 dekube\`;
    await take(brought ?? answer.settings, brought !== void 0);
  } catch (error) {
    if (error instanceof Stopped) return;
    fail(error);
    await take(brought ?? last?.settings ?? "", brought !== void 0);
  }
}
async function take(text, isBrought) {
  for (const one of input.all) seen.add(one);
  await (isBrought ? settings.bring(text) : settings.offer(text));
}
function stop() {
  converter.stop();
  return ++turn;
}
function working(step, done, of) {
  byId("doing").textContent = \`Converting: \${step}\`;
  const bar = byId("progress");
  bar.max = of;
  bar.value = done;
}
function fail(error) {
  const failure = error instanceof Failed ? error.failure : {
    message: error instanceof Error ? error.message : String(error),
    said: []
  };
  byId("working").hidden = true;
  report.hide();
  showFailure(failure);
}
byId("cancel").addEventListener("click", () => {
  stop();
  byId("working").hidden = true;
  byId("status").textContent = "";
  report.hide();
  showCancelled(() => {
    byId("failure").hidden = true;
    convert();
    byId("cancel").focus();
  });
});
byId("download").addEventListener("click", async () => {
  if (!last) return;
  const { name, files } = last;
  save(\`\${name}.zip\`, "application/zip", await reader.ask("pack", files));
  settings.saved();
});
byId("save").addEventListener("click", () => {
  if (last) save(\`\${last.name}.html\`, "text/html", last.page);
});
byId("wide").addEventListener("click", () => {
  const isWide = byId("desk").classList.toggle("wide");
  byId("wide").setAttribute("aria-pressed", String(isWide));
});
addEventListener("beforeunload", (event) => {
  if (settings.isUnsaved) event.preventDefault();
});
byId("old").hidden = isNewEnough();
followTheme(() => report.tell());
`;
export const BROWSER_SCRIPT_HASH = "sha256-fbtVgKAq/kSFR8tPgHq+NXFzGcIBCQr/EFrgSgLKz1I=";
