/**
 * What a conversion looks like: as a page of one file, and as a drawing.
 *
 * It touches nothing of the machine, so it does the same in a browser.
 *
 * @module
 */

import { DRAWING_STYLE } from "./assets.ts";
import type { PageData } from "./data.ts";
import { renderHtml } from "./html.ts";
import type { DrawingInput, PageInput } from "./input.ts";
import { layOut } from "./layout.ts";
import { renderMermaid } from "./mermaid.ts";
import { drawnTopology, pageModel } from "./model.ts";
import { renderSvg } from "./svg.ts";

export type { DrawingInput, PageAccount, PageInput } from "./input.ts";

/** A page that shows a conversion: one HTML file. */
export function renderPage(input: PageInput): string {
  const { data, topology } = pageModel(input);
  const worst = worstByService(data);
  const drawing = renderSvg(layOut(topology), {
    title: titleOf(data.project),
    links: true,
    severityOf: (id) => worst.get(id.replace(/^service:/, "")),
  });
  return renderHtml(data, drawing);
}

/** The drawing of a conversion as an SVG image. */
export function renderDrawing(input: DrawingInput): string {
  const title = titleOf(input.project.name);
  return renderSvg(layOut(drawnTopology(input)), { title, style: DRAWING_STYLE });
}

/** The drawing of a conversion as a flowchart of Mermaid. */
export function renderFlowchart(input: DrawingInput): string {
  return renderMermaid(drawnTopology(input));
}

function titleOf(project: string): string {
  return `Services of ${project}, and what leads where`;
}

/** How bad what there is to say of each service is; notes do not count. */
function worstByService({ services, messages }: PageData): Map<string, string> {
  return new Map(services.flatMap(({ name, messages: own }) => {
    const severities = own.map((index) => messages[index].severity);
    const worst = ["error", "warning"].find((severity) => severities.includes(severity as "error"));
    return worst === undefined ? [] : [[name, worst] as const];
  }));
}
