import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
    it("writes captures and results", () => {
      const folder = openOutputFolder(path);
      expect(folder.write("traces/a/b.pcapng", OCTETS)).to.equal("traces/a/b.pcapng");
      folder.writeResults(resultsOf("traces/a/b.pcapng"));
      expect(files()).to.deep.equal(["results.json", "traces/a/b.pcapng"]);
      expect([...readFileSync(join(path, "traces/a/b.pcapng"))]).to.deep.equal([1, 2, 3]);
    });

    it("keeps the earlier run until the new one is complete", () => {
      const first = openOutputFolder(path);
      first.write("traces/old.pcap", OCTETS);
      first.write("traces/both.pcap", OCTETS);
      first.writeResults(resultsOf("traces/old.pcap", "traces/both.pcap"));

      const second = openOutputFolder(path);
      second.write("traces/both.pcap", OCTETS);
      second.write("traces/new/new.pcap", OCTETS);
      expect(files()).to.deep.equal(["results.json", "traces/both.pcap", "traces/new/new.pcap", "traces/old.pcap"]);
      second.writeResults(resultsOf("traces/both.pcap", "traces/new/new.pcap"));
      expect(files()).to.deep.equal(["results.json", "traces/both.pcap", "traces/new/new.pcap"]);
    });

    it("takes its captures back when there are no results, and the folder if it has made it", () => {
      const made = join(path, "made");
      const folder = openOutputFolder(made);
      folder.write("traces/a/b.pcapng", OCTETS);
      folder.discard();
      expect(existsSync(made)).to.equal(false);
    });

    it("takes nothing back that the earlier run had as well", () => {
      const first = openOutputFolder(path);
      first.write("traces/both.pcap", OCTETS);
      first.writeResults(resultsOf("traces/both.pcap"));
      const second = openOutputFolder(path);
      second.write("traces/both.pcap", OCTETS);
      second.write("traces/new.pcap", OCTETS);
      second.discard();
      expect(files()).to.deep.equal(["results.json", "traces/both.pcap"]);
    });

    it("takes nothing back once there are results", () => {
      const folder = openOutputFolder(path);
      folder.write("traces/a.pcap", OCTETS);
      folder.writeResults(resultsOf("traces/a.pcap"));
      folder.discard();
      expect(files()).to.deep.equal(["results.json", "traces/a.pcap"]);
    });

    it("takes results of another version for ours", () => {
      writeFileSync(
        join(path, "results.json"),
        '{"schema": "tcpspec/results/99", "scenarios": [{"trace": "traces/x.pcap"}]}',
      );
      openOutputFolder(path).writeResults(resultsOf());
      expect(previousResults(path)).to.have.nested.property("run.seed", 42);
    });
  });

  describe("previousResults", () => {
    it("are none where there was no run", () => {
      expect(previousResults(path)).to.equal(undefined);
    });

    it("are those that were written", () => {
      openOutputFolder(path).writeResults(resultsOf("traces/a.pcap"));
      expect(previousResults(path)).to.deep.equal(resultsOf("traces/a.pcap"));
    });

    it("are a sentence where they cannot be read", () => {
      mkdirSync(join(path, "results.json"));
      expect(previousResults(path)).to.match(/results\.json cannot be read: it is a folder$/);
    });
  });

  describe("writeWhole", () => {
    it("replaces a file, and makes folders", () => {
      const file = join(path, "a/b/c.txt");
      writeWhole(file, "first", "--out");
      writeWhole(file, "second", "--out");
      expect(readFileSync(file, "utf8")).to.equal("second");
      expect(files()).to.deep.equal(["a/b/c.txt"]);
    });

    it("leaves nothing behind when it cannot", () => {
      mkdirSync(join(path, "c.txt/inner"), { recursive: true });
      const file = join(path, "c.txt");
      expect(() => {
        writeWhole(file, "text", "--corpus");
      })
        .to.throw(`cannot write ${file}: it is a folder`)
        .with.property("hint", "give another folder with --corpus");
      expect(readdirSync(path)).to.deep.equal(["c.txt"]);
    });
  });
});
