import { oneOf, text, wholeNumber, yesOrNo, type Field } from './field';

const none = ''; // the command line has its own words for what runs, or none

/** What the editor alone knows of. Where these say what runs, a workspace has no say in them. */
export const editorFields = {
  preset: oneOf(
    {
      fast: '`prime-tiny` and one alternative: a fraction of a second on any machine.',
      balanced: 'The best model that this machine runs within a second.',
      best: '`prime-base`, however long it takes.',
    },
    {
      standard: 'balanced',
      label: 'preset',
      about:
        'Whether fills should be quick or good. It chooses what is not set by itself: the model and how many alternatives are filled at once.',
      help: none,
    },
  ),
  model: text(
    {
      expected:
        'the id of a model, the path of its folder or the https address of its manifest.json',
      least: 1,
    },
    {
      standard: 'auto',
      label: 'The model',
      scope: 'machine',
      about:
        'Model that fills: `auto` for the best bundled one that this machine runs within a second, the id of one that is bundled or was added, for example `prime-tiny`, the path of a folder that holds `manifest.json`, or the `https` address of a `manifest.json`. *Prime Infill: Select Model…* lists, downloads, repairs and removes them; nothing is downloaded by setting an address.',
      help: none,
    },
  ),
  device: oneOf(
    {
      auto: 'The fastest that works.',
      webgpu: 'A graphics processor, through WebGPU.',
      cuda: 'A graphics processor of NVIDIA, through CUDA.',
      dml: 'A graphics processor on Windows, through DirectML.',
      coreml: 'What a Mac has, through Core ML.',
      cpu: 'The processor.',
      wasm: 'The processor through WebAssembly, on any machine, several times slower.',
    },
    {
      standard: 'auto',
      label: 'device',
      scope: 'machine',
      about:
        'Where the model runs. `auto` takes the fastest that works, which is WebAssembly where nothing else does.',
      help: none,
    },
  ),
  threads: wholeNumber([0, 64], {
    standard: 0,
    label: 'Threads',
    scope: 'machine',
    about: 'Processor threads of the model; 0 chooses from the number of cores.',
    help: none,
  }),
  holeMarker: text(
    { expected: 'a text of at least two characters in one line', least: 2 },
    {
      standard: '<?>',
      label: 'The hole marker',
      about:
        'How *Fill All Holes* knows a hole in the text. A length goes before the last character: `<?8>` asks for eight tokens, `<?3l>` for three lines.',
      help: none,
    },
  ),
  suggest: yesOrNo({
    standard: false,
    label: 'Whether text is suggested',
    about:
      "Suggest text at the cursor while you type, in the editor's own inline suggestions: `Tab` takes it, `Ctrl+Right` its next word. Each suggestion is a fill, so it needs a machine on which fills are quick. Turned off, the engine is freed.",
    help: none,
    scope: 'language-overridable',
  }),
  workspaceFiles: yesOrNo({
    standard: true,
    label: 'Whether files of the workspace are looked in',
    about:
      'Look for names in files of the workspace, too, not in open ones alone (`#primeInfill.ngramCache#`): in the eight with like endings that share most rare words with the document. Not in what Git ignores, what the search leaves out, or what looks as if it held keys or passwords. What is read stays on this machine: with a server none is.',
    help: none,
  }),
  server: text(
    {
      expected:
        'the https address of a server, without a password in it, or empty; http is for this machine alone',
      least: 0,
    },
    {
      standard: '',
      label: 'The server',
      scope: 'machine',
      about:
        'Address of a server that fills in place of this machine, `https://…`, as `prime-infill serve` runs it; empty: this machine fills, and no text leaves it. With a server the document and, for `#primeInfill.ngramCache#`, other open files of its language are sent to it at each fill. Give its token with *Prime Infill: Set Server Token…*.',
      help: none,
    },
  ),
  animation: oneOf(
    {
      auto: 'Shown, unless the editor asks for reduced motion or a screen reader is in use.',
      on: 'Always shown.',
      off: 'Only the finished preview is shown.',
    },
    {
      standard: 'auto',
      label: 'animation',
      scope: 'window',
      about: 'Whether the steps of a fill are shown in the editor.',
      help: none,
    },
  ),
} as const satisfies Readonly<Record<string, Field>>;
