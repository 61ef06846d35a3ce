// What the administrative list does not say of a province: its time zone, its ISO 3166-2 code, and where its capital lies.
// Written by hand from public facts. West and Central Kalimantan have the time of Jakarta; IANA's Asia/Pontianak differs
// only before 1988.

export const WIB = 'Asia/Jakarta';
export const WITA = 'Asia/Makassar';
export const WIT = 'Asia/Jayapura';

export interface ProvinceFacts {
  isoCode: string;
  timeZone: string;
  capital: string;
  latitude: number;
  longitude: number;
}

type Row = [isoCode: string, timeZone: string, capital: string, latitude: number, longitude: number];

const ROWS: Record<string, Row> = {
  '11': ['ID-AC', WIB, 'Banda Aceh', 5.5483, 95.3238],
  '12': ['ID-SU', WIB, 'Medan', 3.5952, 98.6722],
  '13': ['ID-SB', WIB, 'Padang', -0.9471, 100.4172],
  '14': ['ID-RI', WIB, 'Pekanbaru', 0.5071, 101.4478],
  '15': ['ID-JA', WIB, 'Jambi', -1.6101, 103.6131],
  '16': ['ID-SS', WIB, 'Palembang', -2.9761, 104.7754],
  '17': ['ID-BE', WIB, 'Bengkulu', -3.7928, 102.2608],
  '18': ['ID-LA', WIB, 'Bandar Lampung', -5.3971, 105.2668],
  '19': ['ID-BB', WIB, 'Pangkalpinang', -2.1316, 106.1169],
  '21': ['ID-KR', WIB, 'Tanjungpinang', 0.9186, 104.4665],
  '31': ['ID-JK', WIB, 'Jakarta', -6.1754, 106.8272],
  '32': ['ID-JB', WIB, 'Bandung', -6.9175, 107.6191],
  '33': ['ID-JT', WIB, 'Semarang', -6.9932, 110.4203],
  '34': ['ID-YO', WIB, 'Yogyakarta', -7.7956, 110.3695],
  '35': ['ID-JI', WIB, 'Surabaya', -7.2575, 112.7521],
  '36': ['ID-BT', WIB, 'Serang', -6.1201, 106.1503],
  '51': ['ID-BA', WITA, 'Denpasar', -8.6705, 115.2126],
  '52': ['ID-NB', WITA, 'Mataram', -8.5833, 116.1167],
  '53': ['ID-NT', WITA, 'Kupang', -10.1772, 123.607],
  '61': ['ID-KB', WIB, 'Pontianak', -0.0263, 109.3425],
  '62': ['ID-KT', WIB, 'Palangka Raya', -2.2096, 113.9108],
  '63': ['ID-KS', WITA, 'Banjarbaru', -3.4421, 114.8333],
  '64': ['ID-KI', WITA, 'Samarinda', -0.4948, 117.1436],
  '65': ['ID-KU', WITA, 'Tanjung Selor', 2.8375, 117.3653],
  '71': ['ID-SA', WITA, 'Manado', 1.4748, 124.8421],
  '72': ['ID-ST', WITA, 'Palu', -0.8917, 119.8707],
  '73': ['ID-SN', WITA, 'Makassar', -5.1477, 119.4327],
  '74': ['ID-SG', WITA, 'Kendari', -3.9985, 122.5129],
  '75': ['ID-GO', WITA, 'Gorontalo', 0.5435, 123.0568],
  '76': ['ID-SR', WITA, 'Mamuju', -2.6786, 118.8933],
  '81': ['ID-MA', WIT, 'Ambon', -3.6954, 128.1814],
  '82': ['ID-MU', WIT, 'Sofifi', 0.7368, 127.559],
  '91': ['ID-PA', WIT, 'Jayapura', -2.5337, 140.7181],
  '92': ['ID-PB', WIT, 'Manokwari', -0.8618, 134.062],
  '93': ['ID-PS', WIT, 'Merauke', -8.4991, 140.4049],
  '94': ['ID-PT', WIT, 'Nabire', -3.3668, 135.4966],
  '95': ['ID-PE', WIT, 'Wamena', -4.0977, 138.951],
  '96': ['ID-PD', WIT, 'Sorong', -0.8762, 131.2558],
};

/** Facts by the two digits of the province's code in the list of the Ministry of Home Affairs. */
export const provinceFacts: ReadonlyMap<string, ProvinceFacts> = new Map(
  Object.entries(ROWS).map(([code, [isoCode, timeZone, capital, latitude, longitude]]) => [
    code,
    { isoCode, timeZone, capital, latitude, longitude },
  ]),
);
