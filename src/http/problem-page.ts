import type { ProblemPageBody } from '../contract/index.ts';
import { escapeHtml } from './html.ts';

const withCode = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');

/** The page of an error code, for people. */
export const problemPage = ({
  code,
  status,
  title,
  meaning,
  remedy,
}: ProblemPageBody): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(code)}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}code{background:#8882;padding:.1em .3em}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p><code>${escapeHtml(code)}</code>, status ${status}</p>
<h2>What it means</h2>
<p>${withCode(meaning)}</p>
<h2>What to do</h2>
<p>${withCode(remedy)}</p>
<p><a href="/docs">All calls</a></p>
</body>
</html>
`;
