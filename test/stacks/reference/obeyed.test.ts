import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { SUITES } from "../../../suites";

const CATALOGUE = "suites/requirements";
const OBEYED = "test/stacks/reference/obeyed";
const NOT_DONE = /^## Not done$([^]*?)(?=^## |(?![^]))/m;

/** What is known of one row of the catalogue. */
type Entry =
  /** `<test file>: <title of a test or of a group>`, or the id of a scenario: what would fail if the rule were broken. */
  | { readonly by: readonly string[] }
  /** It says nothing that a TCP on a host could break. */
  | { readonly not: "applicable"; readonly why: string }
  /** It is listed in the README of the reference. */
  | { readonly not: "done"; readonly why: string };

function read(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), "utf8"));
}

function rowsOf(file: string): readonly string[] {
  return (read(CATALOGUE, file) as readonly { readonly id: string }[]).map(({ id }) => id);
}

function entriesOf(file: string): Readonly<Record<string, Entry>> {
  return read(OBEYED, file) as Readonly<Record<string, Entry>>;
}

const FILES = readdirSync(CATALOGUE).filter((file) => file.endsWith(".json"));
const ENTRIES = FILES.flatMap((file) => Object.entries(entriesOf(file)).map(([id, entry]) => ({ id, entry })));
const SCENARIOS = new Set(SUITES.flatMap(({ scenarios }) => scenarios.map(({ id }) => id)));

const sources = new Map<string, string>();

/** Whether a file has a text with this title, or a template of which it is a part. */
function hasTitle(file: string, title: string): boolean {
  if (!existsSync(file)) return false;
  const source = sources.get(file) ?? readFileSync(file, "utf8");
  sources.set(file, source);
  if (source.includes(JSON.stringify(title))) return true;
  return [...source.matchAll(/`([^`]*)`/g)].some(([template]) => template.includes(title));
}

function isThere(proof: string): boolean {
  const [, file, title] = /^(test\/\S+\.test\.ts): (.+)$/.exec(proof) ?? [];
  return file === undefined || title === undefined ? SCENARIOS.has(proof) : hasTitle(file, title);
}

describe("the reference and the rows of the catalogue", () => {
  for (const file of FILES) {
    it(`${file}: each row has its entry, in its place`, () => {
      expect(Object.keys(entriesOf(file))).to.deep.equal(rowsOf(file));
    });
  }

  it("an entry names a proof that exists, three at the most, or says why there is none", () => {
    for (const { id, entry } of ENTRIES) {
      if ("by" in entry) {
        expect(entry.by.length, id).to.be.within(1, 3);
        expect(
          entry.by.filter((proof) => !isThere(proof)),
          id,
        ).to.deep.equal([]);
      } else {
        expect(entry.not, id).to.be.oneOf(["applicable", "done"]);
        expect(entry.why, id).to.match(/\S/);
      }
    }
  });

  it("what is not done is what the README says is not done", () => {
    const [, text = ""] = NOT_DONE.exec(readFileSync("stacks/reference/README.md", "utf8")) ?? [];
    const isNamed = (id: string) => text.includes(`\`${id}\``);
    for (const { id, entry } of ENTRIES) {
      expect(isNamed(id), id).to.equal("not" in entry && entry.not === "done");
    }
  });
});
