/** Which folder may import which, and that no file imports itself by a detour. */

import { readdirSync, readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { expect } from "chai";
import ts from "typescript";

/** From the ground up: each layer of the harness may import those before it. */
const HARNESS = [
  "harness/wire",
  "harness/port",
  "harness/scenario",
  "harness/oracle",
  "harness/runner",
  "harness/fuzz",
];

const upTo = (layer: string) => HARNESS.slice(0, HARNESS.indexOf(layer) + 1);

/** The table. What is not said to be allowed is forbidden; a file may always import from its own folder. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(HARNESS.map((layer) => [layer, upTo(layer)])),
  "harness/chai": upTo("harness/oracle"),
  // The catalogue of requirements has the names of the levels from there.
  suites: ["harness/scenario/index", "harness/scenario/requirement", "harness/port/verdict"],
  adapters: ["harness/wire", "harness/port"],
  stacks: ["harness/wire", "harness/port", "adapters"],
  reports: ["harness/wire", "harness/port"],
  // The one place where everything comes together; nobody imports it.
  "harness/cli": [...HARNESS, "harness/chai", "suites", "adapters", "stacks", "reports"],
};

/** The text of each file by its path, `harness/wire/seq.ts`. */
type Files = ReadonlyMap<string, string>;

interface Specifier {
  readonly specifier: string;
  /** Written as `import type`, `export type`, or `import("...")` where a type stands: gone when the program runs. */
  readonly typeOnly: boolean;
}

interface Import extends Omit<Specifier, "specifier"> {
  readonly from: string;
  readonly to: string;
}

/** What the text imports, exports from elsewhere, and requires: files of ours, whose specifiers begin with a dot. */
function specifiersIn(text: string): readonly Specifier[] {
  const found: Specifier[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier) && specifier.text.startsWith("."))
      found.push({ specifier: specifier.text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    else if (ts.isExternalModuleReference(node)) add(node.expression, false);
    else if (ts.isCallExpression(node) && /^(?:import|require)$/.test(node.expression.getText()))
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("file.ts", text, ts.ScriptTarget.ES2022, true));
  return found;
}

/** The file that a relative specifier means, without its ending: two files never differ in that alone. */
function target(from: string, specifier: string, files: Files): string {
  const path = posix.join(posix.dirname(from), specifier);
  return files.has(`${path}/index.ts`) ? `${path}/index` : path.replace(/\.(?:ts|js)$/, "");
}

function importsOf(files: Files): readonly Import[] {
  return [...files].flatMap(([file, text]) =>
    specifiersIn(text).map(({ specifier, typeOnly }) => ({
      from: file.replace(/\.ts$/, ""),
      to: target(file, specifier, files),
      typeOnly,
    })),
  );
}

const isIn = (folder: string) => (file: string) => file === folder || file.startsWith(`${folder}/`);

const folderOf = (file: string) => Object.keys(MAY_IMPORT).find((folder) => isIn(folder)(file));

/** One line for each import that the table does not allow. */
function forbiddenImports(files: Files): readonly string[] {
  return importsOf(files)
    .filter(({ from, to }) => {
      const folder = folderOf(from);
      if (folder === undefined) return true;
      return ![folder, ...(MAY_IMPORT[folder] ?? [])].some((allowed) => isIn(allowed)(to));
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/**
 * Circles among the files: `a -> b -> a`, each once, begun at the file where the search came upon it. Types of one folder
 * may be defined by each other, as a packet may hold an error that has addresses in it: an import of a type from the
 * folder's own files makes no circle. Any other does.
 */
function circles(files: Files): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { from, to, typeOnly } of importsOf(files)) {
    if (typeOnly && posix.dirname(from) === posix.dirname(to)) continue;
    targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const found: string[] = [];
  const finished = new Set<string>();
  const path: string[] = [];
  function visit(file: string): void {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(" -> "));
    if (start >= 0 || finished.has(file)) return;
    path.push(file);
    for (const next of targets.get(file) ?? []) visit(next);
    path.pop();
    finished.add(file);
  }
  for (const file of targets.keys()) visit(file);
  return found;
}

/** The source files of the project; tests, benches and examples stand outside and may use everything. */
function projectFiles(): Files {
  const root = resolve();
  const paths = ["harness", "suites", "adapters", "stacks", "reports"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => posix.join(folder, path.replaceAll("\\", "/"))),
  );
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

const made = (files: Readonly<Record<string, string>>): Files => new Map(Object.entries(files));

describe("layering", () => {
  const files = projectFiles();

  it("no file imports what its folder may not", () => {
    expect(forbiddenImports(files)).to.deep.equal([]);
  });

  it("no file imports itself by way of others", () => {
    expect(circles(files)).to.deep.equal([]);
  });

  it("every relative import leads to a file that was looked at", () => {
    const astray = importsOf(files).filter(({ to }) => !files.has(`${to}.ts`) && !to.endsWith(".json"));
    expect(files.size).to.be.greaterThan(150);
    expect(astray).to.deep.equal([]);
  });

  describe("the check itself", () => {
    const FORBIDDEN: Readonly<Record<string, readonly [file: string, text: string]>> = {
      "a lower layer imports a higher one": ["harness/port/a.ts", 'import { b } from "../scenario/b";'],
      "it is only a type": ["harness/oracle/a.ts", 'import type { B } from "../runner/b";'],
      "it is exported again": ["harness/wire/a.ts", 'export * from "../port/b";'],
      "it is required": ["adapters/tun/a.ts", 'const b = require("../../harness/oracle/b");'],
      "it is required in TypeScript's own way": ["adapters/tun/a.ts", 'import b = require("../../harness/oracle/b");'],
      "it is imported when needed": ["reports/a.ts", 'const b = import("../harness/runner/b");'],
      "it is a type by import": ["reports/a.ts", 'type B = import("../harness/scenario/b").B;'],
      "a suite reaches past the front door": ["suites/close/a.ts", 'import { b } from "../../harness/scenario/print";'],
      "a suite looks at bytes": ["suites/close/a.ts", 'import { b } from "../../harness/wire";'],
      "somebody imports the command line": ["harness/fuzz/a.ts", 'import { b } from "../cli/b";'],
      "a stack imports a suite": ["stacks/linux/a.ts", 'import { b } from "../../suites";'],
      "an adapter imports a stack": ["adapters/memory/a.ts", 'import { b } from "../../stacks/reference";'],
      "the chai words run scenarios": ["harness/chai/a.ts", 'import { b } from "../runner/run";'],
      "the oracle uses the chai words": ["harness/oracle/a.ts", 'import { b } from "../chai";'],
      "a folder is new and not in the table": ["harness/new/a.ts", 'import { b } from "../wire/b";'],
      "a name only begins like an allowed one": ["suites/a.ts", 'import { b } from "../harness/port/verdicts";'],
    };

    for (const [what, [file, text]] of Object.entries(FORBIDDEN)) {
      it(`objects when ${what}`, () => {
        expect(forbiddenImports(made({ [file]: text }))).to.have.length(1);
      });
    }

    it("has no objection to what the table allows, to packages, and to words that only look like imports", () => {
      const some = made({
        "harness/runner/a.ts":
          'import { b } from "../oracle/rules/b";\nimport { c } from "./c";\nimport fs from "node:fs";',
        "suites/close/a.ts": 'import { b } from "../../harness/scenario";\n// import { c } from "../../harness/cli/c";',
        "harness/scenario/index.ts": "export const text = 'import { d } from \"../cli/d\"';",
        "harness/cli/a.ts": 'import { SUITES } from "../../suites";\nimport { chai } from "../chai";',
        "stacks/linux/a.ts": 'import { b } from "../../adapters/native/b";\nimport { c } from "../reference/c";',
      });
      expect(forbiddenImports(some)).to.deep.equal([]);
    });

    it("finds a circle of three, one through an index, and a file that imports itself", () => {
      const some = made({
        "a/one.ts": 'import "./two";',
        "a/two.ts": 'import { three } from "./three";',
        "a/three.ts": 'export { one } from "./one";',
        "b/index.ts": 'export * from "./one";',
        "b/one.ts": 'import { x } from ".";',
        "c/one.ts": 'import { y } from "./one";',
      });
      expect(circles(some)).to.deep.equal([
        "a/one -> a/two -> a/three -> a/one",
        "b/index -> b/one -> b/index",
        "c/one -> c/one",
      ]);
    });

    it("lets types of one folder be defined by each other, and those of two folders not", () => {
      const some = made({
        "a/one.ts": 'import type { Two } from "./two";',
        "a/two.ts": 'import { one } from "./one";',
        "b/one.ts": 'import type { Far } from "../c/far"; export type { Two } from "./two";',
        "b/two.ts": 'type One = import("./one").One;',
        "c/far.ts": 'import type { One } from "../b/one";',
      });
      expect(circles(some)).to.deep.equal(["b/one -> c/far -> b/one"]);
    });

    it("does not take two ways to one file for a circle", () => {
      const some = made({
        "a/top.ts": 'import "./left"; import "./right";',
        "a/left.ts": 'import "./bottom";',
        "a/right.ts": 'import "./bottom";',
        "a/bottom.ts": "",
      });
      expect(circles(some)).to.deep.equal([]);
    });
  });
});
