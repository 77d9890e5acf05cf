import { optionHelp } from '../settings/option';

export const help = `prime-infill: fill masked spans of a text with a masked diffusion model, on this machine

usage:
  prime-infill fill FILE --at L:C[-L:C] …   fill spans of FILE; “-” reads standard input
  prime-infill fill FILE --holes            fill the holes that are typed into FILE as <?>
  prime-infill eval --cases F --json OUT    fill known holes and say how good the fills are
  prime-infill serve                        fill for other programs, and for editors elsewhere
  prime-infill models                       list the models that are there
  prime-infill models add ADDRESS|FOLDER    add one: the https:// address of its manifest.json,
                                            or a folder to copy; goes on where it was stopped
  prime-infill models repair ID             check an added one, and bring what is damaged again
  prime-infill models remove ID             remove an added one
  prime-infill device                       try this machine's devices and say which is used
  prime-infill --help

A place is a line and a column, both counted from 1; a column counts UTF-16 code units, as editors
do, and names the gap before that character. 12:5-12:40 is the text from column 5 up to column 40;
12:5 alone is a cursor. Repeat --at to fill several spans jointly.

fill:
  --at L:C[-L:C][=N]   a span to fill, and a length of its own if it has one; repeatable
  --holes              fill every <?> in FILE; <?8> asks for 8 tokens, <?3l> for 3 lines
  --language NAME      what FILE is written in, such as python (default: its name tells)
  --stdin-name NAME    what standard input is called, such as main.py
  --hole-marker M      another marker than <?>; a length goes before its last character
  --reference F        another file whose names are likelier for it; repeatable
  --from F             start from a trace's canvas instead of an empty hole, or from a canvas in
                       JSON: {"lengths", "revealed", "fixed", "forced", "banned"}
  --from-step N        after this step of the trace, 0 before the first (default: after the last)
  --from-candidate N   of this candidate, the first being 1 (default: the best)
${optionHelp()}
  --write              put the fill into FILE instead of printing
  --trace F            write the trace of every step to F, as JSON
  --show-steps         print every step: ░ masked, ▒ partly revealed, ▓ settled
  --json               print one JSON object instead of text

eval:
  --cases F            holes whose text is known, one a line, as JSON:
                       {"id", "language", "prefix", "middle", "suffix"}; "fileName" if you like
  --json OUT           results by case and in sum; the same command goes on where it was stopped
  --sampler A,B …      ways of filling to compare, side by side in one run
  --steps N,M …        each sampler that takes steps with each of them
  --length L           auto, true (the length of the true text), N or Nl
  --limit N            only the first N cases
  --samples F          random holes and their fills, as Markdown to read
  --sample-count N     how many (default: 40)
  All settings of fill hold for eval too. The tables, as Markdown, go to standard output.

serve:
  The open inference protocol (KServe V2) with Triton's generate extension: docs/serving.md.
  --host ADDRESS       default: 127.0.0.1, which this machine alone reaches
  --port N             0 takes any that is free (default: 8600)
  --token-file F       what clients have to send as “Authorization: Bearer …”; without a file it is
                       taken from PRIME_INFILL_TOKEN. Beyond this machine there must be one
  --certificate F      TLS, as PEM, with its --key F
  --body-megabytes N   the largest request (default: 16)
  --contexts N         texts of which the context is kept, so that the next fill is fast (default: 4)
  SIGTERM or Ctrl+C: it is no longer ready, the fill under way is answered, and it ends with 0.

fill, eval, serve and device:
  --model ID|FOLDER    default: auto, the best bundled one that this machine runs within a second
  --device NAME        auto, cpu, webgpu, cuda, dml, coreml or wasm (default: auto)
  --threads N          0 chooses: half the cores, at most 4 (default: 0)

models and device:
  --json               print JSON

On a terminal the lines around the fill are shown. Into a pipe or a file goes the whole text with
the best fill in place.

exit codes:
  0    filled; of serve, stopped
  1    failed; standard error says why and what to do
  2    wrong usage
  130  cancelled by Ctrl+C
  137  the model did not answer for a minute, and was ended
`;
