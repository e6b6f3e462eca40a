/**
 * Finds all codes that diagnostics may bear, by reading the sources: wherever something is said, or a diagnostic is
 * written out, the code is followed to where it comes from.
 */
import ts from "typescript";
import { type Choices, Evaluation, UNKNOWN } from "./evaluate.ts";
import type { Program } from "./program.ts";

export { UNKNOWN };

/** One way in which a code is said. */
export interface Saying {
  code: string;
  severity: "error" | "warning" | "info";
  /** What is said with it; `…` stands for what is known at a run only. */
  message: string;
  /** Path of the module. */
  module: string;
}

/** Where the contract itself is: what passes a code on there is no source of one. */
const CONTRACT = "pacts/diagnostics.ts";

const SEVERITIES = { error: "error", warn: "warning", info: "info" } as const;

/** All sayings, in the order of their modules; fails on a code that can't be made out. */
export function findSayings(program: Program): Saying[] {
  const evaluation = new Evaluation(program);
  const sayings: Saying[] = [];
  const puzzles: string[] = [];

  function add(
    at: ts.Node,
    severities: readonly string[],
    code: ts.Node,
    message: ts.Node,
    given: Choices = new Map(),
  ): void {
    const module = program.pathOf(at.getSourceFile());
    const codes = [...evaluation.families(code, given)];
    if (codes.length === 0 || codes.some(({ text }) => text === UNKNOWN)) {
      puzzles.push(`${module}:${lineOf(at)}: no code can be made out of ${code.getText()}`);
    }
    for (const { text, choices } of codes) {
      for (const said of evaluation.firstTexts(message, choices)) {
        for (const severity of severities) {
          sayings.push({
            code: text,
            severity: severity as Saying["severity"],
            message: said,
            module,
          });
        }
      }
    }
  }

  for (const module of program.modules) {
    if (program.pathOf(module) === CONTRACT) {
      for (const [declaration, severity] of methodsOf(module)) {
        for (const call of program.callsOf(declaration)) {
          if (call.getSourceFile() === module) continue;
          const [code, message] = call.arguments;
          if (!ts.isSpreadElement(code)) add(call, [severity], code, message);
          else {
            for (const { node, choices } of evaluation.values(code.expression, new Map())) {
              if (ts.isArrayLiteralExpression(node)) {
                const [code, message] = node.elements;
                add(call, [severity], code, message, choices);
              } else add(call, [severity], code, code);
            }
          }
        }
      }
    }
  }
  for (const literal of program.literals) {
    if (program.pathOf(literal.getSourceFile()) === CONTRACT) continue;
    const [severity, code, message] = ["severity", "code", "message"].map((name) =>
      literal.properties.find((property) => property.name?.getText() === name)
    );
    if (!severity || !code || !message) continue;
    const severities = [...evaluation.texts(valueOf(severity), new Map())].map(({ text }) => text);
    add(literal, severities, valueOf(code), valueOf(message));
  }
  if (puzzles.length > 0) throw new Error(puzzles.join("\n"));
  return unique(sayings);
}

/** The methods by which things are said, with the severity that each gives. */
function methodsOf(module: ts.SourceFile): [ts.Node, Saying["severity"]][] {
  const found: [ts.Node, Saying["severity"]][] = [];
  function visit(node: ts.Node): void {
    if (
      (ts.isMethodSignature(node) || ts.isMethodDeclaration(node)) && ts.isIdentifier(node.name)
    ) {
      const { text } = node.name;
      if (Object.hasOwn(SEVERITIES, text)) {
        found.push([node, SEVERITIES[text as keyof typeof SEVERITIES]]);
      }
    }
    ts.forEachChild(node, visit);
  }
  visit(module);
  return found;
}

function valueOf(property: ts.ObjectLiteralElementLike): ts.Node {
  return ts.isPropertyAssignment(property) ? property.initializer : property.name!;
}

function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

function unique(sayings: readonly Saying[]): Saying[] {
  const byText = new Map(sayings.map((saying) => [JSON.stringify(saying), saying]));
  return [...byText.values()].toSorted((one, other) =>
    one.module < other.module ? -1 : one.module > other.module ? 1 : 0
  );
}
