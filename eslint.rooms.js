/**
 * The rooms of `src/` and the arrows between them, kept by the linter.
 *
 * A room is a folder of `src/`, or one of the files that stand in `src/` itself. It may import from itself and from the
 * rooms of its row, types included. The rows go from the top of the house to the ground: an arrow never points upwards,
 * so no cycle between rooms can arise. A folder without a row is an error: a new room gets its row first.
 */
const leaves = ['auth', 'body', 'headers', 'signals', 'values'];
const pipeline = ['queue', 'commands', 'connection', ...leaves];

export const rooms = {
  // The command line is a user of the Node entry, and of the one for tests, which draws runs; nothing imports it.
  cli: ['index.ts', 'testing/index.ts', 'face', ...pipeline],

  // Entries: lists of exports.
  'index.ts': ['pool', 'face', 'operators', ...pipeline],
  'browser/index.ts': ['browser', 'pool', 'face', 'operators', ...pipeline],
  'testing/index.ts': ['testing', ...leaves],
  'angular/index.ts': ['angular', ...leaves],

  // What stands behind an entry; none of them knows another.
  angular: ['pool', 'face', 'operators', 'connection', ...leaves],
  browser: ['face', ...pipeline],
  testing: ['connection', 'headers', 'signals', 'values'],
  operators: ['body', 'headers', 'values'],

  // Many of the pipelines below, side by side; its lines of waiting requests are made as theirs are.
  pool: ['face', 'queue', ...leaves],

  // The way of a request: `src/qhttp.ts` and its neighbours, then each room hands over to the next.
  face: pipeline,
  queue: [],
  commands: ['connection', ...leaves],
  connection: leaves,

  // Leaves.
  auth: ['headers', 'values'],
  body: ['headers', 'values'],
  signals: [],
  values: ['headers'],
  headers: [],
};

/** Packages that a room may import outside its Node places. */
const packages = { angular: ['rxjs', '@angular/core', '@angular/common'] };
const packagesElsewhere = ['rxjs'];

const sourcePattern = /(?:^|.*\/)src\/(.+)$/;

/** The path below `src/`, or undefined for a file that is not there. */
function belowSource(file) {
  return sourcePattern.exec(file.replaceAll('\\', '/'))?.[1];
}

function roomOf(path) {
  if (path in rooms) return path;
  const slash = path.indexOf('/');
  return slash < 0 ? 'face' : path.slice(0, slash);
}

/** Where `node:` and values of undici are at home. */
function isNodePlace(path) {
  return path === 'index.ts' || path.startsWith('cli/') || path.split('/').slice(0, -1).includes('node');
}

/** The path below `src/` that a specifier leads to; undefined for a package. */
function targetOf(specifier, from, subpathImports) {
  if (specifier.startsWith('#')) return subpathImports[specifier];
  if (!specifier.startsWith('.')) return undefined;
  return belowSource(new URL(specifier, `file:///src/${from}`).pathname) ?? '../';
}

function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Every import of a file, static, dynamic or of a type alone, goes through `check(node, specifier, isType)`. */
function visitImports(check) {
  const visit = (source, isType) => {
    if (typeof source?.value === 'string') check(source, source.value, isType);
  };
  return {
    ImportDeclaration: (node) => visit(node.source, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => visit(node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => visit(node.source, node.exportKind === 'type'),
    ImportExpression: (node) => visit(node.source, false),
    TSImportType: (node) => visit(node.source ?? node.argument?.literal, true),
    TSExternalModuleReference: (node) => visit(node.expression, false),
  };
}

/** @type {import('eslint').Rule.RuleModule} */
const arrows = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', additionalProperties: { type: 'string' } }],
    messages: {
      unknown: "'{{room}}' is no known room: give it a row in eslint.rooms.js.",
      upwards: "'{{from}}' may not import from '{{to}}' (see the rows of eslint.rooms.js).",
      outside: 'src/ imports nothing that lies outside of it.',
      node: "'{{specifier}}' is imported only in folders named node/, in src/cli/ and in src/index.ts.",
      package: "'{{from}}' may not import the package '{{specifier}}'.",
    },
  },
  create(context) {
    const path = belowSource(context.filename);
    if (path === undefined) return {};
    const from = roomOf(path);
    const [subpathImports = {}] = context.options;

    return {
      Program(node) {
        if (!(from in rooms)) context.report({ node, messageId: 'unknown', data: { room: from } });
      },
      ...visitImports((node, specifier, isType) => {
        const report = (messageId, data) => context.report({ node, messageId, data: { from, specifier, ...data } });
        const target = targetOf(specifier, path, subpathImports);

        if (target === undefined) {
          if (isNodePlace(path)) return;
          const name = packageName(specifier);
          const isTypeOfUndici = name === 'undici' && isType && from !== 'queue' && from !== 'signals';
          if (isTypeOfUndici || (packages[from] ?? packagesElsewhere).includes(name)) return;
          report(name === 'undici' || specifier.startsWith('node:') ? 'node' : 'package');
          return;
        }
        if (target.startsWith('../')) return report('outside');
        const to = roomOf(target.replace(/\.js$/, '.ts'));
        if (to !== from && !rooms[from]?.includes(to)) return report('upwards', { to });
        // `#transport` is the one door: package.json picks the Node side of it.
        if (isNodePlace(target) && !isNodePlace(path)) report('node');
      }),
    };
  },
};

/** @type {import('eslint').Rule.RuleModule} */
const exportsOnly = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { code: "An entry is a list of exports: only 'export … from' may stand here." },
  },
  create: (context) => ({
    Program({ body }) {
      for (const node of body) {
        const isExportFrom = node.type.startsWith('Export') && node.source != null;
        if (!isExportFrom) context.report({ node, messageId: 'code' });
      }
    },
  }),
};

export default { rules: { arrows, 'exports-only': exportsOnly } };
