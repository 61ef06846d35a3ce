// Made-up registrants for the demo: identity numbers that are well formed and belong to nobody (area code of the
// demo's kecamatan, a birth date, a serial).
const GIVEN = [
  'Siti',
  'Budi',
  'Dewi',
  'Agus',
  'Rina',
  'Joko',
  'Ayu',
  'Hendra',
  'Putri',
  'Rizki',
  'Wati',
  'Eko',
];
const FAMILY = [
  'Rahayu',
  'Santoso',
  'Lestari',
  'Wijaya',
  'Hidayat',
  'Nugroho',
  'Permata',
  'Saputra',
  'Maharani',
];

const two = (n: number) => String(n).padStart(2, '0');

export interface MadeUpPerson {
  nik: string;
  name: string;
  birthDate: string;
  phone: string;
}

/** The n-th person of a run; `seed` keeps the people of different runs apart. */
export function madeUpPerson(seed: number, n: number): MadeUpPerson {
  const mixed = (seed * 7919 + n * 104_729) >>> 0;
  const woman = n % 2 === 0;
  const day = 1 + (mixed % 28);
  const month = 1 + ((mixed >>> 5) % 12);
  const year = 1950 + ((mixed >>> 9) % 50);
  const serial = String(1 + ((seed + n) % 9999)).padStart(4, '0');
  return {
    nik: `327301${two(day + (woman ? 40 : 0))}${two(month)}${two(year % 100)}${serial}`,
    name: `${GIVEN[n % GIVEN.length]} ${FAMILY[mixed % FAMILY.length]}`,
    birthDate: `${year}-${two(month)}-${two(day)}`,
    phone: `+62812${String(10_000_000 + (mixed % 89_999_999))}`,
  };
}
