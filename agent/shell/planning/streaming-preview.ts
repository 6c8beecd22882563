import type { Catalog } from '../../../interfaces/catalog.js';
import * as z from 'zod';
import { describeStep } from '../../plan/describe.js';
import type { Screen } from '../terminal/screen.js';
import type { Waiting } from '../terminal/status-timer.js';

const shape = z.looseObject({ action: z.string() });

export interface StepPreview {
  show(steps: readonly unknown[]): void;
}

/** steps as their braces close, on the one line that is redrawn: a look ahead, replaced by the plan itself once it parsed */
export function createStepPreview(waiting: Waiting, screen: Screen, catalog: Catalog): StepPreview {
  let shown = 0;
  return {
    show: steps => {
      const step = shape.safeParse(steps.at(-1));
      if (!screen.interactive || steps.length <= shown || !step.success) return;
      shown = steps.length;
      waiting.say(`planning … ${shown}. ${describeStep(step.data, catalog)}`);
    },
  };
}
