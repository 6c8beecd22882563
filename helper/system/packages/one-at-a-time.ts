import { OperatorError } from '../../../interfaces/errors.js';

let atWork: string | undefined;

/** refuses, before anybody is asked, what would wait for another call's change and then find its plan outdated */
export function refuseWhileAtWork(): void {
  if (atWork === undefined) return;
  throw new OperatorError(
    'failed',
    `packages are being changed by another call (record ${atWork}): ask again when it has ended`,
  );
}

/** marks that a call changes packages, for as long as `work` takes */
export async function changingPackages<T>(record: string, work: () => Promise<T>): Promise<T> {
  refuseWhileAtWork();
  atWork = record;
  try {
    return await work();
  } finally {
    atWork = undefined;
  }
}
