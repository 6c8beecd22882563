import { describe, expect, it } from 'vitest';
import { planText, shellText, withoutThoughts } from '../../../agent/endpoints/reply-text.js';

const whole = '{"steps":[{"action":"list_files","path":"/tmp"}],"say":null}';

describe('the plan in an answer', () => {
  it.each([
    ['bare', whole],
    ['behind thoughts', `<think>\nThe user wants {"steps":[]}\n</think>\n\n${whole}`],
    ['behind thoughts whose first tag the template wrote', `He wants {"steps":[]}.\n</think>\n${whole}`],
    ['in a fence', `Here is the plan:\n\n\`\`\`json\n${whole}\n\`\`\`\nTell me if it fits.`],
    ['in a fence with no language', `\`\`\`\n${whole}\n\`\`\``],
    ['between words', `Sure! ${whole} That lists it.`],
    ['between words with braces', `In {curly} words: ${whole}`],
    ['behind thoughts, in a fence, between words', `<think>hm</think>Well:\n\`\`\`json\n${whole}\n\`\`\`\nDone.`],
  ])('%s', (_, text) => {
    expect(planText(text)).toBe(whole);
  });

  it('whose own text holds tags and fences stays as it is', () => {
    const plan = JSON.stringify({ steps: [{ action: 'write_file', content: '<think>a</think>\n```json\n{}\n```' }] });
    expect(planText(plan)).toBe(plan);
    expect(planText(`Sure: ${plan}`)).toBe(plan);
  });

  it('is none where there are two, or where the thoughts never end', () => {
    expect(() => void JSON.parse(planText(`${whole} or ${whole}`))).toThrow();
    expect(() => void JSON.parse(planText(`\`\`\`json\n${whole}\n\`\`\`\n\`\`\`json\n{"steps":[]}\n\`\`\``))).toThrow();
    expect(planText(`<think>${whole}`)).toBe('');
  });

  it('is looked for in a time that grows with the length alone', () => {
    const started = performance.now();
    for (const piece of ['{', '{"', '```a\n', '</think>x', '<think>', '}{'])
      planText(piece.repeat(250_000 / piece.length));
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('of words and of shell lines: thoughts and fence go, the rest stays', () => {
    expect(withoutThoughts('<thinking>a</thinking>\nThe tag </think> ends thoughts.')).toBe(
      'The tag </think> ends thoughts.',
    );
    expect(shellText('<think>a</think>\n```bash\ndf -h\n```')).toBe('df -h');
    // words that were shown already are not taken back
    expect(withoutThoughts('hm\n</think>\nYes.')).toBe('hm\n</think>\nYes.');
    expect(shellText('df -h')).toBe('df -h');
  });
});
