// Which room may open which door. `docs/architecture.md` tells why; ESLint and a test hold it.
import { builtinModules } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @typedef {object} Room
 * @property {readonly string[]} opens rooms whose values and types it may import
 * @property {readonly string[]} [sees] rooms of which it may import types only
 * @property {readonly string[]} [packages] npm packages (and `vscode`) that it may import
 * @property {boolean} [node] whether it may import Node's own modules
 * @property {readonly string[]} [by] the files by which other rooms come in; without them every file is a door
 */

/** Parsers of languages, as the engine reads them for syntax errors. */
const grammars = ['common', 'cpp', 'css', 'go', 'java', 'javascript', 'json', 'php', 'python', 'rust'].map(
  (name) => `@lezer/${name}`,
); // prettier-ignore

/** @type {Readonly<Record<string, Room>>} */
export const rooms = {
  'src/base': { opens: [], node: true },
  'src/text': { opens: ['src/base'] },
  // What can be set, described once: nothing of what is set is needed for it.
  'src/settings': { opens: ['src/base'] },
  // Manifests, hashes and folders of models: no session, no tokens, so the host may open it too.
  'src/engine/model': { opens: ['src/settings', 'src/base'], sees: ['src/engine'], node: true },
  'src/engine': {
    opens: ['src/engine/model', 'src/settings', 'src/text', 'src/base'],
    packages: ['onnxruntime-node', 'onnxruntime-web', '@huggingface/tokenizers', ...grammars],
    node: true,
    by: ['src/engine/index', 'src/engine/web'], // the second for what runs without Node
  },
  // Reaches for a network, as src/host/remote does and no other.
  'src/store': { opens: ['src/engine/model', 'src/base'], node: true },
  'src/evaluation': { opens: ['src/text', 'src/base'] },
  'src/protocol': { opens: [], sees: ['src/engine', 'src/text', 'src/base'] },
  'src/worker': {
    opens: ['src/engine', 'src/protocol', 'src/text', 'src/base'],
    packages: ['vscode-jsonrpc'],
    node: true,
  },
  // The only room that listens.
  'src/server': {
    opens: ['src/engine', 'src/protocol', 'src/settings', 'src/text', 'src/base'],
    node: true,
    by: ['src/server/index'],
  },
  'src/cli': {
    opens: [
      'src/engine',
      'src/server',
      'src/engine/model',
      'src/store',
      'src/evaluation',
      'src/playback',
      'src/settings',
      'src/text',
      'src/base',
    ],
    node: true,
  },
  bench: {
    opens: [
      'scripts',
      'media/visualiser',
      'src/playback',
      'src/protocol',
      'src/engine',
      'src/evaluation',
      'src/settings',
      'src/text',
      'src/base',
    ],
    packages: ['vscode-jsonrpc', 'playwright-core'],
    node: true,
  },
  'src/playback': {
    opens: ['src/settings', 'src/protocol', 'src/base'],
    sees: ['src/text'],
    packages: ['diff'],
  },
  'src/host': {
    opens: [
      'src/playback',
      'src/protocol',
      'src/engine/model',
      'src/store',
      'src/settings',
      'src/text',
      'src/base',
    ],
    packages: ['vscode', 'vscode-jsonrpc', 'jsonc-parser', 'ignore'],
    node: true,
  },
  // The extension in a browser: its entry, and that of the engine's worker.
  'src/web': {
    opens: ['src/host', 'src/worker', 'src/engine', 'src/engine/model', 'src/protocol', 'src/base'],
    packages: ['vscode', 'vscode-jsonrpc'],
  },
  'media/visualiser': { opens: ['src/playback'], sees: ['src/protocol'], packages: ['gifenc'] },
  scripts: { opens: ['src/settings'], packages: ['*'], node: true },
  // Tests look inside every room; only those that run in the extension host may see the editor.
  'test/unit': { opens: ['*'], packages: ['*', '!vscode'], node: true },
  'test/host': { opens: ['*'], packages: ['*', 'vscode'], node: true },
  'test/e2e': { opens: ['scripts', 'test/unit'], packages: ['*', '!vscode'], node: true },
};

const roomNames = Object.keys(rooms);

/** The room that holds a path relative to the root, or undefined. */
function roomOf(path) {
  return roomNames.find((name) => path.startsWith(`${name}/`));
}

/**
 * Why the file may not import this, or undefined if it may.
 *
 * @param {string} file path relative to the root, with slashes
 * @param {string} specifier as written in the import
 * @param {boolean} typesOnly whether nothing of the import is left at run time
 * @returns {string | undefined}
 */
export function refuse(file, specifier, typesOnly) {
  const from = roomOf(file);
  if (from === undefined) return undefined;
  const room = rooms[from];
  if (!specifier.startsWith('.')) return refusePackage(from, room, specifier);

  const target = posix.join(posix.dirname(file), specifier).replace(/\.(ts|js|mjs)$/u, '');
  const to = roomOf(`${target}/`);
  if (to === from) return undefined;
  if (to === undefined) return `${from} may not import ${target}, which is in no room`;
  if (room.opens.includes('*')) return undefined;
  if (!room.opens.includes(to)) {
    if (!room.sees?.includes(to)) return `${from} has no door to ${to}`;
    if (!typesOnly) return `${from} may import only types from ${to}`;
  }
  const { by } = rooms[to];
  const names = by?.flatMap((file) => [file, file.replace(/\/index$/u, '')]);
  if (names?.includes(target) === false) return `${to} is entered by ${by[0]} only`;
  return undefined;
}

function refusePackage(from, room, specifier) {
  const name = specifier.startsWith('@')
    ? specifier.split('/').slice(0, 2).join('/')
    : specifier.split('/')[0];
  if (specifier.startsWith('node:') || builtinModules.includes(name))
    return room.node ? undefined : `${from} runs without Node: it may not import ${specifier}`;
  const packages = room.packages ?? [];
  if (packages.includes(name)) return undefined;
  if (name !== 'vscode' && packages.includes('*')) return undefined;
  return `${from} may not import the package ${name}`;
}

/** @type {import('eslint').Rule.RuleModule} */
const door = {
  meta: { type: 'problem', schema: [], messages: { refused: '{{why}} (config/doors.mjs)' } },
  create(context) {
    const file = posix.relative(root.replaceAll('\\', '/'), context.filename.replaceAll('\\', '/'));
    const check = (source, typesOnly) => {
      if (typeof source?.value !== 'string') return;
      const why = refuse(file, source.value, typesOnly);
      if (why !== undefined) context.report({ node: source, messageId: 'refused', data: { why } });
    };
    const allTypes = (specifiers, kind) =>
      specifiers.length > 0 && specifiers.every((specifier) => specifier[kind] === 'type');
    return {
      ImportDeclaration: (node) =>
        check(node.source, node.importKind === 'type' || allTypes(node.specifiers, 'importKind')),
      ExportNamedDeclaration: (node) =>
        check(node.source, node.exportKind === 'type' || allTypes(node.specifiers, 'exportKind')),
      ExportAllDeclaration: (node) => check(node.source, node.exportKind === 'type'),
      ImportExpression: (node) => check(node.source, false),
      TSImportType: (node) => check(node.source ?? node.argument?.literal, true),
      TSExternalModuleReference: (node) => check(node.expression, false),
      'CallExpression[callee.name="require"]': (node) => check(node.arguments[0], false),
    };
  },
};

const noChance = 'Chance and time come in through the door, as `rng` and `clock`.';

/**
 * The doors as ESLint configuration. Needs a TypeScript parser, but no types.
 *
 * @type {import('eslint').Linter.Config[]}
 */
export const doorConfigs = [
  {
    files: roomNames.map((name) => join(name, '**/*.ts').replaceAll('\\', '/')),
    plugins: { doors: { rules: { door } } },
    rules: { 'doors/door': 'error' },
  },
  {
    files: ['engine', 'store', 'evaluation', 'text', 'playback', 'protocol'].map(
      (name) => `src/${name}/**/*.ts`,
    ),
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: noChance },
        { object: 'Date', property: 'now', message: noChance },
        { object: 'performance', property: 'now', message: noChance },
        { object: 'process', property: 'hrtime', message: noChance },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: noChance },
        { selector: 'CallExpression[callee.name="Date"]', message: noChance },
      ],
    },
  },
];
