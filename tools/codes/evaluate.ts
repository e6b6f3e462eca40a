/**
 * What an expression may come to. Where several things are possible each is followed by itself, with what was chosen on
 * the way: so the message that a helper is given is told together with the code that the same caller gave.
 */
import ts from "typescript";
import type { Program } from "./program.ts";

/** Stands for what only a run can know. */
export const UNKNOWN = "…";

/** What was chosen for variables, parameters and the like, by their declarations. */
export type Choices = ReadonlyMap<ts.Node, ts.Node>;

/** An expression that says what it is: a literal, a template, a function, or one that is unknown. */
interface Value {
  node: ts.Node;
  choices: Choices;
}

/** A text, with what was chosen to come to it. */
export interface Text {
  text: string;
  choices: Choices;
}

/** Evaluates expressions of a program. What is possible comes one by one, so that who needs the first only pays for that. */
export class Evaluation {
  readonly #program: Program;
  readonly #checker: ts.TypeChecker;
  /** What is being followed, and what is being spelled out: who comes back to it goes in circles. */
  readonly #active = new Set<ts.Node>();
  readonly #spelled = new Set<ts.Node>();
  /** Whether callers are asked too for what nothing has been chosen for yet. */
  #asksCallers = true;

  constructor(program: Program) {
    this.#program = program;
    this.#checker = program.checker;
  }

  /** The texts that an expression may be; what isn't known of one is `UNKNOWN`. */
  *texts(node: ts.Node, choices: Choices): Generator<Text> {
    for (const value of this.values(node, choices)) {
      if (this.#spelled.has(value.node)) {
        yield { text: UNKNOWN, choices };
        continue;
      }
      this.#spelled.add(value.node);
      try {
        yield* this.#textsOf(value);
      } finally {
        this.#spelled.delete(value.node);
      }
    }
  }

  /** Those texts, but templates with `UNKNOWN` in each place: what is made for many names is a family. */
  *families(node: ts.Node, choices: Choices): Generator<Text> {
    for (const value of this.values(node, choices)) {
      if (ts.isTemplateExpression(value.node)) {
        const { head, templateSpans } = value.node;
        const rest = templateSpans.map(({ literal }) => UNKNOWN + literal.text).join("");
        yield { text: head.text + rest, choices: value.choices };
      } else yield* this.#textsOf(value);
    }
  }

  /** By what was chosen already, an example of each thing that an expression may be: what its parts may be is no other thing. */
  firstTexts(node: ts.Node, choices: Choices): string[] {
    this.#asksCallers = false;
    try {
      const values = [...this.values(node, choices)];
      const texts = values.flatMap(({ node, choices }) => [...this.texts(node, choices).take(1)]);
      return texts.length === 0 ? [UNKNOWN] : texts.map(({ text }) => text);
    } finally {
      this.#asksCallers = true;
    }
  }

  *#textsOf({ node, choices }: Value): Generator<Text> {
    if (
      ts.isStringLiteralLike(node) || ts.isNumericLiteral(node) ||
      ts.isIdentifier(node) && isKey(node)
    ) {
      yield { text: node.text, choices };
    } else if (ts.isTemplateExpression(node)) {
      yield* this.#spans({ text: node.head.text, choices }, node.templateSpans);
    } else if (isSum(node)) {
      for (const left of this.texts(node.left, choices)) yield* this.#joined(left, node.right);
    } else {
      for (const text of this.#textsOfType(node)) yield { text, choices };
    }
  }

  *#spans(before: Text, [span, ...further]: readonly ts.TemplateSpan[]): Generator<Text> {
    if (!span) return yield before;
    for (const { text, choices } of this.#joined(before, span.expression)) {
      yield* this.#spans({ text: text + span.literal.text, choices }, further);
    }
  }

  /** A text followed by those of an expression. */
  *#joined({ text, choices }: Text, next: ts.Expression): Generator<Text> {
    for (const part of this.texts(next, choices)) {
      // Where a value may be empty, nothing is no example of it.
      const isNothing = part.text === "" && !this.#asksCallers && !ts.isConditionalExpression(next);
      yield { text: text + (isNothing ? UNKNOWN : part.text), choices: part.choices };
    }
  }

  #textsOfType(node: ts.Node): string[] {
    const type = this.#checker.getTypeAtLocation(node);
    const types = type.isUnion() ? type.types : [type];
    const texts = types.map((each) => each.isStringLiteral() ? each.value : UNKNOWN);
    return texts.includes(UNKNOWN) ? [UNKNOWN] : texts;
  }

  /** Follows an expression to what says what it is: a literal, a template, a function, or what nobody knows. */
  *values(node: ts.Node, choices: Choices): Generator<Value> {
    if (this.#active.has(node)) return yield { node, choices };
    this.#active.add(node);
    try {
      yield* this.#follow(node, choices);
    } finally {
      this.#active.delete(node);
    }
  }

  *#follow(node: ts.Node, choices: Choices): Generator<Value> {
    if (
      ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isAwaitExpression(node) ||
      ts.isSatisfiesExpression(node) || ts.isNonNullExpression(node)
    ) yield* this.values(node.expression, choices);
    else if (ts.isConditionalExpression(node)) {
      yield* this.values(node.whenTrue, choices);
      yield* this.values(node.whenFalse, choices);
    } else if (isEither(node)) {
      yield* this.values(node.left, choices);
      yield* this.values(node.right, choices);
    } else if (ts.isIdentifier(node)) yield* this.#named(node, choices);
    else if (ts.isPropertyAccessExpression(node)) {
      yield* this.#members(node, node.name.text, choices);
    } else if (ts.isElementAccessExpression(node)) {
      const { argumentExpression: key } = node;
      const name = ts.isStringLiteralLike(key) || ts.isNumericLiteral(key) ? key.text : undefined;
      yield* this.#members(node, name, choices);
    } else if (ts.isCallExpression(node)) yield* this.#called(node, choices);
    else yield { node, choices };
  }

  *#named(node: ts.Identifier, choices: Choices): Generator<Value> {
    if (isKey(node)) return yield { node, choices };
    const declaration = this.#declarationOf(node);
    if (declaration) yield* this.#declared(declaration, { node, choices });
    else yield { node, choices };
  }

  #declarationOf(node: ts.Node): ts.Node | undefined {
    const symbol = ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
      ? this.#checker.getShorthandAssignmentValueSymbol(node.parent)
      : this.#checker.getSymbolAtLocation(node);
    const meant = symbol && symbol.flags & ts.SymbolFlags.Alias
      ? this.#checker.getAliasedSymbol(symbol)
      : symbol;
    return meant?.declarations?.[0];
  }

  /** What a variable, a parameter, or a name in a pattern may be. */
  *#declared(declaration: ts.Node, otherwise: Value): Generator<Value> {
    const { choices } = otherwise;
    const chosen = choices.get(declaration);
    if (chosen) yield* this.values(chosen, choices);
    else if (ts.isBindingElement(declaration)) yield* this.#inPattern(declaration, otherwise);
    else if (ts.isVariableDeclaration(declaration)) {
      yield* this.#remembered(declaration, this.#given(declaration, choices), otherwise);
    } else if (ts.isParameter(declaration)) {
      yield* this.#remembered(declaration, this.#givenByCallers(declaration, choices), otherwise);
    } else yield otherwise;
  }

  *#inPattern(element: ts.BindingElement, otherwise: Value): Generator<Value> {
    const pattern = element.parent;
    const name = ts.isArrayBindingPattern(pattern)
      ? String(pattern.elements.indexOf(element))
      : (element.propertyName ?? element.name).getText();
    for (const whole of this.#declared(pattern.parent, otherwise)) {
      if (whole === otherwise) yield* this.#byProperty(element, name, otherwise);
      else yield* this.#member(whole, name, otherwise);
    }
  }

  /** What a variable is set to, or goes through in a loop. */
  *#given(declaration: ts.VariableDeclaration, choices: Choices): Generator<Value> {
    const loop = declaration.parent.parent;
    if (declaration.initializer) yield* this.values(declaration.initializer, choices);
    else if (ts.isForOfStatement(loop)) yield* this.#elements(loop.expression, choices);
  }

  *#givenByCallers(parameter: ts.ParameterDeclaration, choices: Choices): Generator<Value> {
    for (const bound of this.#callers(parameter.parent, choices)) {
      const given = bound.get(parameter);
      if (given) yield* this.values(given, bound);
    }
  }

  /** Values of something, which has each from then on. */
  *#remembered(
    declaration: ts.Node,
    values: Iterable<Value>,
    otherwise: Value,
  ): Generator<Value> {
    let isKnown = false;
    for (const { node, choices } of values) {
      isKnown = true;
      yield { node, choices: new Map(choices).set(declaration, node) };
    }
    if (!isKnown) yield otherwise;
  }

  /** The choices by each caller of a function: what it gives for the parameters. */
  *#callers(callee: ts.SignatureDeclaration, choices: Choices): Generator<Choices> {
    if (!this.#asksCallers) return;
    for (const declaration of [callee, ...this.#contextOf(callee)]) {
      for (const call of this.#program.callsOf(declaration)) {
        yield this.#bound(callee, call, choices);
      }
    }
  }

  /** What declares the type that a function written in place has to have. */
  #contextOf(callee: ts.Node): ts.Node[] {
    if (!ts.isArrowFunction(callee) && !ts.isFunctionExpression(callee)) return [];
    const type = this.#checker.getContextualType(callee);
    return type?.getCallSignatures().flatMap(({ declaration }) => declaration ?? []) ?? [];
  }

  #bound(
    { parameters }: ts.SignatureDeclaration,
    call: ts.CallExpression,
    choices: Choices,
  ): Choices {
    const bound = new Map(choices);
    parameters.forEach((parameter, place) => {
      const given = call.arguments[place] ?? parameter.initializer;
      if (given) bound.set(parameter, given);
    });
    return bound;
  }

  *#called(node: ts.CallExpression, choices: Choices): Generator<Value> {
    const declaration = this.#checker.getResolvedSignature(node)?.declaration;
    const body = declaration && (declaration as ts.FunctionLikeDeclaration).body;
    const returned = !body ? [] : ts.isBlock(body) ? returnsOf(body) : [body];
    if (returned.length === 0) return yield { node, choices };
    const bound = this.#bound(declaration as ts.SignatureDeclaration, node, choices);
    for (const each of returned) yield* this.values(each, bound);
  }

  /** A member, or all of them where no name is known. */
  *#members(
    node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    name: string | undefined,
    choices: Choices,
  ): Generator<Value> {
    for (const whole of this.values(node.expression, choices)) {
      if (isWhole(whole.node)) yield* this.#member(whole, name, { node, choices });
      else yield* this.#byProperty(node, name, { node, choices });
    }
  }

  *#member({ node, choices }: Value, name: string | undefined, otherwise: Value): Generator<Value> {
    const members = membersOf(node, name);
    // A literal that has no such member is not what is meant: another alternative is.
    if (members.length === 0 && !isComplete(node)) yield otherwise;
    for (const member of members) yield* this.values(member, choices);
  }

  /** A property of what nobody knows by itself: of each literal that its type was given. */
  *#byProperty(
    node: ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.BindingElement,
    name: string | undefined,
    otherwise: Value,
  ): Generator<Value> {
    const owner = ts.isBindingElement(node)
      ? node.parent.parent
      : this.#declarationOf(node.expression);
    const literals = name === undefined || !this.#asksCallers ? [] : this.#propertiesOf(node, name)
      .flatMap((property) => this.#program.literalsOf(property));
    let isKnown = false;
    for (const literal of new Set(literals)) {
      const choices = owner ? new Map(otherwise.choices).set(owner, literal) : otherwise.choices;
      for (const member of membersOf(literal, name)) {
        isKnown = true;
        yield* this.values(member, choices);
      }
    }
    if (!isKnown) yield otherwise;
  }

  /** What declares a property of what is accessed. */
  #propertiesOf(node: ts.Node, name: string): ts.Node[] {
    const whole = ts.isBindingElement(node)
      ? node.parent
      : (node as ts.PropertyAccessExpression).expression;
    const type = this.#checker.getTypeAtLocation(whole);
    return this.#checker.getPropertyOfType(type, name)?.declarations ?? [];
  }

  /** What a loop goes through. */
  *#elements(node: ts.Expression, choices: Choices): Generator<Value> {
    const [, of] = /^Object\.(entries|values)$/.exec(
      ts.isCallExpression(node) ? node.expression.getText() : "",
    ) ?? [];
    const source = of ? (node as ts.CallExpression).arguments[0] : node;
    for (const { node: whole, choices: chosen } of this.values(source, choices)) {
      const members = of === "entries" && ts.isObjectLiteralExpression(whole)
        ? whole.properties
        : membersOf(whole, undefined);
      for (const member of members) yield* this.values(member, chosen);
    }
  }
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function isEither(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && (
    node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
    node.operatorToken.kind === ts.SyntaxKind.BarBarToken
  );
}

/** Whether it is the name of a property where that is set. */
function isKey(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node.parent) && node.parent.name === node;
}

function isWhole(node: ts.Node): boolean {
  return ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node) ||
    ts.isPropertyAssignment(node);
}

/** Values in a literal; those of that name, where one is known. A property itself is a pair of name and value. */
function membersOf(node: ts.Node, name: string | undefined): readonly ts.Node[] {
  if (ts.isPropertyAssignment(node)) {
    return name === "0" ? [node.name] : [node.initializer];
  }
  if (ts.isArrayLiteralExpression(node)) {
    return name === undefined ? [...node.elements] : [node.elements[Number(name)]].filter(Boolean);
  }
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties
    .filter((property) =>
      name === undefined || property.name?.getText().replaceAll('"', "") === name
    )
    .flatMap((property) => valueOf(property) ?? []);
}

/** Whether all members are to be seen. */
function isComplete(node: ts.Node): boolean {
  return ts.isObjectLiteralExpression(node)
    ? !node.properties.some(ts.isSpreadAssignment)
    : ts.isArrayLiteralExpression(node) && !node.elements.some(ts.isSpreadElement);
}

function valueOf(property: ts.ObjectLiteralElementLike): ts.Node | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  if (ts.isShorthandPropertyAssignment(property)) return property.name;
  return undefined;
}

/** What a function's body returns, not what functions in it do. */
function returnsOf(body: ts.Block): ts.Expression[] {
  const found: ts.Expression[] = [];
  function visit(node: ts.Node): void {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  }
  visit(body);
  return found;
}
