/** What has to be known of a language to read its text for brackets and for holes. */
export interface Language {
  /** `//` and `/* *\/`, or `#`, or neither that is known here. */
  readonly comments: 'slashes' | 'hash' | 'none';
  /** Whether quotation marks make strings; in prose they do not. */
  readonly strings: boolean;
  /** Whether `List<?>` is a type of it, so that `<?>` behind a name is no hole. */
  readonly wildcards: boolean;
  /** Whether `<?` begins a processing instruction of it, as in XML, or its code, as in PHP. */
  readonly instructions: boolean;
  /** What a block of it is. */
  readonly blocks: 'braces' | 'indentation' | 'paragraphs';
}

/** Where the language of a text is looked for, the surest first. */
export interface LanguageHints {
  /** As editors name it, such as `python`. */
  readonly language?: string | undefined;
  /** Base name. */
  readonly fileName: string;
}

const slashes: Language = {
  comments: 'slashes',
  strings: true,
  wildcards: false,
  instructions: false,
  blocks: 'braces',
};
const hash: Language = { ...slashes, comments: 'hash', blocks: 'indentation' };
const hashWithBraces: Language = { ...hash, blocks: 'braces' };
const otherComments: Language = { ...hash, comments: 'none' };
const prose: Language = { ...slashes, comments: 'none', strings: false, blocks: 'paragraphs' };
const markup: Language = { ...prose, instructions: true, blocks: 'indentation' };
const php: Language = { ...slashes, instructions: true };
const java: Language = { ...slashes, wildcards: true };

/** By the names that editors use, by ends of file names and by whole ones, all in small letters. */
const known: readonly (readonly [Language, string])[] = [
  [
    hash,
    'python py pyi pyw pyx sconstruct sconscript snakefile wscript build workspace bazel bzl starlark ' +
      'shellscript sh bash zsh ksh fish ebuild bashrc zshrc profile bash_profile ' +
      'ruby rb rakefile gemfile podfile vagrantfile brewfile ' +
      'yaml yml dockercompose toml julia jl ' +
      'makefile mk gnumakefile dockerfile containerfile cmake cmakelists.txt coffeescript coffee ' +
      'elixir ex exs nim properties conf cfg dotenv env ' +
      'ignore gitignore dockerignore gitattributes editorconfig just justfile',
  ],
  [
    hashWithBraces,
    'r perl perl6 raku pl pm powershell ps1 psm1 tcl awk graphql gql terraform tf hcl',
  ],
  [
    prose,
    'markdown md mdx plaintext txt restructuredtext rst latex tex bibtex bib asciidoc adoc ' +
      'text log readme license changelog',
  ],
  [markup, 'html htm xml xhtml svg xsl'],
  [php, 'php blade'],
  [
    otherComments,
    'lua sql haskell hs elm ada adb ads vhdl lisp el clojure clj scheme scm racket erlang erl ini ' +
      'vb bat matlab fortran f90 prolog',
  ],
  [java, 'java groovy gradle jenkinsfile jsp aspectj'],
];

const table: ReadonlyMap<string, Language> = new Map(
  known.flatMap(([language, names]) => names.split(' ').map((name) => [name, language] as const)),
);

/** By what was named, then by the file's name; most languages write as C does. */
export function languageOf(hints: LanguageHints): Language {
  const names = namesOf(hints);
  const name = names.find((one) => table.has(one));
  if (name !== undefined) return table.get(name) ?? slashes;
  // A language that is none of those above is not the one that the name suggests.
  return hints.language === 'plaintext' ? prose : slashes;
}

/** The names, in small letters, by which a table may know a language, the surest first. */
export function namesOf({ language, fileName }: LanguageHints): readonly string[] {
  if (language !== undefined && language !== 'plaintext') return [language.toLowerCase()];
  const name = fileName.toLowerCase().replace(/^\./, '');
  const end = /\.([^.]*)$/.exec(name)?.[1] ?? '';
  return [name, end];
}
