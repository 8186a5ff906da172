// Rules for formcheck/web/static and its tests: make check-web.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["**/vendor/**", ".venv/**", "node_modules/**"] },
  js.configs.recommended,
  {
    files: ["formcheck/web/static/**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.browser },
  },
  {
    files: ["tests/web/**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: globals.node },
  },
  {
    rules: {
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-console": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      curly: ["error", "multi-line"],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 90, skipComments: true }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]",
          message: "Text from the server is never HTML.",
        },
        {
          selector: "Property[key.name='dangerouslySetInnerHTML']",
          message: "Text from the server is never HTML.",
        },
      ],
    },
  },
];
