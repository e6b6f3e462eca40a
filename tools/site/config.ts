/** Settings of VitePress; this is copied beside the pages, and read by it alone. */
import { readdirSync } from "node:fs";
import { adapt, wordsOf } from "./markdown.ts";
import { NAVIGATION } from "./navigation.ts";
import { slug } from "./slug.ts";

/** The extensions that have a page. */
const extensions = readdirSync(new URL("../extensions", import.meta.url))
  .map((name) => name.replace(/\.md$/, "")).sort();

const groups = Object.entries({
  ...NAVIGATION,
  "Extensions": Object.fromEntries(extensions.map((name) => [name, `/extensions/${name}`])),
});

export default {
  title: "dekube",
  description: "Turns Kubernetes manifests into a Docker Compose project that runs",
  lang: "en",
  // Browsers ask for one where a page names none.
  head: [["link", { rel: "icon", href: "data:," }]],
  // What runs on the reader's own machine is not there while this is built.
  ignoreDeadLinks: "localhostLinks",
  // What manifests and commands show in angle brackets is no HTML.
  markdown: { html: false, anchor: { slugify: slug }, config: adapt },
  themeConfig: {
    outline: [2, 3],
    search: { provider: "local", options: { miniSearch: { options: { tokenize: wordsOf } } } },
    sidebar: groups.map(([text, pages]) => ({
      text,
      collapsed: text === "Extensions",
      items: Object.entries(pages).map(([text, link]) => ({ text, link })),
    })),
  },
};
