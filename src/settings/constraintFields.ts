import { text, texts, wholeNumber, yesOrNo } from './field';

/** UTF-16 code units of a text that is looked for in a fill. */
const longest = 1000;

/** What a fill is held to. */
export const constraintFields = {
  balance: yesOrNo({
    standard: false,
    label: 'Whether brackets are kept in balance',
    about: 'Keep brackets and quotation marks in balance with the text around, where a fill can.',
    help: 'keep brackets and quotation marks in balance with the text around',
    scope: 'language-overridable',
  }),
  indentation: yesOrNo({
    standard: false,
    label: 'Whether indentation is kept',
    about:
      'Indent no line less than the lines around, nor by the other of tabs and spaces, where a fill can.',
    help: 'indent no line less than the lines around',
    scope: 'language-overridable',
  }),
  mostLines: wholeNumber([0, 64], {
    standard: 0,
    label: 'The number of lines, 0 for any,',
    about: 'Lines in each hole, at most; 0 for any number.',
    help: 'lines in each span, at most; 0 any number',
  }),
  forbid: texts(
    { most: 64, longest },
    {
      standard: [],
      label: 'What is forbidden',
      about: 'Texts that no fill may have in it.',
      help: 'a text that no span may have in it; repeatable',
    },
  ),
  // In which order they come is followed for every order that there is.
  require: texts(
    { most: 8, longest },
    {
      standard: [],
      label: 'What is required',
      about: 'Texts that every hole must have in it.',
      help: 'a text that every span must have in it; repeatable',
    },
  ),
  match: text(
    { expected: 'a text', least: 0 },
    {
      standard: '',
      label: 'The regular expression',
      placeholder: 'REGEX',
      about:
        'A regular expression that the text of each hole must match, all of it; empty for none. For short holes, such as `\\d+` for a number.',
      help: 'a regular expression that the text of each span must match, all of it',
    },
  ),
} as const;
