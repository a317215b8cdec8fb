import { serveDecoder } from '../images/index.ts';

serveDecoder();
