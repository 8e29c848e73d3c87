import type { ManagerPage } from './manager-page.ts';
import type { Stage } from './stage.ts';

const mebibyte = 1024 * 1024;

/** A list in which there is one of everything, and nothing moves. */
export async function busyScene(stage: Stage, shown: ManagerPage): Promise<void> {
  const { server } = stage;
  const [archive, radio] = [await stage.another(), await stage.another()];
  const [one, two, three, four] = [server.origin, server.originNamed(), archive.origin, radio.origin];
  server.valve('/files/holiday-pictures.zip', 7 * mebibyte);
  radio.valve('/files/field-recording.flac', 3 * mebibyte);
  archive.valve('/files/backup.tar', 5 * mebibyte);
  await shown.add(
    `${two}/files/letter.pdf?bytes=${mebibyte}`,
    `${two}/missing/poster.png`,
    `${two}/files/concert.mp4`,
    `${two}/files/interview.mp4`,
    `${one}/files/notes.txt?bytes=2000`,
    `${one}/files/holiday-pictures.zip?bytes=${16 * mebibyte}`,
    `${one}/files/map-of-the-old-town-in-the-finest-resolution-that-there-is.tiff`,
    `${one}/files/timetable.csv`,
    `${three}/files/backup.tar?bytes=${10 * mebibyte}`,
  );
  await shown.says('interview.mp4', 'Dropped: poster.png failed');
  await shown.says('notes.txt', 'Finished');
  await shown.reaches('holiday-pictures.zip', 43);
  await shown.reaches('backup.tar', 50);
  await shown.button('Pause backup.tar').click();
  await shown.says('backup.tar', 'Paused');
  await shown.add(`${four}/files/field-recording.flac?bytes=${16 * mebibyte}&length=unknown`);
  await shown.says('field-recording.flac', /^3\.1/);
}
