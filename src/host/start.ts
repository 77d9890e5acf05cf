import * as vscode from 'vscode';
import { pause } from '../base/pause';
import { announcePreviews } from './announce';
import { registerCommands } from './commands';
import { readSettings } from './configuration';
import { ContextKeys } from './contextKeys';
import { Pacer } from './decorations/pacer';
import { PreviewPainter } from './decorations/previewPainter';
import { diagnostics } from './diagnostics';
import { EngineClient } from './engineClient';
import { Engines } from './engines';
import { HoleActions } from './holes/holeActions';
import { HoleCompletions } from './holes/holeCompletions';
import { HoleMarks } from './holes/holeMarks';
import { FillChanges } from './infill/fillChanges';
import { References } from './elsewhere/references';
import { FillController } from './infill/fillController';
import type { FillControllerParts } from './infill/fillControllerParts';
import { FillHover } from './infill/fillHover';
import { FillLenses } from './infill/fillLenses';
import type { FillState } from './infill/lifecycle';
import { ModelPicker } from './models/modelPicker';
import type { RunName } from '../protocol/visualiserProtocol';
import { RecentLines } from './recentLines';
import { ServerTokens } from './remote/serverTokens';
import { Shortcuts } from './shortcuts/shortcuts';
import { StatusBar } from './statusBar';
import { Suggestions } from './suggest/suggestions';
import type { Surroundings } from './surroundings';
import { tell } from './tell';
import { FillBeside } from './visualiser/fillBeside';
import { keepTrace } from './visualiser/keepTrace';
import { Runs } from './visualiser/runs';
import { ShownSteps } from './visualiser/shownSteps';
import { VisualiserView, visualiserViewId } from './visualiser/visualiserView';
import { StepsEditor, stepsEditorId } from './visualiser/stepsEditor';
import { TraceEditor, traceEditorId } from './visualiser/traceEditor';

/** What another extension, or a test, may see of this one. */
export interface PrimeInfillApi {
  readonly state: FillState;
  /** Texts of the shown candidate, one for each span; undefined without a preview. */
  readonly previewTexts: readonly string[] | undefined;
  /** Tokens of the shown candidate. */
  readonly previewTokens: number | undefined;
  /** The newest fill and the runs that branch from it, in the order in which they were made. */
  readonly runs: readonly RunName[];
  /** Which of them the panel shows; undefined where that is a saved trace, or nothing. */
  readonly shownRun: number | undefined;
  /** What the run that is shown is compared with, if it is. */
  readonly comparedWith: string | undefined;
  /** The last sentence that the user was told. */
  readonly told: string | undefined;
  /** What the status item says to a screen reader. */
  readonly status: string;
  /** Process id of the engine while it runs. */
  readonly enginePid: number | undefined;
}

/** Frames a second that decorations can follow without the editor labouring. */
const framesPerSecond = 15;

function versionOf({ extension }: vscode.ExtensionContext): string {
  const { version } = extension.packageJSON as { readonly version: string };
  return version;
}

/** The only place that constructs, but for what the entry brings: everything below is given what it needs. */
export function start(
  context: vscode.ExtensionContext,
  surroundings: Surroundings,
): PrimeInfillApi {
  const { shelf, system } = surroundings;
  let told: string | undefined;
  const log = vscode.window.createOutputChannel('Prime Infill', { log: true });
  const recent = new RecentLines(100);
  const note = (line: string): void => {
    log.info(line);
    recent.add(line);
  };
  const engine = new EngineClient({
    launch: surroundings.launch,
    now: () => performance.now(),
    log: note,
    silenceMs: 60_000,
    idleMs: 15 * 60_000,
    cancelGraceMs: 5000,
    wait: pause,
  });
  const painter = new PreviewPainter();
  const pacer = new Pacer(1000 / framesPerSecond, (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  });
  const tellUser: FillControllerParts['tell'] = (manner, message) => {
    told = message;
    tell(manner, message);
  };
  const tokens = new ServerTokens(context.secrets, tellUser);
  const server = surroundings.server({ token: (origin) => tokens.of(origin), log: note });
  const client = new Engines(engine, server);
  const choice: FillControllerParts['engine'] = (settings) =>
    settings.server === ''
      ? { ...shelf.choiceOf(settings), device: settings.device, threads: settings.threads }
      : { server: settings.server, model: settings.model };
  let isWatched = (): boolean => false; // until there is what shows steps
  const references = new References(() => performance.now(), surroundings.files);
  const parts: FillControllerParts = {
    ...{ client, painter, references, pacer, log: note, engine: choice, tell: tellUser },
    isWatched: () => isWatched(),
  };
  const controller = new FillController(parts);
  const beside = new FillBeside(controller, parts);
  const isBusy = (): boolean => beside.session !== undefined;
  const suggestions = new Suggestions(controller, { ...parts, wait: pause, isBusy });
  const changes = new FillChanges(controller, tellUser);
  const runs = new Runs(controller, beside, tellUser);
  const models = new ModelPicker({
    ...{ shelf, tell: tellUser },
    settings: () => readSettings(vscode.window.activeTextEditor?.document).settings,
    free: () => client.free(),
  });
  const steps = new ShownSteps(controller, runs, beside, {
    openInEditor: () => stepsEditor.show(),
    memory: context.globalState,
    saveTrace: () => void vscode.commands.executeCommand('primeInfill.saveTrace'),
    openTrace: () => void vscode.commands.executeCommand('primeInfill.openTrace'),
    keep: (request) => void keepTrace(request, steps.trace, system.commandsFor, steps.session),
    models: () => models.usable(),
  });
  isWatched = () => steps.isWatched;
  const view = new VisualiserView(context.extensionUri, steps);
  const stepsEditor = new StepsEditor(context.extensionUri, steps);
  const shortcuts = new Shortcuts(context.globalStorageUri, system.isMac);
  const statusBar = new StatusBar(controller, client);
  const contextKeys = new ContextKeys(controller);
  const lenses = new FillLenses(controller, { bound: contextKeys, named: shortcuts });
  // Disposed of in reverse: what is drawn goes before what draws it, the process last.
  context.subscriptions.push(
    log,
    client,
    painter,
    pacer,
    references,
    controller,
    beside,
    changes,
    suggestions,
    runs,
    steps,
    contextKeys,
    lenses,
    vscode.languages.registerCodeLensProvider({ scheme: '*' }, lenses),
    vscode.languages.registerHoverProvider({ scheme: '*' }, new FillHover(controller)),
    vscode.window.registerWebviewViewProvider(visualiserViewId, view),
    vscode.window.registerCustomEditorProvider(
      traceEditorId,
      new TraceEditor(context.extensionUri, system.commandsFor),
    ),
    vscode.window.registerWebviewPanelSerializer(stepsEditorId, stepsEditor),
    new HoleMarks(controller),
    vscode.languages.registerCodeActionsProvider({ scheme: '*' }, new HoleActions(), {
      providedCodeActionKinds: HoleActions.kinds,
    }),
    // By a pattern it is asked together with a language's own provider, by a scheme only after it.
    vscode.languages.registerCompletionItemProvider(
      { pattern: '**' },
      new HoleCompletions(),
      HoleCompletions.trigger,
    ),
    vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, suggestions),
    announcePreviews(controller, shortcuts),
    statusBar,
    registerCommands({
      controller,
      changes,
      view,
      steps,
      stepsEditor,
      runs,
      models,
      tokens,
      memory: context.workspaceState,
      log,
      diagnostics: async () =>
        diagnostics({
          versions: {
            'Prime Infill': versionOf(context),
            'VS Code': vscode.version,
            system: system.name,
            ...(vscode.env.remoteName === undefined ? {} : { remote: vscode.env.remoteName }),
          },
          model: client.model,
          engine: await client.status(),
          settings: readSettings(vscode.window.activeTextEditor?.document).settings,
          log: recent.lines,
          homeFolder: system.homeFolder,
        }),
    }),
  );
  return {
    get state() {
      return controller.state;
    },
    get previewTexts() {
      return controller.session?.shown?.texts;
    },
    get previewTokens() {
      return controller.session?.shown?.tokens;
    },
    get runs() {
      return runs.names;
    },
    get shownRun() {
      return steps.session && runs.shown?.id;
    },
    get comparedWith() {
      return steps.otherName;
    },
    get told() {
      return told;
    },
    get status() {
      return statusBar.spoken;
    },
    get enginePid() {
      return client.pid;
    },
  };
}
