import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { expect } from "chai";
import { ModuleKind, transpileModule } from "typescript";
import * as reference from "../../../../stacks/reference";

describe("the README of the reference", () => {
  it("has an example of sockets that runs", async () => {
    const readme = readFileSync("stacks/reference/README.md", "utf8");
    const [, source = ""] = /^```ts\n([^]*?)^```$/m.exec(readme) ?? [];
    expect(source).to.include('from "tcpspec/reference"');
    const { outputText } = transpileModule(source, { compilerOptions: { module: ModuleKind.CommonJS } });
    const said = await new Promise((resolve) => {
      runInNewContext(outputText, {
        require: () => reference,
        exports: {},
        console: { log: resolve },
        Buffer,
        setImmediate,
      });
    });
    expect(said).to.equal("hello");
  });
});
