import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Recipe } from "../building";
import { sourceFolder } from "../building/cache";
import { NEWEST } from "./version";

const SOURCES = "stacks/smoltcp/host";
const MANIFEST = "Cargo.toml";

/** How the host is built around a version of smoltcp. */
export function recipeOf(version: string): Recipe {
  const recipe: Recipe = {
    name: "smoltcp",
    version,
    sources: [SOURCES],
    tools: [{ probe: ["cargo", "--version"], remedy: "Rust 1.91 or later, with cargo: https://rustup.rs" }],
    commands: [["cargo", "build", "--release"]],
    program: join("target", "release", process.platform === "win32" ? "smoltcp-host.exe" : "smoltcp-host"),
  };
  if (version === NEWEST) return recipe;
  const manifest = readFileSync(join(sourceFolder(SOURCES), MANIFEST), "utf8");
  return { ...recipe, written: { [MANIFEST]: manifestFor(version, manifest) } };
}

/** What other versions bring along is not known here. */
export function manifestFor(version: string, manifest: string): string {
  return manifest.replace(/\n# exactly[^]*/, "").replaceAll(`${NEWEST}"`, `${version}"`);
}
