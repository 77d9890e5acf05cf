import * as vscode from 'vscode';
import { reroll, resize } from './infill/fillAgain';
import type { FillAnswer } from './infill/fillAnswer';
import type { FillChanges } from './infill/fillChanges';
import type { FillController } from './infill/fillController';
import { goToHole } from './holes/goToHole';
import type { ModelPicker } from './models/modelPicker';
import type { ServerTokens } from './remote/serverTokens';
import { openExample } from './openExample';
import { askOptions } from './options/askOptions';
import { openTrace, saveTrace } from './visualiser/traceFiles';
import { parseMessage } from './visualiser/parseMessage';
import { parseOtherChoice } from './visualiser/otherChoice';
import type { Runs } from './visualiser/runs';
import type { StepsEditor } from './visualiser/stepsEditor';
import type { ShownSteps } from './visualiser/shownSteps';
import { parseStepPlace } from './visualiser/stepPlace';
import type { VisualiserView } from './visualiser/visualiserView';

export interface CommandParts {
  readonly controller: FillController;
  readonly changes: FillChanges;
  readonly view: VisualiserView;
  readonly steps: ShownSteps;
  readonly stepsEditor: StepsEditor;
  readonly runs: Runs;
  readonly models: ModelPicker;
  readonly tokens: ServerTokens;
  /** Where answers are kept for the next time. */
  readonly memory: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
  /** What a report of a problem needs, as Markdown. */
  readonly diagnostics: () => Promise<string>;
}

/** Every command of the extension, by the name that package.json gives it. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const { controller, view, steps, log } = parts;
  const table: Readonly<Record<string, (argument: unknown) => unknown>> = {
    fill: () => controller.fill(),
    fillWith: () => fillWith(controller, parts.memory),
    fillHoles: () => controller.fill('holes'),
    fillLine: () => controller.fill('line'),
    fillToEndOfLine: () => controller.fill('rest'),
    fillBlock: () => controller.fill('block'),
    nextHole: () => goToHole('next'),
    previousHole: () => goToHole('previous'),
    reroll: () => reroll(controller),
    longer: () => resize(controller, 'longer'),
    shorter: () => resize(controller, 'shorter'),
    accept: (argument) => controller.accept(keyOf(argument)),
    acceptWord: () => controller.acceptPart('word'),
    acceptLine: () => controller.acceptPart('line'),
    acceptHole: () => controller.acceptPart('hole'),
    reject: () => controller.reject(),
    cancel: () => controller.cancel(),
    stopHere: () => controller.stop(),
    nextCandidate: () => controller.showCandidate(1),
    previousCandidate: () => controller.showCandidate(-1),
    showChanges: () => parts.changes.show(),
    showSteps: (argument) => view.show(parseStepPlace(argument)),
    steer: (argument) => steer(parts.runs, argument),
    saveTrace: (argument) => save(steps, uriOf(argument)),
    openTrace: (argument) => open(parts, uriOf(argument)),
    openStepsInEditor: () => parts.stepsEditor.show(),
    compare: (argument) => compare(parts, argument),
    selectModel: () => parts.models.select(),
    addModel: (argument) => parts.models.add(typeof argument === 'string' ? argument : undefined),
    setServerToken: (argument) => parts.tokens.ask(argument),
    openExample,
    showLog: () => log.show(),
    toggleSuggestions: () => toggleSuggestions(),
    copyDiagnostics: () => copyDiagnostics(parts.diagnostics),
    menu: () => menu(controller),
  };
  return vscode.Disposable.from(
    ...Object.entries(table).map(([name, run]) =>
      vscode.commands.registerCommand(`primeInfill.${name}`, run),
    ),
  );
}

/** What the panel asks for, as a command: for keys that users bind, and for other extensions. */
async function steer(runs: Runs, argument: unknown): Promise<FillAnswer> {
  const request = parseMessage(argument);
  return request?.kind === 'steer' || request?.kind === 'insertFrame'
    ? runs.act(request)
    : 'nothing';
}

/** *Fill…*: asks what is wanted of this fill before it begins. */
async function fillWith(controller: FillController, memory: vscode.Memento): Promise<unknown> {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) return controller.fill(); // which says what is missing
  const options = await askOptions(document, memory);
  return options && controller.fill('selections', options);
}

/** Turns suggestions on or off where the setting has its value for this document, or else for the user. */
async function toggleSuggestions(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const configuration = vscode.workspace.getConfiguration('primeInfill', document ?? null);
  const isOn = configuration.get<unknown>('suggest') === true;
  const values = configuration.inspect('suggest');
  const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;
  // Those of a language win over all others, the nearer over the further.
  const [target, ofLanguage] = (
    [
      [values?.workspaceFolderLanguageValue, WorkspaceFolder, true],
      [values?.workspaceLanguageValue, Workspace, true],
      [values?.globalLanguageValue, Global, true],
      [values?.workspaceFolderValue, WorkspaceFolder, false],
      [values?.workspaceValue, Workspace, false],
    ] as const
  )
    .filter(([value]) => value !== undefined)
    .map(([, where, isLanguages]) => [where, isLanguages] as const)
    .at(0) ?? [Global, false];
  await configuration.update('suggest', !isOn, target, ofLanguage);
  const told = isOn
    ? vscode.l10n.t('Prime Infill suggests nothing while you type.')
    : vscode.l10n.t('Prime Infill suggests text while you type.');
  vscode.window.setStatusBarMessage(told, 5000);
}

async function copyDiagnostics(made: () => Promise<string>): Promise<void> {
  await vscode.env.clipboard.writeText(await made());
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Copied versions, model, changed settings and the log. It holds none of your text.',
    ),
  );
}

async function save(steps: ShownSteps, target: vscode.Uri | undefined): Promise<boolean> {
  const { trace } = steps;
  if (trace === undefined) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('There is no trace to save yet. Fill something first.'),
    );
    return false;
  }
  return saveTrace(trace, target);
}

async function open(
  { view, steps }: CommandParts,
  target: vscode.Uri | undefined,
): Promise<boolean> {
  const opened = await openTrace(target);
  if (opened.kind === 'failed') {
    void vscode.window.showErrorMessage(opened.message);
  }
  if (opened.kind !== 'trace') {
    return false;
  }
  steps.open(opened.trace, opened.source);
  await view.show();
  return true;
}

/** Sets a run beside the one that is shown, and both in sight; an argument says which. */
async function compare({ view, steps }: CommandParts, argument: unknown): Promise<FillAnswer> {
  const file = uriOf(argument);
  const choice =
    file === undefined ? parseOtherChoice(argument) : ({ kind: 'trace', file } as const);
  const answer = steps.compare(choice);
  await view.show();
  return answer;
}

/** Commands may be run with anything: from a menu, a key binding or another extension. */
function uriOf(argument: unknown): vscode.Uri | undefined {
  return argument instanceof vscode.Uri ? argument : undefined;
}

function keyOf(argument: unknown): 'tab' | 'enter' | undefined {
  return argument === 'tab' || argument === 'enter' ? argument : undefined;
}

async function menu(controller: FillController): Promise<void> {
  const item = (label: string, command: string): vscode.QuickPickItem & { command: string } => ({
    label,
    command: `primeInfill.${command}`,
  });
  const byState = {
    idle: [
      item(vscode.l10n.t('Fill'), 'fill'),
      item(vscode.l10n.t('Fill…'), 'fillWith'),
      item(vscode.l10n.t('Fill Line'), 'fillLine'),
      item(vscode.l10n.t('Fill to End of Line'), 'fillToEndOfLine'),
      item(vscode.l10n.t('Fill Block'), 'fillBlock'),
      item(vscode.l10n.t('Fill All Holes'), 'fillHoles'),
      item(vscode.l10n.t('Next Hole'), 'nextHole'),
    ],
    filling: [
      item(vscode.l10n.t('Cancel'), 'cancel'),
      item(vscode.l10n.t('Stop Here'), 'stopHere'),
    ],
    previewing: [
      item(vscode.l10n.t('Accept'), 'accept'),
      item(vscode.l10n.t('Accept Word'), 'acceptWord'),
      item(vscode.l10n.t('Accept Line'), 'acceptLine'),
      item(vscode.l10n.t('Accept Hole'), 'acceptHole'),
      item(vscode.l10n.t('Next Candidate'), 'nextCandidate'),
      item(vscode.l10n.t('Show Changes'), 'showChanges'),
      item(vscode.l10n.t('Re-roll'), 'reroll'),
      item(vscode.l10n.t('Longer'), 'longer'),
      item(vscode.l10n.t('Shorter'), 'shorter'),
      item(vscode.l10n.t('Reject'), 'reject'),
    ],
    applying: [],
  };
  const picked = await vscode.window.showQuickPick(
    [
      ...byState[controller.state],
      item(vscode.l10n.t('Show Steps'), 'showSteps'),
      item(vscode.l10n.t('Select Model…'), 'selectModel'),
      item(vscode.l10n.t('Save Trace…'), 'saveTrace'),
      item(vscode.l10n.t('Open Trace…'), 'openTrace'),
      item(vscode.l10n.t('Show Log'), 'showLog'),
      item(vscode.l10n.t('Suggest While Typing: On/Off'), 'toggleSuggestions'),
      item(vscode.l10n.t('Copy Diagnostics'), 'copyDiagnostics'),
    ],
    { title: 'Prime Infill' },
  );
  if (picked !== undefined) {
    await vscode.commands.executeCommand(picked.command);
  }
}
