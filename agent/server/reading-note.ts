/** called with how many tokens of a long text have been read */
export type OnRead = (read: number) => void;

/** says at each tenth how far the reading has come and how long the rest takes at this pace */
export function createReadingNote(
  total: number,
  onNote: (text: string) => void,
  now: () => number = () => performance.now(),
): OnRead {
  const began = now();
  let shown = 0;
  onNote(`reading ${total} tokens of instructions, once`);
  return read => {
    const tenth = Math.floor((10 * read) / total);
    if (tenth <= shown || tenth >= 10) return;
    shown = tenth;
    const left = Math.ceil((((now() - began) / read) * (total - read)) / 1000);
    const said = left < 120 ? `${left} s` : `${Math.ceil(left / 60)} minutes`;
    onNote(`reading ${total} tokens of instructions, once: ${tenth * 10} %, about ${said} left`);
  };
}
