/** Where built hosts are kept: outside of this package, so that a new checkout finds them again. */

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { Recipe } from "./recipe";

/** `TCPSPEC_CACHE`, or a folder where the XDG Base Directory Specification says. */
export function cacheFolder(): string {
  const { TCPSPEC_CACHE: ours = "", XDG_CACHE_HOME: theirs = "" } = process.env;
  if (ours !== "") return ours;
  return join(theirs === "" ? join(homedir(), ".cache") : theirs, "tcpspec");
}

/** The folder with our package.json: sources that are not TypeScript stay where they are when the rest is compiled. */
function packageRoot(folder = __dirname): string {
  return existsSync(join(folder, "package.json")) ? folder : packageRoot(dirname(folder));
}

/** Where a folder of sources is, which a recipe names from the root of this package. */
export function sourceFolder(name: string): string {
  return join(packageRoot(), name);
}

/** Where this very build is, or would be: whatever could make it another one is in the name. */
export function buildFolder(recipe: Recipe): string {
  const hash = createHash("sha256").update(
    JSON.stringify([recipe.commands, recipe.written, process.platform, process.arch]),
  );
  for (const sources of recipe.sources.map(sourceFolder))
    for (const file of filesIn(sources))
      hash
        .update(`${relative(sources, file)}\0`)
        .update(readFileSync(file))
        .update("\0");
  const { name, version } = recipe;
  return join(cacheFolder(), "hosts", `${name}-${version}-${hash.digest("hex").slice(0, 12)}`);
}

/** The built program, if it has been built. */
export function builtProgram(recipe: Recipe): string | undefined {
  const program = join(buildFolder(recipe), recipe.program);
  return existsSync(program) ? program : undefined;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
