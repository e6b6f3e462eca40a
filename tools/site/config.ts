/** Settings of VitePress; this is copied beside the pages, and read by it alone. */
import { readdirSync } from "node:fs";
import { NAVIGATION } from "./navigation.ts";
import { slug } from "./slug.ts";

/** The extensions that have a page. */
const extensions = readdirSync(new URL("../extensions", import.meta.url))
  .map((name) => name.replace(/\.md$/, "")).sort();

const groups = Object.entries({
  ...NAVIGATION,
  "Extensions": Object.fromEntries(extensions.map((name) => [name, `/extensions/${name}`])),
});

/** The part of VitePress's parser that writes pages. */
interface Markdown {
  renderer: { rules: Record<string, (...args: unknown[]) => string> };
}

/** What templates have in double braces is no expression of Vue. */
function keepBraces({ renderer: { rules } }: Markdown): void {
  for (const name of ["text", "code_inline", "code_block"]) {
    const write = rules[name];
    rules[name] = (...args) => write(...args).replaceAll("{{", "&#123;&#123;");
  }
}

export default {
  title: "dekube",
  description: "Turns Kubernetes manifests into a Docker Compose project that runs",
  lang: "en",
  // What runs on the reader's own machine is not there while this is built.
  ignoreDeadLinks: "localhostLinks",
  // What manifests and commands show in angle brackets is no HTML.
  markdown: { html: false, anchor: { slugify: slug }, config: keepBraces },
  themeConfig: {
    outline: [2, 3],
    search: { provider: "local" },
    sidebar: groups.map(([text, pages]) => ({
      text,
      collapsed: text === "Extensions",
      items: Object.entries(pages).map(([text, link]) => ({ text, link })),
    })),
  },
};
