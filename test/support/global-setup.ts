// Runs once before and after all tests: PostgreSQL up, template made, its address given to the workers as
// TEST_POSTGRES_URL; everything gone again at the end.
import { startTestPostgres } from './postgres.ts';
import { makeTemplate } from './template.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const postgres = await startTestPostgres();
  try {
    await makeTemplate(postgres.url);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  process.env.TEST_POSTGRES_URL = postgres.url; // workers are forked later and inherit it
  return () => postgres.stop();
}
