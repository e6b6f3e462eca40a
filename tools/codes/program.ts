/** The product as TypeScript understands it: what each name in it means, and who calls what. */
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The product's modules, and what asks of them need. */
export interface Program {
  checker: ts.TypeChecker;
  /** The modules, in the order of their paths. */
  modules: readonly ts.SourceFile[];
  /** All calls of what is declared somewhere. */
  callsOf(declaration: ts.Node): readonly ts.CallExpression[];
  /** The object literals that have a property of that name, by what declares it in their type. */
  literalsOf(property: ts.Node): readonly ts.ObjectLiteralExpression[];
  /** All object literals. */
  literals: readonly ts.ObjectLiteralExpression[];
  /** Path of a module below the root. */
  pathOf(module: ts.SourceFile): string;
}

/** Reads modules; what they import of others' packages is left alone. */
export function readProgram(root: URL, paths: readonly string[]): Program {
  // TypeScript has slashes on every system.
  const folder = fileURLToPath(root).replaceAll("\\", "/");
  const program = ts.createProgram(paths.map((path) => `${folder}${path}`), {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    types: [],
    paths: {
      "@dekube/engine/pacts": [`${folder}pacts/mod.ts`],
      "@dekube/engine/pacts/*": [`${folder}pacts/*/mod.ts`],
      "@dekube/engine": [`${folder}mod.ts`],
    },
  });
  const checker = program.getTypeChecker();
  const modules = program.getSourceFiles()
    .filter(({ fileName, isDeclarationFile }) => !isDeclarationFile && fileName.startsWith(folder))
    .toSorted((one, other) => one.fileName < other.fileName ? -1 : 1);

  const calls = new Map<ts.Node, ts.CallExpression[]>();
  const byProperty = new Map<ts.Node, ts.ObjectLiteralExpression[]>();
  const literals: ts.ObjectLiteralExpression[] = [];

  function visit(node: ts.Node): void {
    if (ts.isCallExpression(node)) {
      const declaration = checker.getResolvedSignature(node)?.declaration;
      if (declaration) group(calls, declaration, node);
    } else if (ts.isObjectLiteralExpression(node)) {
      literals.push(node);
      const type = checker.getContextualType(node);
      for (const property of node.properties) {
        const name = property.name && ts.isIdentifier(property.name) ? property.name.text : "";
        for (const declaration of propertyOf(type, name)) group(byProperty, declaration, node);
      }
    }
    ts.forEachChild(node, visit);
  }
  modules.forEach(visit);

  function propertyOf(type: ts.Type | undefined, name: string): ts.Node[] {
    const types = type?.isUnion() ? type.types : type ? [type] : [];
    return types.flatMap((each) => checker.getPropertyOfType(each, name)?.declarations ?? []);
  }

  return {
    checker,
    modules,
    literals,
    callsOf: (declaration) => calls.get(declaration) ?? [],
    literalsOf: (property) => byProperty.get(property) ?? [],
    pathOf: ({ fileName }) => fileName.slice(folder.length),
  };
}

function group<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}
