/**
 * Files that show a conversion to people: a page, and a drawing.
 *
 * @module
 */

import type { ComposeProject, Diagnostic } from "../../pacts/mod.ts";
import { writeTextAt } from "../io/write_text.ts";
import type { CommandOptions } from "./args.ts";
import type { Converted } from "./host/host.ts";

/** What there is to show. */
export interface Shown {
  /** The conversion, with its details. */
  conversion: Converted;
  /** The project as compose.yml has it. */
  written: ComposeProject;
}

/** Which files are asked for. */
export type PictureOptions = Pick<CommandOptions, "graph" | "page">;

/** Whether somebody wants to be shown anything. */
export function wantsPictures({ graph, page }: PictureOptions): boolean {
  return graph !== undefined || page !== undefined;
}

/** Writes them. */
export async function writePictures(
  { conversion, written }: Shown,
  diagnostics: readonly Diagnostic[],
  generator: string,
  { graph, page }: PictureOptions,
): Promise<void> {
  const { account, details, project, entryPoints } = conversion;
  if (!details) return;
  // What draws is loaded by those alone who want to see something.
  const { renderDrawing, renderFlowchart, renderPage } = await import("../page/mod.ts");
  const input = { project, entryPoints, details, files: [...conversion.files] };
  if (graph !== undefined) {
    const draw = graph.endsWith(".svg") ? renderDrawing : renderFlowchart;
    await writeTextAt(graph, draw(input));
  }
  if (page !== undefined) {
    await writeTextAt(
      page,
      renderPage({
        ...input,
        written,
        diagnostics,
        generator,
        ...account ? { account } : {},
      }),
    );
  }
}
