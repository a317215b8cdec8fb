import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedPicture } from './api-client.ts';
import type { ExampleClass } from './demo.ts';

/** Photos of each class that training never sees. */
const SET_ASIDE = 2;

/** Reads a folder of class folders; the last two photos of each class, by name, are set aside. */
export const readExamples = (folder: string): ExampleClass[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name: className }) => {
      const pictures = readdirSync(join(folder, className))
        .sort()
        .map((file): NamedPicture => {
          return {
            name: `${className}/${file}`,
            bytes: new Uint8Array(readFileSync(join(folder, className, file))),
          };
        });
      return { className, setAside: pictures.slice(-SET_ASIDE), training: pictures.slice(0, -SET_ASIDE) };
    });
