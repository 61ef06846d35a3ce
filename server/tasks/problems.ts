// What may be refused about tasks.
import { defineProblems } from '../kernel/problem.ts';

export const taskProblems = defineProblems({
  already_acknowledged: {
    status: 409,
    title: { id: 'Tugas sudah dikonfirmasi', en: 'Task already acknowledged' },
  },
  task_closed: {
    status: 409,
    title: { id: 'Tugas sudah ditutup', en: 'Task closed' },
    detail: {
      id: 'Tugas ini sudah tidak berlaku, misalnya karena batchnya dilepas kembali.',
      en: 'This task no longer applies, for example because its batch was released again.',
    },
  },
  task_closes_itself: {
    status: 409,
    title: { id: 'Tugas ini selesai dengan sendirinya', en: 'This task closes itself' },
    detail: {
      id: 'Tugas ini tidak dikonfirmasi; ia ditutup begitu penyebabnya hilang. Tugas ini dapat ditunda.',
      en: 'This task is not acknowledged; it is closed once its cause is gone. It can be put off.',
    },
  },
  task_not_snoozable: {
    status: 409,
    title: { id: 'Tugas tidak dapat ditunda', en: 'Task cannot be put off' },
    detail: {
      id: 'Penarikan batch harus segera dikonfirmasi.',
      en: 'A recall must be acknowledged at once.',
    },
  },
  snooze_time_invalid: {
    status: 422,
    title: { id: 'Waktu tunda tidak sah', en: 'Cannot be put off until then' },
    detail: {
      id: 'Pilih waktu yang akan datang, paling lama {days} hari dari sekarang.',
      en: 'Choose a time in the future, at most {days} days from now.',
    },
  },
});
