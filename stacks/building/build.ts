import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { StackUnavailable } from "../../harness/port/stack";
import { buildFolder, sourceFolder } from "./cache";
import type { Recipe } from "./recipe";

/** The tools of a recipe that are not there. */
export function missingTools({ tools }: Recipe): Recipe["tools"] {
  return tools.filter(({ probe: [program, ...words] }) => spawnSync(program, words, { stdio: "ignore" }).status !== 0);
}

/**
 * Builds the host and puts it into the cache, whole or not at all.
 * @param say is given the lines of what is done, and of what the tools say
 * @throws {StackUnavailable}
 */
export async function build(recipe: Recipe, say: (line: string) => void): Promise<void> {
  const missing = missingTools(recipe);
  if (missing.length > 0)
    throw new StackUnavailable(
      `${recipe.name} cannot be built: something is missing here`,
      missing.map(({ remedy }) => remedy).join("; "),
    );
  const target = buildFolder(recipe);
  const workshop = makeWorkshop(target);
  try {
    for (const sources of recipe.sources) cpSync(sourceFolder(sources), workshop, { recursive: true });
    for (const [name, text] of Object.entries(recipe.written ?? {})) writeFileSync(join(workshop, name), text);
    for (const command of recipe.commands) await run(command, workshop, say);
    if (!existsSync(join(workshop, recipe.program)))
      throw new StackUnavailable(`building ${recipe.name} made no ${recipe.program}`, "this is a mistake of tcpspec");
    rmSync(target, { recursive: true, force: true });
    renameSync(workshop, target);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** Beside the target, so that it can be put in its place in one step. */
function makeWorkshop(target: string): string {
  const folder = dirname(target);
  try {
    mkdirSync(folder, { recursive: true });
    return mkdtempSync(join(folder, `.${basename(target)}-`));
  } catch (error) {
    throw new StackUnavailable(
      `nothing can be written to ${folder}: ${error instanceof Error ? error.message : String(error)}`,
      "name another folder in TCPSPEC_CACHE",
    );
  }
}

async function run(
  [program, ...words]: Recipe["commands"][number],
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  say(`$ ${[program, ...words].join(" ")}`);
  const child = spawn(program, words, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let last = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (piece: string) => {
      last = (last + piece).slice(-2000);
      for (const line of piece.split("\n")) if (line !== "") say(line);
    });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (...how) => {
      resolve(how);
    });
  });
  if (code !== 0)
    throw new StackUnavailable(
      `"${program}" ended with ${signal ?? `code ${code ?? 0}`}:\n${last.trimEnd()}`,
      "see what it says",
    );
}
