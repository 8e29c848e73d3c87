// Lints the `src/` of a folder with the project's own configuration. A process of its own, as jest cannot load ESLint's
// ES modules.
//   node lint-tree.mjs FOLDER   →   [{ file, rule, message }] as JSON
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

const folder = resolve(process.argv[2]);
const overrideConfigFile = fileURLToPath(new URL('../../eslint.config.js', import.meta.url));
const results = await new ESLint({ cwd: folder, overrideConfigFile }).lintFiles(['src']);
const problems = results.flatMap(({ filePath, messages }) =>
  messages.map(({ ruleId, message }) => ({ file: relative(folder, filePath), rule: ruleId, message })),
);
process.stdout.write(JSON.stringify(problems));
