import type { SettingsService } from './settings-service.js';

export const TIMEDATED: SettingsService = {
  destination: 'org.freedesktop.timedate1',
  path: '/org/freedesktop/timedate1',
  label: 'systemd-timedated',
};

export const HOSTNAMED: SettingsService = {
  destination: 'org.freedesktop.hostname1',
  path: '/org/freedesktop/hostname1',
  label: 'systemd-hostnamed',
};

export const LOCALED: SettingsService = {
  destination: 'org.freedesktop.locale1',
  path: '/org/freedesktop/locale1',
  label: 'systemd-localed',
};
