import { execIn, shIn, type System } from './driver.js';

const CLASSES = '/run/llmtest-class';
export const PANEL = '/sys/class/backlight/llmtest_panel';

/**
 * a machine in a container has no screen: a folder with the files of one is laid over the kernel's, and logind is
 * told not to insist on the kernel's own file system; everything between the caller and these files is real
 */
export async function plugIn(os: System): Promise<void> {
  await shIn(
    os,
    `mkdir -p ${CLASSES}; mount -t tmpfs llmtest ${CLASSES}
    cd /sys/class; find . -type l -exec cp -a --parents -t ${CLASSES} {} +
    mkdir -p ${CLASSES}/backlight/llmtest_panel; cd ${CLASSES}/backlight/llmtest_panel
    echo 30 >brightness; echo 120 >max_brightness; echo raw >type; echo >uevent; ln -s /sys/class/backlight subsystem
    cd /; mount --bind ${CLASSES} /sys/class; umount ${CLASSES}
    mkdir -p /run/systemd/system/systemd-logind.service.d
    printf '[Service]\\nEnvironment=SYSTEMD_DEVICE_VERIFY_SYSFS=0\\n' >/run/systemd/system/systemd-logind.service.d/llmtest.conf
    systemctl daemon-reload; systemctl restart systemd-logind`,
  );
}

export async function unplug(os: System): Promise<void> {
  await execIn(os, [
    'sh',
    '-c',
    `[ ! -e ${PANEL} ] || umount /sys/class; rm -rf ${CLASSES} /run/systemd/system/systemd-logind.service.d
    systemctl daemon-reload; systemctl restart systemd-logind`,
  ]);
}
