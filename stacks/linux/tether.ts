/** Loaded ahead of everything else in the child of `reexecInUserNamespace`, so that it cannot outlive its parent. */

import { dieWithParent } from "../../adapters/native/parent";
import { PARENT_VARIABLE } from "./user-namespace";

dieWithParent();
// The parent may have been gone already.
if (String(process.ppid) !== process.env[PARENT_VARIABLE]) process.exit(1);
