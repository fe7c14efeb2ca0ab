import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes the folder and those above it. Node's own way (`recursive`) goes round in circles where the kernel takes none, as in /proc.
 * @returns whether it was not there
 */
export async function makeFolders(path: string): Promise<boolean> {
  const first = await attempt(path);
  if (first !== "nowhere") return first === "made";
  await makeFolders(dirname(path));
  if ((await attempt(path)) === "nowhere") throw new Error("no folder can be made there");
  return true;
}

async function attempt(path: string): Promise<"made" | "there" | "nowhere"> {
  try {
    await mkdir(path);
    return "made";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return "nowhere";
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return "there";
    throw error;
  }
}
