// The vaccines of the demo, as facts written by hand: labels, WHO's prequalification list and letters of the Ministry of
// Health. They are for trying the service out and must be checked before any clinical use. GTINs begin with GS1's
// demonstration prefix 952, which belongs to nobody.
import type { Product } from './catalogue.ts';

export type DemoProduct = Omit<Product, 'id' | 'active'>;

export const DEMO_NOTE = 'demo, check before clinical use';

const CHILLED: Celsius = [2, 8];
const FROZEN: Celsius = [-25, -15];
const ULTRA_COLD: Celsius = [-90, -60];
/** Open vials under the multi-dose vial policy. */
const FOUR_WEEKS = 28 * 24;
const TWO_WEEKS = 14 * 24;

type Celsius = readonly [min: number, max: number];

type Row = readonly [
  code: string,
  gtin: string,
  name: string,
  antigen: string,
  program: string,
  manufacturer: string,
  presentation: string,
  dosesPerVial: number,
  vialsPerBox: number,
  celsius: Celsius,
  openVialHours: number,
  vvmType: string | null,
  freezeSensitive: boolean,
  planningWastagePercent: number,
];

// prettier-ignore
const ROWS: readonly Row[] = [
  ['COV-SIN1', '09520001000010', 'CoronaVac', 'SARS-CoV-2 inactivated', 'covid', 'Sinovac Life Sciences',
    '1-dose vial liquid', 1, 50, CHILLED, 0, 'VVM7', true, 5],
  ['COV-BIO', '09520001000027', 'Vaksin COVID-19 Bio Farma', 'SARS-CoV-2 inactivated', 'covid', 'Sinovac bulk filled by Bio Farma',
    '10-dose vial liquid', 10, 10, CHILLED, 6, null, true, 25],
  ['COV-AZ', '09520001000034', 'Vaksin COVID-19 AstraZeneca', 'ChAdOx1-S', 'covid', 'AstraZeneca (SK Bio / COVAX)',
    '10-dose vial liquid', 10, 10, CHILLED, 6, null, true, 25],
  ['COV-MOD', '09520001000041', 'Moderna (Spikevax)', 'mRNA-1273', 'covid', 'Moderna',
    '14-dose vial frozen', 14, 10, FROZEN, 6, null, false, 25],
  ['COV-PFZ', '09520001000058', 'Comirnaty (purple cap)', 'BNT162b2', 'covid', 'Pfizer-BioNTech',
    '6-dose vial frozen dilute NaCl 0.9%', 6, 25, ULTRA_COLD, 6, null, false, 10],
  ['COV-SPH', '09520001000065', 'Sinopharm BBIBP-CorV', 'SARS-CoV-2 inactivated', 'covid', 'Beijing Institute of Biological Products',
    '1-dose vial liquid', 1, 50, CHILLED, 0, 'VVM7', true, 5],
  ['COV-JNJ', '09520001000072', 'Janssen Ad26.COV2.S', 'Ad26 vector', 'covid', 'Janssen',
    '5-dose vial', 5, 10, CHILLED, 6, null, true, 10],
  ['COV-IND', '09520001000089', 'IndoVac', 'RBD subunit', 'covid', 'Bio Farma (Baylor)',
    '10-dose vial liquid', 10, 10, CHILLED, 6, null, true, 25],
  ['BCG', '09520001000096', 'Vaksin BCG kering', 'BCG', 'routine', 'Bio Farma',
    'ampoule lyophilised + 1 ml diluent', 20, 10, CHILLED, 3, 'VVM14', false, 50],
  ['BOPV', '09520001000102', 'bOPV types 1+3', 'polio', 'routine', 'Bio Farma',
    '10-dose vial + dropper (20-dose also PQ)', 10, 50, FROZEN, TWO_WEEKS, 'VVM2', false, 10],
  ['NOPV2', '09520001000119', 'nOPV2', 'polio 2', 'outbreak', 'Bio Farma',
    '50-dose vial', 50, 10, FROZEN, TWO_WEEKS, 'VVM2', false, 10],
  ['IPV', '09520001000126', 'IPV (Imovax Polio)', 'polio', 'routine', 'Sanofi Pasteur (10d); AJ Vaccines Picovax (5d)',
    '10-dose vial liquid', 10, 10, CHILLED, FOUR_WEEKS, 'VVM7', true, 15],
  ['PENTA', '09520001000133', 'Pentabio DPT-HB-Hib', 'DTwP-HepB-Hib', 'routine', 'Bio Farma',
    '5-dose vial liquid (10-dose also PQ)', 5, 10, CHILLED, FOUR_WEEKS, 'VVM14', true, 10],
  ['MR', '09520001000140', 'MR (SII)', 'measles-rubella', 'routine', 'Serum Institute of India',
    '10-dose vial lyophilised + diluent', 10, 10, CHILLED, 6, 'VVM14', false, 25],
  ['CAMPAK', '09520001000157', 'Campak kering', 'measles', 'routine-legacy', 'Bio Farma',
    '10-dose vial lyophilised + diluent', 10, 10, CHILLED, 6, 'VVM14', false, 25],
  ['PCV13', '09520001000164', 'PCV13 (Prevenar 13 MDV)', 'pneumococcal', 'routine', 'Pfizer',
    '4-dose vial liquid', 4, 50, CHILLED, FOUR_WEEKS, 'VVM30', true, 10],
  ['RV', '09520001000171', 'Rotavac 5D', 'rotavirus', 'routine', 'Bharat Biotech (Bio Farma distrib.)',
    '5-dose vial liquid', 5, 25, CHILLED, FOUR_WEEKS, 'VVM7', true, 10],
  ['HB0', '09520001000188', 'Hepatitis B Uniject', 'HepB', 'routine', 'Bio Farma',
    '1-dose Uniject', 1, 50, CHILLED, 0, 'VVM30', true, 5],
  ['TD', '09520001000195', 'Td', 'tetanus-diphtheria (reduced)', 'routine', 'Bio Farma',
    '10-dose vial liquid', 10, 10, CHILLED, FOUR_WEEKS, 'VVM30', true, 15],
  ['DT', '09520001000201', 'DT', 'diphtheria-tetanus', 'routine', 'Bio Farma',
    '10-dose vial liquid', 10, 10, CHILLED, FOUR_WEEKS, 'VVM30', true, 15],
  ['JE', '09520001000218', 'JE live SA14-14-2 (CD.JEVAX)', 'Japanese encephalitis', 'routine (endemic provinces)', 'Chengdu Institute',
    '5-dose vial lyophilised + diluent', 5, 10, CHILLED, 6, 'VVM14', false, 10],
  ['HPV', '09520001000225', 'Gardasil (HPV4)', 'HPV', 'routine (BIAS)', 'MSD',
    '1-dose vial liquid', 1, 10, CHILLED, 0, 'VVM30', true, 5],
];

export const demoProducts: readonly DemoProduct[] = ROWS.map((row) => {
  const [code, gtin, name, antigen, program, manufacturer, presentation, ...numbers] = row;
  const [
    dosesPerVial,
    vialsPerBox,
    celsius,
    openVialHours,
    vvmType,
    freezeSensitive,
    planningWastagePercent,
  ] = numbers;
  const [minCelsius, maxCelsius] = celsius;
  return {
    code,
    name,
    antigen,
    program,
    manufacturer,
    presentation,
    gtin,
    dosesPerVial,
    vialsPerBox,
    minCelsius,
    maxCelsius,
    openVialHours,
    vvmType,
    freezeSensitive,
    planningWastagePercent,
    wastageAllowancePercent: 0,
    note: DEMO_NOTE,
    diluent: null,
    demo: true,
  };
});
