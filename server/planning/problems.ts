// What planning refuses, and why.
import { defineProblems, mapConstraint } from '../kernel/problem.ts';

export const planningProblems = defineProblems({
  unknown_activity: {
    status: 422,
    title: { id: 'Kegiatan tidak dikenal', en: 'Unknown activity' },
    detail: {
      id: 'Tidak ada kegiatan {activity} di tempat ini.',
      en: 'There is no activity {activity} at this place.',
    },
  },
  activity_exists: {
    status: 409,
    title: { id: 'Kode kegiatan sudah dipakai', en: 'Activity code taken' },
    detail: { id: 'Pilih kode kegiatan yang lain.', en: 'Choose another code for the activity.' },
  },
  activity_over: {
    status: 409,
    title: { id: 'Kegiatan sudah berakhir', en: 'Activity is over' },
    detail: {
      id: 'Kegiatan {activity} ditutup atau berakhir pada {endsOn}.',
      en: 'Activity {activity} was closed or ended on {endsOn}.',
    },
  },
  activity_of_other_product: {
    status: 422,
    title: { id: 'Bukan vaksin kegiatan ini', en: 'Not a vaccine of this activity' },
    detail: {
      id: 'Kegiatan {activity} tidak memakai {product}.',
      en: 'Activity {activity} does not use {product}.',
    },
  },
  earmark_too_small: {
    status: 409,
    title: { id: 'Cadangan kegiatan tidak cukup', en: 'Not enough earmarked' },
    detail: {
      id: 'Diminta {asked} dosis, yang dicadangkan untuk {activity} hanya {earmarked}.',
      en: '{asked} doses were asked for; only {earmarked} are earmarked for {activity}.',
    },
  },
  same_activity: {
    status: 422,
    title: { id: 'Kegiatan asal sama dengan tujuan', en: 'Source equals target activity' },
  },
  earmark_not_free: {
    status: 409,
    title: { id: 'Stok bebas tidak cukup', en: 'Not enough free stock' },
    detail: {
      id: 'Diminta {asked} dosis, yang bebas dan layak pakai hanya {available}.',
      en: '{asked} doses were asked for; only {available} are free and usable.',
    },
  },
  need_exists: {
    status: 409,
    title: { id: 'Kebutuhan sudah ada', en: 'Need exists already' },
    detail: {
      id: 'Tempat ini sudah mempunyai kebutuhan vaksin itu untuk tahun itu; ubahlah yang ada.',
      en: 'The place has a need of that vaccine for that year already; amend that one.',
    },
  },
  need_changed: {
    status: 409,
    title: { id: 'Kebutuhan sudah berubah', en: 'Need has changed' },
    detail: {
      id: 'Kebutuhan ini kini revisi {revision} dengan status {state}; muat ulang dan lihat perubahannya.',
      en: 'The need is now revision {revision} in state {state}; load it anew and look at what changed.',
    },
  },
  need_wrong_state: {
    status: 409,
    title: { id: 'Tidak dapat dilakukan dalam status ini', en: 'Not possible in this state' },
    detail: {
      id: 'Kebutuhan berstatus {state}; yang diminta: {act}.',
      en: 'The need is {state}; what was asked for: {act}.',
    },
  },
  need_own_proposal: {
    status: 409,
    title: { id: 'Usulan sendiri', en: 'Own proposal' },
    detail: {
      id: 'Yang mengusulkan tidak boleh menyetujui; mintalah atasan.',
      en: 'Whoever proposed it may not approve it; ask the office above.',
    },
  },
  need_approved_above: {
    status: 409,
    title: { id: 'Sudah disetujui di atas', en: 'Approved above already' },
    detail: {
      id: 'Kebutuhan ini sudah disetujui tingkat {level}.',
      en: 'The need was approved at the level {level} already.',
    },
  },
  need_too_large: {
    status: 422,
    title: { id: 'Kebutuhan tidak masuk akal', en: 'Absurd need' },
    detail: { id: 'Paling banyak {max} dosis.', en: 'At most {max} doses.' },
  },
  usage_index_too_high: {
    status: 422,
    title: { id: 'Indeks pemakaian terlalu tinggi', en: 'Usage index too high' },
    detail: {
      id: 'Satu vial {product} berisi {max} dosis; indeks pemakaian tidak dapat melebihinya.',
      en: 'A vial of {product} holds {max} doses; the usage index cannot exceed that.',
    },
  },
});

mapConstraint('activity_code_key', () => planningProblems.activity_exists());
mapConstraint('need_place_product_year_key', () => planningProblems.need_exists());
