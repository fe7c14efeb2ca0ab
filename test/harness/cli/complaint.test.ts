import { CommanderError } from "@commander-js/extra-typings";
import { expect } from "chai";
import { complaintAbout } from "../../../harness/cli/complaint";
import { CommandError, EXIT } from "../../../harness/cli/exit-code";
import { StackFailed } from "../../../harness/port/stack";

describe("complaintAbout", () => {
  it("a mistake that has been foreseen: what is wrong, and what to do", () => {
    expect(complaintAbout(new CommandError("no such thing", EXIT.usage, "take another"), false)).to.deep.equal({
      text: "error: no such thing\ntake another\n",
      exitCode: 2,
    });
    expect(complaintAbout(new CommandError("the disk is full", EXIT.broken), false)).to.deep.equal({
      text: "error: the disk is full\n",
      exitCode: 3,
    });
  });

  it("a stack that broke: no way there through our files", () => {
    expect(complaintAbout(new StackFailed("it is gone"), false)).to.deep.equal({
      text: "error: it is gone\n",
      exitCode: 3,
    });
  });

  it("what the parser has said is not said again", () => {
    expect(complaintAbout(new CommanderError(1, "commander.unknownOption", "x"), false)).to.deep.equal({
      text: "",
      exitCode: 2,
    });
    expect(complaintAbout(new CommanderError(0, "commander.helpDisplayed", "x"), false).exitCode).to.equal(0);
  });

  it("anything else is our own fault, and we say where", () => {
    const { text, exitCode } = complaintAbout(new TypeError("x is not a function"), false);
    expect(text).to.match(/^tcpspec broke: TypeError: x is not a function\n {4}at /);
    expect(exitCode).to.equal(3);
    expect(complaintAbout("thrown", false).text).to.equal("tcpspec broke: thrown\n");
  });

  it("in colours only where they are wanted", () => {
    expect(complaintAbout(new CommandError("no", EXIT.usage), true).text).to.equal("\x1b[31merror:\x1b[39m no\n");
  });
});
