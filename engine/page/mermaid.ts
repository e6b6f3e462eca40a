/**
 * A drawing as Mermaid, which many places that show Markdown draw.
 *
 * @module
 */

import { printable } from "../../pacts/printable.ts";
import type { Topology, TopologyNode } from "./topology.ts";

const SHAPES: Readonly<Record<TopologyNode["kind"], readonly [open: string, close: string]>> = {
  host: ["([", "])"],
  pod: ["[", "]"],
  volume: ["[(", ")]"],
};

const ARROWS = { route: "==>", call: "-->", mount: "-.->" } as const;

/** A topology as the text of a Mermaid flowchart. */
export function renderMermaid({ nodes, edges }: Topology): string {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index + 1}`]));
  const groups = [...Map.groupBy(nodes, ({ namespace }) => namespace)];
  const lines = groups.flatMap(([namespace, members], index) => {
    const drawn = members.map((node) => {
      const [open, close] = SHAPES[node.kind];
      return `    ${ids.get(node.id)}${open}${quoted(node.name)}${close}`;
    });
    return [`  subgraph g${index + 1}[${quoted(namespace || "project")}]`, ...drawn, "  end"];
  });
  const arrows = edges.map(({ from, to, kind }) =>
    `  ${ids.get(from)} ${ARROWS[kind]} ${ids.get(to)}`
  );
  return `${["flowchart LR", ...lines, ...arrows].join("\n")}\n`;
}

/** A text in which nothing means anything to Mermaid or to the Markdown around it. */
function quoted(text: string): string {
  const safe = printable(text.toWellFormed()).replace(
    /[^\p{L}\p{N} ._:/-]/gu,
    (sign) => `#${sign.codePointAt(0)};`,
  );
  return `"${safe}"`;
}
