import { defineConfig } from 'vitest/config';

const common = { environment: 'node' as const, testTimeout: 30_000, globalSetup: ['test/litter.ts'] };

const machines = Number(process.env['LLMOS_MACHINES'] ?? 1);

export default defineConfig({
  test: {
    // npm run attack picks these out of every rung
    tags: [{ name: 'attack', description: 'has a row in the table of npm run attack' }],
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['test/{interfaces,helper,agent,executed}/**/*.test.ts', 'test/*.test.ts'],
        },
      },
      { test: { ...common, name: 'bus', include: ['test/bus/**/*.test.ts'], fileParallelism: false } },
      {
        test: {
          ...common,
          name: 'model',
          include: ['test/model/**/*.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...common,
          name: 'machine',
          include: ['test/machine/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 900_000,
          // so many files side by side, each with a machine of its own
          fileParallelism: machines > 1,
          maxWorkers: machines,
        },
      },
    ],
  },
});
