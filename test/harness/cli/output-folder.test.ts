import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openOutputFolder } from "../../../harness/cli/output-folder";
import { previousResults } from "../../../harness/cli/previous-results";
import { writeWhole } from "../../../harness/cli/whole-file";
import { sampleResult, sampleResults } from "../../reports/samples";

describe("files that a run leaves", () => {
  let path = "";

  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "tcpspec-out-"));
  });

  afterEach(() => {
    rmSync(path, { recursive: true });
  });

  const files = () =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name).slice(path.length + 1))
      .sort();

  const OCTETS = Uint8Array.of(1, 2, 3);
  const resultsOf = (...traces: readonly string[]) =>
    sampleResults({ scenarios: traces.map((trace) => sampleResult({ trace })) });

  describe("openOutputFolder", () => {
    it("writes captures and results", async () => {
      const folder = await openOutputFolder(path);
      await folder.write("traces/a/b.pcapng", OCTETS);
      await folder.writeResults(resultsOf("traces/a/b.pcapng"));
      expect(files()).to.deep.equal(["results.json", "traces/a/b.pcapng"]);
      expect([...readFileSync(join(path, "traces/a/b.pcapng"))]).to.deep.equal([1, 2, 3]);
    });

    it("keeps the earlier run until the new one is complete", async () => {
      const first = await openOutputFolder(path);
      await first.write("traces/old.pcap", OCTETS);
      await first.write("traces/both.pcap", OCTETS);
      await first.writeResults(resultsOf("traces/old.pcap", "traces/both.pcap"));

      const second = await openOutputFolder(path);
      await second.write("traces/both.pcap", OCTETS);
      await second.write("traces/new/new.pcap", OCTETS);
      expect(files()).to.deep.equal(["results.json", "traces/both.pcap", "traces/new/new.pcap", "traces/old.pcap"]);
      await second.writeResults(resultsOf("traces/both.pcap", "traces/new/new.pcap"));
      expect(files()).to.deep.equal(["results.json", "traces/both.pcap", "traces/new/new.pcap"]);
    });

    it("leaves a capture alone that says the same already, and replaces one that does not", async () => {
      const first = await openOutputFolder(path);
      for (const name of ["traces/same.pcap", "traces/other.pcap"]) await first.write(name, OCTETS);
      await first.writeResults(resultsOf("traces/same.pcap", "traces/other.pcap"));
      const same = join(path, "traces/same.pcap");
      const before = statSync(same);

      const second = await openOutputFolder(path);
      await second.write("traces/same.pcap", OCTETS);
      await second.write("traces/other.pcap", Uint8Array.of(4));
      await second.writeResults(resultsOf("traces/same.pcap", "traces/other.pcap"));
      expect(statSync(same)).to.include({ ino: before.ino, mtimeMs: before.mtimeMs });
      expect([...readFileSync(join(path, "traces/other.pcap"))]).to.deep.equal([4]);
      expect(files()).to.deep.equal(["results.json", "traces/other.pcap", "traces/same.pcap"]);
    });

    it("takes its captures back when there are no results, and the folder if it has made it", async () => {
      const made = join(path, "made");
      const folder = await openOutputFolder(made);
      await folder.write("traces/a/b.pcapng", OCTETS);
      folder.discard();
      expect(existsSync(made)).to.equal(false);
    });

    it("takes back what was being written when the process ended", async () => {
      const made = join(path, "made");
      const folder = await openOutputFolder(made);
      await folder.write("traces/a.pcapng", OCTETS);
      // As if the process had been ended in the middle of another write.
      writeFileSync(join(made, "traces/a.pcapng.unfinished"), "half");
      folder.discard();
      expect(existsSync(made)).to.equal(false);
    });

    it("takes nothing back that the earlier run had as well", async () => {
      const first = await openOutputFolder(path);
      await first.write("traces/both.pcap", OCTETS);
      await first.writeResults(resultsOf("traces/both.pcap"));
      const second = await openOutputFolder(path);
      await second.write("traces/both.pcap", OCTETS);
      await second.write("traces/new.pcap", OCTETS);
      second.discard();
      expect(files()).to.deep.equal(["results.json", "traces/both.pcap"]);
    });

    it("takes nothing back once there are results", async () => {
      const folder = await openOutputFolder(path);
      await folder.write("traces/a.pcap", OCTETS);
      await folder.writeResults(resultsOf("traces/a.pcap"));
      folder.discard();
      expect(files()).to.deep.equal(["results.json", "traces/a.pcap"]);
    });

    it("takes results of another version for ours", async () => {
      writeFileSync(
        join(path, "results.json"),
        '{"schema": "tcpspec/results/99", "scenarios": [{"trace": "traces/x.pcap"}]}',
      );
      await (await openOutputFolder(path)).writeResults(resultsOf());
      expect(previousResults(path)).to.have.nested.property("run.seed", 42);
    });
  });

  describe("previousResults", () => {
    it("are none where there was no run", () => {
      expect(previousResults(path)).to.equal(undefined);
    });

    it("are those that were written", async () => {
      await (await openOutputFolder(path)).writeResults(resultsOf("traces/a.pcap"));
      expect(previousResults(path)).to.deep.equal(resultsOf("traces/a.pcap"));
    });

    it("are a sentence where they cannot be read", () => {
      mkdirSync(join(path, "results.json"));
      expect(previousResults(path)).to.match(/results\.json cannot be read: it is a folder$/);
    });
  });

  describe("writeWhole", () => {
    it("replaces a file, and makes folders", async () => {
      const file = join(path, "a/b/c.txt");
      await writeWhole(file, "first", "--out");
      await writeWhole(file, "second", "--out");
      expect(readFileSync(file, "utf8")).to.equal("second");
      expect(files()).to.deep.equal(["a/b/c.txt"]);
    });

    it("leaves nothing behind when it cannot", async () => {
      mkdirSync(join(path, "c.txt/inner"), { recursive: true });
      const file = join(path, "c.txt");
      const complaint = await writeWhole(file, "text", "--corpus").catch((error: unknown) => error);
      expect(complaint).to.include({
        message: `cannot write ${file}: it is a folder`,
        hint: "give another folder with --corpus",
      });
      expect(readdirSync(path)).to.deep.equal(["c.txt"]);
    });
  });
});
