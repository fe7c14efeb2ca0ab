const eslint = require("@eslint/js");
const tseslint = require("typescript-eslint");
const prettier = require("eslint-config-prettier");

/** The folders whose code may not look at a real clock or throw real dice. */
const PURE = ["harness/wire", "harness/port", "harness/scenario", "harness/oracle", "harness/runner", "harness/fuzz"];

module.exports = tseslint.config(
  { ignores: ["node_modules", "dist", "out", "**/*.js"] },
  eslint.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/unified-signatures": "off",
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "Write a union of string literals." },
        { selector: "ExportDefaultDeclaration", message: "Export by name." },
        {
          selector: "ImportDeclaration[source.value='fs']",
          message: "Write node:fs.",
        },
      ],
    },
  },
  {
    files: PURE.map((folder) => `${folder}/**/*.ts`),
    rules: {
      "no-restricted-globals": ["error", "setTimeout", "setInterval", "setImmediate", "performance"],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Time is a parameter." },
        { object: "Math", property: "random", message: "Chance is a parameter." },
      ],
    },
  },
  {
    // chai's property assertions are expressions by design; node:test-like promises are awaited by mocha.
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off" },
  },
  prettier,
);
