/**
 * Makes a reference TCP with a mistake: its source files are read, one of them is changed, and the lot is loaded apart from
 * the right one. So the reference itself knows nothing of mutants.
 */

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import type { StackProvider } from "../../harness/port/stack";
import type * as Reference from "../reference/index";
import type { Mutant } from "./mutant";

/** The file's text with the mistake in it. @throws {Error} when what it replaces is not there just once. */
export function mutated(source: string, { name, file, find, replace }: Mutant): string {
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`mutant ${name}: ${file} has ${places} places that read ${JSON.stringify(find)}`);
  // A function, since a replacement text may hold "$&".
  return source.replace(find, () => replace);
}

/** Where the reference runs from, and where its TypeScript is: not the same once the project is compiled. */
function folders(): { readonly loaded: string; readonly sources: string } {
  const loaded = dirname(require.resolve("../reference/index"));
  for (let root = loaded; ; root = dirname(root)) {
    const sources = join(root, "stacks/reference");
    if (existsSync(join(root, "package.json")) && existsSync(join(sources, "index.ts"))) return { loaded, sources };
    if (dirname(root) === root)
      throw new Error(
        "mutants are made from the source of the reference TCP, which is not here: use a clone of tcpspec",
      );
  }
}

/** The file that an import without an ending means. */
function fileOf(target: string): string {
  return existsSync(`${target}.ts`) ? `${target}.ts` : join(target, "index.ts");
}

type Compile = (source: string, file: string) => string;

/** As much of the compiler as is used. */
interface Swc {
  readonly transformSync: (source: string, options: object) => { readonly code: string };
}

function compiler(): Compile {
  // Only mutants need it, and a published tcpspec comes without.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { transformSync } = require("@swc/core") as Swc;
  return (source, file) =>
    transformSync(source, {
      filename: file,
      jsc: { parser: { syntax: "typescript" }, target: "es2022" },
      module: { type: "commonjs" },
    }).code;
}

const compiled = new Map<string, string>();

/** The modules of the reference once more, with the mistake. @throws {Error} when it cannot be made. */
export function loadMutant(mutant: Mutant): StackProvider {
  const { loaded, sources } = folders();
  const compile = compiler();
  const modules = new Map<string, { exports: unknown }>();
  const progress = { made: false };

  function codeOf(file: string): string {
    const name = relative(sources, file);
    const source = readFileSync(file, "utf8");
    if (name === mutant.file) {
      progress.made = true;
      return compile(mutated(source, mutant), file);
    }
    const code = compiled.get(file) ?? compile(source, file);
    compiled.set(file, code);
    return code;
  }

  function load(file: string): unknown {
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const outside = createRequire(join(loaded, relative(sources, file)));
    const require = (request: string): unknown => {
      const target = resolve(dirname(file), request);
      return request.startsWith(".") && target.startsWith(sources) ? load(fileOf(target)) : outside(request);
    };
    // The reference's own code, one expression changed: as trusted as the module that it was read from.
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    new Function("require", "module", "exports", codeOf(file))(require, module, module.exports);
    return module.exports;
  }

  const { referenceWith } = load(join(sources, "index.ts")) as typeof Reference;
  if (!progress.made) throw new Error(`mutant ${mutant.name}: the reference has no file ${mutant.file}`);
  return referenceWith({}, `mutant:${mutant.name}`);
}
