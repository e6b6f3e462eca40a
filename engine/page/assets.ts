// Written by `deno task page`, out of style/ and script/.
// deno-fmt-ignore-file

/** Rules of a drawing that stands alone. */
export const DRAWING_STYLE = `.drawing {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
.drawing .canvas {
  fill: #f7f7f5;
}
.drawing .namespace rect {
  fill: #ffffff;
  stroke: #dddcd6;
}
.drawing .namespace.whole rect {
  fill: none;
  stroke-dasharray: 5 5;
}
.drawing .namespace text {
  fill: #5b5e63;
  font-size: 12px;
  font-weight: 600;
  letter-spacing: 0.04em;
}
.drawing .node rect {
  fill: #ffffff;
  stroke: #8c8b85;
}
.drawing .node.host rect {
  fill: #e0f0ee;
  stroke: #0b6b68;
}
.drawing .node.volume rect {
  fill: #f0f0ed;
  stroke: #dddcd6;
}
.drawing .node .name {
  fill: #1d1f21;
  font-size: 13px;
  font-weight: 600;
}
.drawing .node.volume .name {
  font-weight: 400;
}
.drawing .node .about {
  fill: #5b5e63;
  font-size: 11px;
}
.drawing .icon {
  fill: none;
  stroke: #5b5e63;
  stroke-width: 1.2;
  stroke-linejoin: round;
}
.drawing .host .icon {
  stroke: #0b6b68;
}
.drawing .edge {
  fill: none;
  stroke: #8c8b85;
  stroke-width: 1.3;
}
.drawing .edge.route {
  stroke: #0b6b68;
  stroke-width: 1.8;
}
.drawing .edge.mount {
  stroke-dasharray: 3 4;
}
.drawing .arrow {
  fill: #8c8b85;
}
.drawing .arrow.route {
  fill: #0b6b68;
}
.drawing .dot.error {
  fill: #b3261e;
}
.drawing .dot.warning {
  fill: #875300;
}
.drawing .dot.info {
  fill: #40607f;
}
@media (prefers-color-scheme: dark) {
.drawing {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
.drawing .canvas {
  fill: #16181b;
}
.drawing .namespace rect {
  fill: #1e2125;
  stroke: #33373d;
}
.drawing .namespace.whole rect {
  fill: none;
  stroke-dasharray: 5 5;
}
.drawing .namespace text {
  fill: #a4a9b1;
  font-size: 12px;
  font-weight: 600;
  letter-spacing: 0.04em;
}
.drawing .node rect {
  fill: #1e2125;
  stroke: #70757d;
}
.drawing .node.host rect {
  fill: #183a39;
  stroke: #63cbc3;
}
.drawing .node.volume rect {
  fill: #191b1f;
  stroke: #33373d;
}
.drawing .node .name {
  fill: #e9eaec;
  font-size: 13px;
  font-weight: 600;
}
.drawing .node.volume .name {
  font-weight: 400;
}
.drawing .node .about {
  fill: #a4a9b1;
  font-size: 11px;
}
.drawing .icon {
  fill: none;
  stroke: #a4a9b1;
  stroke-width: 1.2;
  stroke-linejoin: round;
}
.drawing .host .icon {
  stroke: #63cbc3;
}
.drawing .edge {
  fill: none;
  stroke: #70757d;
  stroke-width: 1.3;
}
.drawing .edge.route {
  stroke: #63cbc3;
  stroke-width: 1.8;
}
.drawing .edge.mount {
  stroke-dasharray: 3 4;
}
.drawing .arrow {
  fill: #70757d;
}
.drawing .arrow.route {
  fill: #63cbc3;
}
.drawing .dot.error {
  fill: #ff9d93;
}
.drawing .dot.warning {
  fill: #efc06b;
}
.drawing .dot.info {
  fill: #a3c2e2;
}
}
`;

/** Rules that all pages begin with. */
export const BASE_STYLE = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f7f7f5, #16181b);
  --card: light-dark(#ffffff, #1e2125);
  --sunk: light-dark(#f0f0ed, #191b1f);
  --line: light-dark(#dddcd6, #33373d);
  --strong-line: light-dark(#8c8b85, #70757d);
  --ink: light-dark(#1d1f21, #e9eaec);
  --muted: light-dark(#5b5e63, #a4a9b1);
  --accent: light-dark(#0b6b68, #63cbc3);
  --accent-soft: light-dark(#e0f0ee, #183a39);
  --error: light-dark(#b3261e, #ff9d93);
  --error-soft: light-dark(#fbe9e7, #43211f);
  --warning: light-dark(#875300, #efc06b);
  --warning-soft: light-dark(#fbf0dc, #3b2f18);
  --info: light-dark(#40607f, #a3c2e2);
  --info-soft: light-dark(#e8eff5, #222f3c);
}
:root[data-theme="light"] {
  color-scheme: light;
}
:root[data-theme="dark"] {
  color-scheme: dark;
}
* {
  box-sizing: border-box;
}
html {
  scroll-padding-top: 5rem;
}
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  -webkit-text-size-adjust: 100%;
}
h1,
h2,
h3,
p,
ul,
ol,
dl,
dd {
  margin: 0;
}
ul,
ol {
  padding: 0;
  list-style: none;
}
a {
  color: var(--accent);
  text-underline-offset: 0.2em;
}
code,
.lines {
  font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace;
  font-size: 12.5px;
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
  border-radius: 4px;
}
h2:focus {
  outline: none;
}
[hidden] {
  display: none !important;
}
.spoken {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.skip {
  position: absolute;
  left: -999rem;
  z-index: 3;
  padding: 0.5rem 1rem;
  background: var(--card);
}
.skip:focus {
  left: 0.5rem;
  top: 0.5rem;
}
input,
select,
button {
  font: inherit;
  font-size: 14px;
  color: inherit;
  background: var(--card);
  border: 1px solid var(--strong-line);
  border-radius: 7px;
  padding: 0.36rem 0.7rem;
  min-height: 2.2rem;
}
input {
  width: 15rem;
  min-width: 0;
}
input::placeholder {
  color: var(--muted);
  opacity: 1;
}
select {
  max-width: 13rem;
}
button {
  cursor: pointer;
}
button[aria-pressed="true"] {
  background: var(--accent-soft);
  border-color: var(--accent);
  color: var(--accent);
}
button:hover {
  border-color: var(--accent);
  color: var(--accent);
}

`;

/** Rules of a page, and what `style-src` of its policy names them by. */
export const PAGE_STYLE = BASE_STYLE + `.drawing {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
.drawing .canvas {
  fill: var(--ground);
}
.drawing .namespace rect {
  fill: var(--card);
  stroke: var(--line);
}
.drawing .namespace.whole rect {
  fill: none;
  stroke-dasharray: 5 5;
}
.drawing .namespace text {
  fill: var(--muted);
  font-size: 12px;
  font-weight: 600;
  letter-spacing: 0.04em;
}
.drawing .node rect {
  fill: var(--card);
  stroke: var(--strong-line);
}
.drawing .node.host rect {
  fill: var(--accent-soft);
  stroke: var(--accent);
}
.drawing .node.volume rect {
  fill: var(--sunk);
  stroke: var(--line);
}
.drawing .node .name {
  fill: var(--ink);
  font-size: 13px;
  font-weight: 600;
}
.drawing .node.volume .name {
  font-weight: 400;
}
.drawing .node .about {
  fill: var(--muted);
  font-size: 11px;
}
.drawing .icon {
  fill: none;
  stroke: var(--muted);
  stroke-width: 1.2;
  stroke-linejoin: round;
}
.drawing .host .icon {
  stroke: var(--accent);
}
.drawing .edge {
  fill: none;
  stroke: var(--strong-line);
  stroke-width: 1.3;
}
.drawing .edge.route {
  stroke: var(--accent);
  stroke-width: 1.8;
}
.drawing .edge.mount {
  stroke-dasharray: 3 4;
}
.drawing .arrow {
  fill: var(--strong-line);
}
.drawing .arrow.route {
  fill: var(--accent);
}
.drawing .dot.error {
  fill: var(--error);
}
.drawing .dot.warning {
  fill: var(--warning);
}
.drawing .dot.info {
  fill: var(--info);
}

.bar {
  position: sticky;
  top: 0;
  z-index: 2;
  display: flex;
  align-items: center;
  gap: 0.75rem 1.25rem;
  padding: 0.7rem 1.5rem;
  background: var(--card);
  border-bottom: 1px solid var(--line);
}
.bar h1 {
  font-size: 1.1rem;
  font-weight: 650;
  letter-spacing: -0.01em;
  white-space: nowrap;
  overflow: hidden;
  text-overflow: ellipsis;
}
.bar h1 a {
  color: inherit;
  text-decoration: none;
}
.bar .tools {
  display: flex;
  align-items: center;
  gap: 0.6rem;
  margin-left: auto;
}

.layout {
  display: grid;
  grid-template-columns: 17rem minmax(0, 1fr);
  max-width: 110rem;
  margin: 0 auto;
}
.rail {
  position: sticky;
  top: 3.7rem;
  align-self: start;
  height: calc(100vh - 3.7rem);
  overflow-y: auto;
  padding: 1.1rem 0.75rem 2rem 1.5rem;
}
.rail .found {
  color: var(--muted);
  font-size: 13px;
  margin-bottom: 0.6rem;
}
.rail h2 {
  font-size: 13px;
}
.rail section {
  margin-bottom: 1.1rem;
  content-visibility: auto;
  contain-intrinsic-size: auto 12rem;
}
.rail h3 {
  font-size: 12px;
  font-weight: 600;
  color: var(--muted);
  letter-spacing: 0.03em;
  padding: 0.2rem 0.6rem;
  overflow-wrap: anywhere;
}
.rail a {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem;
  padding: 0.22rem 0.6rem;
  border-radius: 6px;
  color: inherit;
  text-decoration: none;
  overflow-wrap: anywhere;
  line-height: 1.4;
}
.rail a:hover {
  background: var(--sunk);
}
.rail a:has(small) {
  gap: 0;
}
.rail a > span:first-child {
  max-width: calc(100% - 1rem);
}
.rail a[aria-current] {
  background: var(--accent-soft);
  color: var(--accent);
  font-weight: 600;
}
.rail a small {
  flex-basis: 100%;
  color: var(--muted);
  font-size: 11.5px;
  font-weight: 400;
}
.dot {
  flex: none;
  width: 0.5rem;
  height: 0.5rem;
  border-radius: 50%;
  margin-left: auto;
}
span.dot.error {
  background: var(--error);
}
span.dot.warning {
  background: var(--warning);
}

main {
  padding: 1.5rem 1.5rem 4rem;
  min-width: 0;
}
h2 {
  font-size: 1.35rem;
  font-weight: 650;
  letter-spacing: -0.015em;
  line-height: 1.3;
  overflow-wrap: anywhere;
}
main section > h2 {
  margin-bottom: 0.7rem;
}
#overview > section + section {
  margin-top: 2.4rem;
}
.summary {
  color: var(--muted);
  margin-bottom: 1rem;
}
.urls {
  max-height: 7.5rem;
  overflow-y: auto;
  display: flex;
  flex-wrap: wrap;
  gap: 0.3rem 1.1rem;
  margin: 0 0 1.2rem;
}

.map {
  background: var(--ground);
  border: 1px solid var(--line);
  border-radius: 12px;
  overflow: hidden;
}
.map .drawing-frame {
  overflow: auto;
  scrollbar-gutter: stable;
  max-height: 74vh;
}
.map .drawing-frame:focus-visible {
  outline-offset: -3px;
}
.map svg {
  display: block;
  margin: 0 auto;
}
.map .under {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem 1.2rem;
  padding: 0.55rem 0.9rem;
  border-top: 1px solid var(--line);
  background: var(--card);
  font-size: 13px;
  color: var(--muted);
}
.map .zoom {
  display: flex;
  gap: 0.35rem;
  margin-left: auto;
}
.map .zoom button {
  padding: 0.1rem 0.6rem;
  min-height: 1.9rem;
  min-width: 1.9rem;
}
.key {
  display: flex;
  flex-wrap: wrap;
  gap: 0.2rem 1.1rem;
}
.key svg {
  width: 30px;
  height: 10px;
  vertical-align: 0;
  margin-right: 0.4rem;
  display: inline-block;
}
.drawing a {
  text-decoration: none;
  cursor: pointer;
  outline: none;
}
.drawing a:hover rect,
.drawing a:focus-visible rect {
  stroke: var(--accent);
  stroke-width: 2;
}
.map .drawing .namespace text {
  cursor: zoom-in;
}
.drawing .away {
  display: none;
}
.drawing .node.unfound {
  opacity: 0.25;
}
.drawing.lit .edge,
.drawing.lit .node {
  opacity: 0.22;
}
.drawing.lit .on {
  opacity: 1;
}
.drawing.lit .edge.on {
  stroke: var(--accent);
  stroke-width: 2;
}

.group {
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
  margin-bottom: 0.7rem;
}
.group summary {
  cursor: pointer;
  padding: 0.55rem 1rem;
}
.group summary h3,
.group summary h4 {
  display: inline;
  font-size: 1rem;
  font-weight: 600;
  margin: 0;
}
.group .count {
  color: var(--muted);
  font-weight: 400;
  margin-left: 0.3rem;
}
.group.error .sign {
  color: var(--error);
}
.group.warning .sign {
  color: var(--warning);
}
.group.info .sign {
  color: var(--info);
}
.messages > li {
  padding: 0.6rem 1rem;
  border-top: 1px solid var(--line);
  overflow-wrap: anywhere;
  content-visibility: auto;
  contain-intrinsic-size: auto 4.5rem;
}
.messages p {
  max-width: 75ch;
}
.messages .places,
.messages .code {
  font-size: 13px;
  color: var(--muted);
  margin-top: 0.15rem;
}
.messages .more {
  margin: 0.4rem 0;
  padding: 0.1rem 0.6rem;
  min-height: 1.9rem;
  font-size: 13px;
}
.group > .more {
  margin: 0.6rem 1rem;
}
.nothing {
  color: var(--muted);
}

.title {
  margin-bottom: 1.1rem;
}
.title .back {
  font-size: 14px;
  text-decoration: none;
  display: inline-block;
  margin-bottom: 0.5rem;
}
.title p {
  color: var(--muted);
}
.facts {
  display: grid;
  grid-template-columns: max-content minmax(0, 1fr);
  gap: 0.4rem 1.5rem;
  margin: 0 0 1.5rem;
}
.facts dt {
  color: var(--muted);
  font-size: 14px;
}
.facts dd ul {
  display: flex;
  flex-direction: column;
  gap: 0.1rem;
  overflow-wrap: anywhere;
}
.facts small {
  color: var(--muted);
  font-size: 12.5px;
}
.sides {
  display: grid;
  grid-template-columns: repeat(2, minmax(0, 1fr));
  gap: 1.25rem;
  margin-top: 1.4rem;
  align-items: start;
}
.side > h3 {
  font-size: 14px;
  font-weight: 600;
  color: var(--muted);
  margin-bottom: 0.5rem;
}
.source {
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 10px;
  margin-bottom: 0.8rem;
  overflow: hidden;
}
.source summary {
  cursor: pointer;
  padding: 0.5rem 0.9rem;
  overflow-wrap: anywhere;
}
.source .file {
  font-size: 12.5px;
  color: var(--muted);
}
.source summary .file {
  display: block;
  padding-left: 1.05rem;
}
.source > .file {
  padding: 0.5rem 0.9rem;
}
.source .lost {
  font-size: 12px;
  color: var(--warning);
  background: var(--warning-soft);
  border-radius: 99px;
  padding: 0.1rem 0.55rem;
  margin-left: 0.5rem;
}
.scrolled {
  overflow-x: auto;
  border-top: 1px solid var(--line);
  background: var(--sunk);
}
.lines {
  padding: 0.6rem 0;
  min-width: max-content;
  line-height: 1.6;
}
.line {
  position: relative;
  display: block;
  padding: 0 1rem 0 2.1rem;
  white-space: pre;
  unicode-bidi: plaintext;
}
.line .sign {
  position: absolute;
  left: 0.8rem;
  font-family: system-ui, sans-serif;
  font-weight: 600;
}
.line.converted .sign {
  color: var(--accent);
}
.line.meaningless,
.line.meaningless .sign {
  color: var(--muted);
}
.line.not-convertible {
  background: var(--warning-soft);
}
.line.not-convertible .sign {
  color: var(--warning);
}
.line.not-understood {
  background: var(--error-soft);
}
.line.not-understood .sign {
  color: var(--error);
}
.line .why {
  display: block;
  max-width: 60ch;
  white-space: normal;
  font: 12.5px/1.45 system-ui, sans-serif;
  padding: 0 0 0.3rem 1rem;
}
.line.converted .why,
.line.meaningless .why {
  display: none;
}
.explained .line .why {
  display: block;
  color: var(--muted);
}
.line.pointed {
  background: var(--accent-soft);
  box-shadow: inset 3px 0 var(--accent);
}
.legend,
.legend ul {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.1rem 1rem;
}
.legend {
  justify-content: space-between;
  padding: 0.1rem 0.9rem 0.5rem;
  font-size: 12.5px;
  color: var(--muted);
}
.legend button {
  padding: 0.05rem 0.6rem;
  min-height: 1.8rem;
  font-size: 12.5px;
}
.legend .sign {
  display: inline-block;
  width: 1.1em;
  font-weight: 600;
}
.legend .converted .sign {
  color: var(--accent);
}
.legend .not-convertible .sign {
  color: var(--warning);
}
.legend .not-understood .sign {
  color: var(--error);
}
.more {
  margin: 0.5rem 1rem 0.8rem;
}
footer {
  color: var(--muted);
  font-size: 13px;
  padding: 0 1.5rem 2rem;
  text-align: center;
}

@media (max-width: 62rem) {
  .sides {
    grid-template-columns: minmax(0, 1fr);
  }
}
@media (max-width: 48rem) {
  .bar {
    position: static;
    flex-wrap: wrap;
    padding: 0.7rem 1rem;
  }
  .bar h1 {
    width: calc(100% - 6rem);
  }
  .bar .tools {
    display: contents;
  }
  .bar #theme {
    order: 1;
    margin-left: auto;
  }
  .bar label {
    order: 2;
    flex: 1 1 40%;
    min-width: 0;
  }
  .bar input,
  .bar select {
    width: 100%;
    max-width: none;
  }
  .layout {
    grid-template-columns: minmax(0, 1fr);
  }
  .rail {
    position: static;
    height: auto;
    max-height: 15rem;
    padding: 0.8rem 1rem;
    border-bottom: 1px solid var(--line);
  }
  main {
    padding: 1.1rem 1rem 3rem;
  }
  .facts {
    grid-template-columns: minmax(0, 1fr);
    gap: 0.1rem;
  }
  .facts dd {
    margin-bottom: 0.6rem;
  }
}
@media (prefers-reduced-motion: no-preference) {
  .drawing .edge,
  .drawing .node {
    transition: opacity 0.12s;
  }
}
@media print {
  .bar .tools,
  .rail,
  .zoom,
  .legend button {
    display: none;
  }
  .line {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .lines {
    min-width: 0;
  }
  .layout {
    display: block;
  }
  .map .drawing-frame {
    max-height: none;
  }
}
`;
export const STYLE_HASH = "sha256-qVflReayAJP6ocVyjz7/VqMWckAyFaCY/4cqUmT8OVk=";

/** Script of a page, and what `script-src` of its policy names it by. */
export const PAGE_SCRIPT = `
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
function spoken(text) {
  return el("span", {
    class: "spoken"
  }, text);
}
function count(number, noun) {
  return \`\${number.toLocaleString("en")} \${noun}\${number === 1 ? "" : "s"}\`;
}

function pathBelow(path, key) {
  if (typeof key === "number") return \`\${path}[\${key}]\`;
  if (/^[\\w$/-]+$/.test(key)) return path === "" ? key : \`\${path}.\${key}\`;
  return \`\${path}[\${JSON.stringify(key)}]\`;
}

var STEERING = /[\\p{Cc}\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff\\u{e0000}-\\u{e007f}]/gu;
function printableJson(json) {
  return json.replace(STEERING, (character) => character === "\\n" ? character : character.split("").map((unit) => \`\\\\u\${hex(unit, 4)}\`).join(""));
}
function hex(character, digits) {
  return character.charCodeAt(0).toString(16).padStart(digits, "0");
}

function linesOf(value) {
  const lines = [];
  add(value, "", "", "", lines);
  return lines;
}
function add(value, lead, indent, path, lines) {
  if (typeof value !== "object" || value === null) {
    addScalar(value, lead, indent, path, lines);
    return;
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value).filter(([, item]) => item !== void 0);
  if (entries.length === 0) {
    lines.push({
      text: \`\${lead}\${isList ? "[]" : "{}"}\`,
      path
    });
    return;
  }
  const isKey = lead.endsWith(": ");
  if (isKey) lines.push({
    text: lead.trimEnd(),
    path
  });
  let start = isKey || lead === "" ? indent : lead;
  for (const [key, item] of entries) {
    const below = pathBelow(path, isList ? Number(key) : key);
    if (isList) {
      add(item, \`\${start}- \`, \`\${indent}  \`, below, lines);
    } else {
      const isNested = typeof item === "object" && item !== null && !Array.isArray(item);
      add(item, \`\${start}\${bare(key)}: \`, isNested ? \`\${indent}  \` : indent, below, lines);
    }
    start = indent;
  }
}
function addScalar(value, lead, indent, path, lines) {
  if (typeof value !== "string") {
    lines.push({
      text: \`\${lead}\${String(value)}\`,
      path
    });
    return;
  }
  const rows = value.replace(/\\n$/, "").split("\\n");
  if (rows.length === 1) {
    lines.push({
      text: \`\${lead}\${bare(value)}\`,
      path
    });
    return;
  }
  lines.push({
    text: \`\${lead}\${value.endsWith("\\n") ? "|" : "|-"}\`,
    path
  });
  for (const row of rows) lines.push({
    text: \`\${indent}  \${shown(row)}\`,
    path
  });
}
var WORDS = /^(?:true|false|yes|no|on|off|null|~|[-+]?(?:\\.?\\d)[\\d_.eExXoa-fA-F:+-]*)$/i;
function bare(text) {
  const isPlain = /^[\\p{L}\\p{N}_./…$@-](?:[^\\p{C}#:]|:(?=\\S)|(?<=\\S)#)*$/u.test(text) && !/\\s$/.test(text) && !/^-(?:\\s|$)/.test(text) && !WORDS.test(text) && !text.endsWith(":");
  return isPlain && printableJson(text) === text ? text : printableJson(JSON.stringify(text));
}
function shown(row) {
  const text = row.replaceAll("	", "  ").replace(/\\r$/, "");
  return /\\p{C}/u.test(text) ? printableJson(JSON.stringify(text)).slice(1, -1) : text;
}

var VERDICTS = {
  "converted": [
    "converted",
    "\\u2192"
  ],
  "meaningless": [
    "meaningless on one host",
    "\\xB7"
  ],
  "not-convertible": [
    "not converted",
    "!"
  ],
  "not-understood": [
    "not understood",
    "?"
  ]
};
var FEW = 500;
function renderLines(value, options = {}) {
  const { marks = [], notes = [], point } = options;
  const byPath = /* @__PURE__ */ new Map();
  for (const mark of marks) if (!byPath.has(mark.path)) byPath.set(mark.path, mark);
  const lines = linesOf(value);
  const list2 = el("ol", {
    class: "lines"
  });
  const shown3 = /* @__PURE__ */ new Set();
  const add2 = (from, to) => {
    for (const { text, path } of lines.slice(from, to)) {
      const mark = byPath.get(path);
      const line = el("li", {
        class: mark ? \`line \${mark.verdict}\` : "line"
      });
      line.dataset.path = path;
      const code = el("code", {}, text);
      if (mark && !shown3.has(path)) {
        shown3.add(path);
        const [name, sign] = VERDICTS[mark.verdict];
        const note = mark.note === void 0 ? "" : notes[mark.note];
        const why = [
          mark.to?.join(", "),
          note
        ].filter((part) => part).join(": ");
        const said = why === "" ? name : \`\${name}: \${why}\`;
        line.append(el("span", {
          class: "sign",
          "aria-hidden": "true"
        }, sign), code);
        line.append(spoken(\` (\${said})\`));
        line.title = said;
        const inline = mark.verdict.startsWith("not-") ? note : why;
        if (inline) line.append(el("span", {
          class: "why",
          "aria-hidden": "true"
        }, inline));
      } else {
        line.append(code);
      }
      if (mark && point) {
        line.addEventListener("pointerenter", () => point(mark));
        line.addEventListener("pointerleave", () => point(void 0));
      }
      list2.append(line);
    }
  };
  add2(0, FEW);
  if (lines.length <= FEW) return list2;
  const more = el("button", {
    type: "button",
    class: "more",
    click: () => {
      add2(FEW, lines.length);
      more.remove();
    }
  }, \`Show all \${lines.length.toLocaleString("en")} lines\`);
  return el("div", {}, list2, more);
}
function renderLegend(marks, within) {
  if (marks.length === 0) return void 0;
  const counts = Map.groupBy(marks, ({ verdict }) => verdict);
  const entries = Object.keys(VERDICTS).flatMap((verdict) => {
    const number = counts.get(verdict)?.length ?? 0;
    if (number === 0) return [];
    const [name, sign] = VERDICTS[verdict];
    return [
      el("li", {
        class: verdict
      }, el("span", {
        class: "sign",
        "aria-hidden": "true"
      }, sign), \`\${number} \${name}\`)
    ];
  });
  const why = el("button", {
    type: "button",
    "aria-pressed": "false",
    click: () => why.setAttribute("aria-pressed", String(within.classList.toggle("explained")))
  }, "Say why");
  return el("div", {
    class: "legend"
  }, el("ul", {
    "aria-label": "What became of the fields"
  }, ...entries), why);
}

function placeOf(hash) {
  const [, view, id = ""] = /^#(service|object)=(.*)$/s.exec(hash) ?? [];
  if (view !== "service" && view !== "object") return {
    view: "overview",
    id: ""
  };
  return {
    view,
    id: decoded(id)
  };
}
function serviceLink(name) {
  return \`#service=\${encodeURIComponent(name)}\`;
}
function objectLink({ kind, namespace, name }) {
  return \`#object=\${[
    kind,
    namespace,
    name
  ].map(encodeURIComponent).join("/")}\`;
}
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

var SEVERITIES = {
  error: [
    "Withheld",
    "\\u2716"
  ],
  warning: [
    "Left out or guessed",
    "\\u26A0"
  ],
  info: [
    "Worth knowing",
    "\\u2139"
  ]
};
var FEW2 = 60;
var FEW_PLACES = 6;
function renderMessages(data2, indices, level) {
  const messages2 = indices.map((index) => data2.messages[index]);
  return Object.keys(SEVERITIES).flatMap((severity) => {
    const all = messages2.filter((message) => message.severity === severity);
    if (all.length === 0) return [];
    const own = [
      ...Map.groupBy(all, ({ code, message }) => \`\${code} \${message}\`).values()
    ];
    const [title2, sign] = SEVERITIES[severity];
    const list2 = el("ul", {
      class: "messages"
    });
    const add2 = (some) => list2.append(...some.map((same) => renderMessage(data2, same)));
    add2(own.slice(0, FEW2));
    const more = own.length > FEW2 ? el("button", {
      type: "button",
      class: "more",
      click: () => {
        add2(own.slice(FEW2));
        more?.remove();
      }
    }, \`Show all \${own.length}\`) : void 0;
    return [
      el("details", {
        class: \`group \${severity}\`,
        open: severity !== "info" || own.length < 8
      }, el("summary", {}, el(level, {}, el("span", {
        class: "sign",
        "aria-hidden": "true"
      }, sign), \` \${title2} \`, el("span", {
        class: "count"
      }, String(all.length)))), list2, more)
    ];
  });
}
function renderMessage(data2, same) {
  const [{ message, code }] = same;
  const list2 = el("ul", {
    class: "places"
  });
  const add2 = (some) => list2.append(...some.map((one) => el("li", {}, ...placeOf2(data2, one))));
  add2(same.slice(0, FEW_PLACES));
  const more = same.length > FEW_PLACES ? el("button", {
    type: "button",
    class: "more",
    click: () => {
      add2(same.slice(FEW_PLACES));
      more?.remove();
    }
  }, \`Show all \${same.length}\`) : void 0;
  return el("li", {}, el("p", {}, message), list2, more, el("p", {
    class: "code"
  }, code));
}
function placeOf2(data2, { about, object, path }) {
  const [service] = object === void 0 ? [] : data2.objects[object].services;
  const place = object === void 0 ? about : el("a", {
    href: service ? serviceLink(service) : objectLink(data2.objects[object])
  }, about);
  return path === void 0 ? [
    place
  ] : [
    place,
    " ",
    el("code", {}, path)
  ];
}

function renderService(data2, service) {
  const { name, kind, namespace, maker, compose, from, calls, calledBy, hosts } = service;
  const { volumes, networks, pod } = service;
  const right = renderLines(compose);
  const origin = \`\${[
    kind,
    namespace && \`in \${namespace}\`
  ].filter((part) => part).join(" ")}\${maker ? \`\${kind ? ", m" : "M"}ade by the extension \${maker}\` : ""}\`;
  return el("article", {}, heading(name, origin || "Compose service"), facts({
    "Answers at": hosts.map((host) => host),
    "Calls": calls.map(callOf),
    "Called by": calledBy.map(callOf),
    "Same pod": pod.map((other) => el("a", {
      href: serviceLink(other)
    }, other)),
    "Keeps data in": volumes,
    "Networks": networks
  }), ...messagesOf(data2, service), el("div", {
    class: "sides"
  }, el("section", {
    class: "side",
    "aria-label": "Kubernetes"
  }, el("h3", {}, "Kubernetes"), ...from.length === 0 ? [
    el("p", {
      class: "nothing"
    }, "No object of the input stands behind it alone.")
  ] : from.map((index, place) => renderObject(data2, data2.objects[index], place === 0, pointTo(right, name)))), el("section", {
    class: "side",
    "aria-label": "Docker Compose"
  }, el("h3", {}, "Docker Compose"), el("div", {
    class: "source"
  }, el("p", {
    class: "file"
  }, \`services \\u203A \${name}\`), scrolled(right, \`\${name} in compose.yml\`)))));
}
function renderLonely(data2, object) {
  const { kind, namespace, name, services: services2 } = object;
  return el("article", {}, heading(name, \`\${kind}\${namespace ? \` in \${namespace}\` : ""}\`), facts({
    "Part of": services2.map((other) => el("a", {
      href: serviceLink(other)
    }, other))
  }), ...messagesOf(data2, object), renderObject(data2, object, true));
}
function heading(name, about) {
  return el("header", {
    class: "title"
  }, el("a", {
    href: "#",
    class: "back"
  }, "\\u2190 Overview"), el("h2", {
    tabindex: -1
  }, name), el("p", {}, about));
}
function messagesOf(data2, { messages: messages2 }) {
  if (messages2.length === 0) return [];
  return [
    el("section", {
      "aria-label": "Messages"
    }, ...renderMessages(data2, messages2, "h3"))
  ];
}
function facts(all) {
  const known = Object.entries(all).filter(([, values]) => values.length > 0);
  if (known.length === 0) return void 0;
  return el("dl", {
    class: "facts"
  }, ...known.flatMap(([term, values]) => [
    el("dt", {}, term),
    el("dd", {}, el("ul", {}, ...values.map((value) => el("li", {}, value))))
  ]));
}
function callOf({ service, places }) {
  const shown3 = places.slice(0, 3).join(", ");
  const more = places.length > 3 ? \`, and \${places.length - 3} more\` : "";
  return el("span", {}, el("a", {
    href: serviceLink(service)
  }, service), el("small", {}, \` \${shown3}\${more}\`));
}
function renderObject(data2, object, isOpen, point) {
  const { kind, name, file, marks, value } = object;
  const body = el("div", {
    class: "body"
  });
  let isFilled = false;
  const fill = () => {
    if (isFilled) return;
    isFilled = true;
    const legend = renderLegend(marks, body);
    if (legend && data2.hasAccount) body.append(legend);
    body.append(scrolled(renderLines(value, {
      marks,
      notes: data2.notes,
      ...point ? {
        point
      } : {}
    }), \`\${kind} \${name}\`));
  };
  const lost = marks.filter(({ verdict }) => verdict.startsWith("not-")).length;
  const details = el("details", {
    class: "source",
    open: isOpen,
    toggle: () => details.open && fill()
  }, el("summary", {}, el("strong", {}, kind), \` \${name}\`, lost > 0 ? el("span", {
    class: "lost"
  }, \`\${lost} not converted\`) : void 0, file === void 0 ? void 0 : el("span", {
    class: "file"
  }, file)), body, el("p", {
    class: "file alone"
  }, el("a", {
    href: objectLink(object)
  }, "Link to this object")));
  if (isOpen) fill();
  return details;
}
function scrolled(content, name) {
  return el("div", {
    class: "scrolled",
    tabindex: 0,
    role: "region",
    "aria-label": name
  }, content);
}
function pointTo(lines, service) {
  const start = \`services.\${service}.\`;
  return (mark) => {
    for (const line of lines.querySelectorAll(".pointed")) line.classList.remove("pointed");
    const paths = (mark?.to ?? []).filter((to) => to.startsWith(start)).map((to) => to.slice(start.length));
    if (paths.length === 0) return;
    for (const line of lines.querySelectorAll(".line")) {
      const path = line.dataset.path ?? "";
      const isBelow = (to) => path === to || path.startsWith(to) && /^[.[]/.test(path.slice(to.length));
      if (paths.some(isBelow)) line.classList.add("pointed");
    }
  };
}

var Drawing = class {
  #svg;
  #frame;
  #all;
  #nodes;
  #edges;
  #areas;
  #scale = 0;
  /** Takes the one that stands in the page. */
  constructor() {
    this.#frame = byId("drawing");
    this.#svg = this.#frame.querySelector("svg");
    this.#all = this.#svg.getAttribute("viewBox");
    const every = (selector) => [
      ...this.#svg.querySelectorAll(selector)
    ];
    this.#nodes = every(".node");
    this.#edges = every(".edge");
    this.#areas = every(".namespace");
    byId("larger").addEventListener("click", () => this.#zoom(this.#shown() * 1.3));
    byId("smaller").addEventListener("click", () => this.#zoom(this.#shown() / 1.3));
    byId("fit").addEventListener("click", () => this.#zoom(0));
    for (const node of this.#nodes) {
      const light = () => this.#light(node.dataset.id);
      const dark = () => this.#light(void 0);
      node.addEventListener("pointerenter", light);
      node.addEventListener("focus", light);
      node.addEventListener("pointerleave", dark);
      node.addEventListener("blur", dark);
    }
    for (const area of this.#areas) {
      area.querySelector("text")?.addEventListener("click", () => {
        const filter = byId("namespace");
        const { namespace = "" } = area.dataset;
        filter.value = filter.value === namespace ? "" : namespace;
        filter.dispatchEvent(new Event("change"));
      });
    }
    this.#zoom(0);
    new ResizeObserver(() => this.#scale === 0 && this.#zoom(0)).observe(this.#frame);
  }
  /** Shows one namespace alone, or all where it is empty, and dims what is not among some services. */
  filter(services2, namespace) {
    const isIn = (element) => namespace === "" || element.dataset.namespace === namespace;
    for (const element of [
      ...this.#nodes,
      ...this.#areas
    ]) {
      element.classList.toggle("away", !isIn(element));
    }
    const away = new Set(this.#nodes.filter((node) => !isIn(node)).map((node) => node.dataset.id));
    for (const edge of this.#edges) {
      const isAway = away.has(edge.dataset.from) || away.has(edge.dataset.to);
      edge.classList.toggle("away", isAway);
    }
    for (const node of this.#nodes) {
      const name = node.dataset.id?.replace(/^service:/, "");
      node.classList.toggle("unfound", services2 !== void 0 && !services2.has(name ?? ""));
    }
    const area = this.#areas.find((one) => one.dataset.namespace === namespace);
    const rect = namespace === "" ? void 0 : area?.querySelector("rect");
    const box = [
      "x",
      "y",
      "width",
      "height"
    ].map((key) => Number(rect?.getAttribute(key) ?? 0));
    const [x, y, width, height] = box;
    const around = \`\${x - 12} \${y - 12} \${width + 24} \${height + 24}\`;
    this.#svg.setAttribute("viewBox", rect ? around : this.#all);
    this.#zoom(0);
  }
  /** Shows what leads to a node and from it. */
  #light(id) {
    this.#svg.classList.toggle("lit", id !== void 0);
    for (const element of this.#svg.querySelectorAll(".on")) element.classList.remove("on");
    if (id === void 0) return;
    const on = /* @__PURE__ */ new Set([
      id
    ]);
    for (const edge of this.#edges) {
      const { from = "", to = "" } = edge.dataset;
      if (from !== id && to !== id) continue;
      edge.classList.add("on");
      on.add(from).add(to);
    }
    for (const node of this.#nodes) {
      if (on.has(node.dataset.id ?? "")) node.classList.add("on");
    }
  }
  /** How large it is now. */
  #shown() {
    return this.#svg.getBoundingClientRect().width / this.#size()[0];
  }
  #size() {
    const [, , width, height] = this.#svg.getAttribute("viewBox").split(" ").map(Number);
    return [
      width,
      height
    ];
  }
  /** Draws it so many times as large as it is; 0 fits it in. */
  #zoom(scale) {
    this.#scale = scale === 0 ? 0 : Math.min(Math.max(scale, 0.05), 3);
    const [width, height] = this.#size();
    const room = this.#frame.clientWidth || 800;
    const shown3 = this.#scale || Math.min(1, Math.max(room / width, 0.3));
    this.#svg.setAttribute("width", String(Math.round(width * shown3)));
    this.#svg.setAttribute("height", String(Math.round(height * shown3)));
  }
};

function standWithin(go2) {
  byId("theme").hidden = true;
  for (const link of document.querySelectorAll(".urls a")) link.replaceWith(link.textContent);
  const search = byId("search");
  const namespace = byId("namespace");
  const tell = (telling) => parent.postMessage(telling, "*");
  let isTold = false;
  addEventListener("message", ({ data: data2, source }) => {
    if (source !== parent || ![
      "light",
      "dark"
    ].includes(data2?.theme)) return;
    document.documentElement.dataset.theme = data2.theme;
    const view = isTold ? void 0 : data2.view;
    if (view) goOn(view);
    go2(data2.place, !isTold);
    if (view) scrollTo(0, view.scroll);
    isTold = true;
  });
  const goOn = (view) => {
    search.value = view.search;
    namespace.value = view.namespace;
    if (namespace.selectedIndex < 0) namespace.value = "";
    search.dispatchEvent(new Event("input"));
  };
  const tellView = () => {
    const view = {
      search: search.value,
      namespace: namespace.value,
      scroll: scrollY
    };
    if (isTold) tell({
      view
    });
  };
  search.addEventListener("input", tellView);
  namespace.addEventListener("change", tellView);
  addEventListener("scroll", tellView, {
    passive: true
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const target = link?.getAttribute("href");
    if (!target?.startsWith("#")) return;
    event.preventDefault();
    if (link.classList.contains("skip")) byId("main").focus();
    else tell({
      place: target
    });
  });
  for (const type of [
    "dragenter",
    "dragover",
    "drop"
  ]) {
    addEventListener(type, (event) => {
      event.preventDefault();
      tell({
        isDragging: type !== "drop"
      });
    });
  }
  return (place) => tell({
    place
  });
}

var ServiceList = class {
  #entries;
  #groups;
  #lonely;
  #current;
  /** Fills the page's list; \`changed\` hears which services are shown, or that all are. */
  constructor(data2, changed) {
    const nav = byId("services");
    const byNamespace = [
      ...Map.groupBy(data2.services, ({ namespace }) => namespace)
    ];
    this.#groups = byNamespace.map(([namespace, services2]) => {
      const entries = services2.map((service) => serviceEntry(data2, service));
      return {
        element: groupOf(namespace || "project", entries),
        entries
      };
    });
    this.#lonely = data2.objects.filter(({ services: services2 }) => services2.length === 0).map((object) => {
      const { kind, namespace, name } = object;
      const link = el("a", {
        href: objectLink(object)
      }, name, el("small", {}, kind));
      const text = \`\${kind} \${namespace} \${name}\`.toLowerCase();
      return {
        element: el("li", {}, link),
        link,
        namespace,
        text
      };
    });
    if (this.#lonely.length > 0) {
      const element = groupOf("objects without a service", this.#lonely);
      this.#groups.push({
        element,
        entries: this.#lonely
      });
    }
    this.#entries = this.#groups.flatMap(({ entries }) => entries);
    nav.append(...this.#groups.map(({ element }) => element));
    const search = byId("search");
    const filter = byId("namespace");
    filter.append(...data2.namespaces.map((name) => el("option", {
      value: name
    }, name)));
    const update = () => {
      const words = search.value.toLowerCase().split(/\\s+/).filter((word) => word !== "");
      const namespace = filter.value;
      const isShown = (entry) => (namespace === "" || entry.namespace === namespace) && words.every((word) => entry.text.includes(word));
      for (const { element, entries } of this.#groups) {
        let any = false;
        for (const entry of entries) {
          const shown4 = isShown(entry);
          entry.element.hidden = !shown4;
          any ||= shown4;
        }
        element.hidden = !any;
      }
      const shown3 = this.#entries.filter(({ element }) => !element.hidden);
      byId("found").textContent = words.length === 0 && namespace === "" ? count(data2.services.length, "service") : shown3.length === 0 ? "Nothing found" : \`\${shown3.length} of \${this.#entries.length}\`;
      const names = shown3.map(({ link }) => link.dataset.service).filter((name) => name !== void 0);
      changed(words.length === 0 ? void 0 : new Set(names), namespace);
    };
    const found = () => {
      update();
      nav.scrollTop = 0;
    };
    search.addEventListener("input", found);
    filter.addEventListener("change", found);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && search.value !== "") {
        search.value = "";
        update();
        event.preventDefault();
      }
      if (event.key === "ArrowDown" || event.key === "Enter") {
        this.#shown()[0]?.[event.key === "Enter" ? "click" : "focus"]();
        event.preventDefault();
      }
    });
    nav.addEventListener("keydown", (event) => {
      const step = {
        ArrowDown: 1,
        ArrowUp: -1
      }[event.key];
      if (step === void 0) return;
      const links = this.#shown();
      const at = links.indexOf(document.activeElement);
      if (at < 0) return;
      event.preventDefault();
      if (at + step < 0) search.focus();
      else links[at + step]?.focus();
    });
    update();
  }
  /** Shows which entry is open. */
  open(hash) {
    this.#current?.removeAttribute("aria-current");
    this.#current = this.#entries.find(({ link }) => link.getAttribute("href") === hash)?.link;
    this.#current?.setAttribute("aria-current", "page");
    this.#current?.scrollIntoView({
      block: "nearest"
    });
  }
  #shown() {
    return this.#entries.filter(({ element }) => !element.hidden).map(({ link }) => link);
  }
};
function serviceEntry(data2, service) {
  const { name, namespace, kind, from, messages: messages2 } = service;
  const worst = worstOf(data2, service);
  const link = el("a", {
    href: serviceLink(name)
  }, el("span", {}, name), worst === void 0 ? void 0 : el("span", {
    class: \`dot \${worst}\`,
    "aria-hidden": "true"
  }), worst === void 0 ? void 0 : spoken(\`, \${count(messages2.length, "message")}\`));
  link.dataset.service = name;
  const objects2 = from.map((index) => \`\${data2.objects[index].kind} \${data2.objects[index].name}\`);
  const text = [
    name,
    namespace,
    kind,
    ...objects2
  ].join(" ").toLowerCase();
  return {
    element: el("li", {}, link),
    link,
    namespace,
    text
  };
}
function worstOf(data2, { messages: messages2 }) {
  const severities = messages2.map((index) => data2.messages[index].severity);
  return severities.includes("error") ? "error" : severities.includes("warning") ? "warning" : void 0;
}
function groupOf(title2, entries) {
  return el("section", {
    "aria-label": title2
  }, el("h3", {}, title2), el("ul", {}, ...entries.map(({ element }) => element)));
}

var data = JSON.parse(byId("data").textContent ?? "");
var title = document.title;
var drawing = new Drawing();
var list = new ServiceList(data, (shown3, namespace) => drawing.filter(shown3, namespace));
var services = new Map(data.services.map((service) => [
  service.name,
  service
]));
var objects = new Map(data.objects.map((object) => [
  objectLink(object),
  object
]));
var messages = renderMessages(data, [
  ...data.messages.keys()
], "h3");
byId("messages").append(...messages.length > 0 ? messages : [
  el("p", {
    class: "nothing"
  }, "Nothing was left out.")
]);
function show(place, focus = true) {
  const { view, id } = placeOf(place);
  const service = view === "service" ? services.get(id) : void 0;
  const object = view === "object" ? objects.get(place) : void 0;
  const found = service ? renderService(data, service) : object ? renderLonely(data, object) : view === "overview" ? void 0 : el("article", {}, el("h2", {
    tabindex: -1
  }, "Not here"), el("p", {}, \`There is no \${view} of that name in this project.\`), el("p", {}, el("a", {
    href: "#"
  }, "\\u2190 Overview")));
  byId("overview").hidden = found !== void 0;
  byId("detail").replaceChildren(...found ? [
    found
  ] : []);
  const name = service?.name ?? object?.name;
  document.title = name === void 0 ? title : \`\${name} \\xB7 \${title}\`;
  shown2 = place;
  list.open(place);
  if (!focus) return;
  const heading2 = (found ?? byId("overview")).querySelector("h2");
  heading2?.focus({
    preventScroll: true
  });
  scrollTo(0, 0);
}
var go = (place) => {
  location.hash = place;
};
var shown2 = "";
function chooseTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  byId("theme").setAttribute("aria-pressed", String(!isDark));
}
byId("theme").addEventListener("click", chooseTheme);
byId("theme").setAttribute("aria-pressed", String(matchMedia("(prefers-color-scheme: dark)").matches));
document.addEventListener("keydown", (event) => {
  const { target, key, ctrlKey, metaKey, altKey } = event;
  if (ctrlKey || metaKey || altKey) return;
  const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (key === "/" && !isTyping) {
    byId("search").focus();
    event.preventDefault();
  }
  if (key === "Escape" && !isTyping && placeOf(shown2).view !== "overview") {
    go("#");
  }
});
if (location.protocol !== "about:") {
  addEventListener("hashchange", () => show(location.hash));
  show(location.hash, placeOf(location.hash).view !== "overview");
} else {
  show("", false);
  go = standWithin((place, isFirst) => {
    if (place !== shown2) show(place, !isFirst);
  });
}
`;
export const SCRIPT_HASH = "sha256-cskxCLvuyYiW0Vjm6Tlt9J0Y2Kis1TxEsIUNzwqC8Qk=";
