// A thread starts in JavaScript; from here on tsx reads TypeScript, whoever started the service.
import { tsImport } from 'tsx/esm/api';

await tsImport('./worker.ts', import.meta.url);
