/** An agent on an address and port: `node agent.ts 192.0.2.7 7793`. It dies with the test. */

import { dieWithParent } from "../../../../adapters/native/parent";
import { agentCommand } from "../../../../harness/cli/commands/agent";

dieWithParent();
const [address = "", port = ""] = process.argv.slice(2);
void agentCommand({ bind: { address, port: Number(port) } });
