/** mocha's usual report, with what was left out and why, and one closing line: `N passed, N failed, N skipped`. */

import Mocha from "mocha";

const REASON = /\((needs .+)\)$/;

class ClosingLine extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const leftOut = new Map<string, number>();
    runner.on("pending", ({ title }) => {
      const reason = REASON.exec(title)?.[1] ?? "of no use on this stack";
      leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
    });
    runner.once("end", () => {
      const { passes, failures, pending } = this.stats;
      const lines = [...leftOut].map(([reason, count]) => `left out ${count}: ${reason}`);
      lines.push(`${passes} passed, ${failures} failed, ${pending} skipped`);
      process.stdout.write(`${lines.join("\n")}\n`);
    });
  }
}

export { ClosingLine as default };
