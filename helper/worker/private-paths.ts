/** paths hidden from every sandboxed program, even where permissions would let it read them */
export const PRIVATE_PATHS: readonly string[] = [
  '/etc/shadow',
  '/etc/gshadow',
  '/etc/ssh',
  '/etc/sudoers',
  '/etc/sudoers.d',
  '/etc/polkit-1',
  '/var/lib/systemd',
  '/var/lib/llm-os/operator',
  '/var/spool',
];
