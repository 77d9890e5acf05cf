import type { Failure } from '../../protocol/engineTypes';
import { sayHere } from '../sayHere';
import type { FillControllerParts } from './fillControllerParts';

/** Says why a fill failed, with the way to what may help. */
export function tellFailure(
  { log, tell }: Pick<FillControllerParts, 'log' | 'tell'>,
  { code, said }: Failure,
): void {
  log(`fill failed: ${code}`);
  tell(code.startsWith('model-') ? 'model error' : 'error', sayHere(said));
}
