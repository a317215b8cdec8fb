import type { Operation } from './operation.ts';

/** Calls of the protocol for uploads that can be resumed. */
export const UPLOAD_OPERATIONS = {
  describeUploads: {
    method: 'OPTIONS',
    url: '/uploads',
    tag: 'uploads',
    scope: null,
    summary: 'What the service can do of the tus protocol',
    errors: [],
  },
  createUpload: {
    method: 'POST',
    url: '/uploads',
    tag: 'uploads',
    scope: 'train',
    summary: 'Begin a resumable upload',
    errors: ['UPLOAD_VERSION_UNSUPPORTED', 'STORAGE_UNAVAILABLE'],
    hasBody: true,
  },
  findUpload: {
    method: 'HEAD',
    url: '/uploads/:id',
    tag: 'uploads',
    scope: 'train',
    summary: 'How much of an upload was received',
    errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_CONFLICT', 'UPLOAD_VERSION_UNSUPPORTED', 'STORAGE_UNAVAILABLE'],
  },
  appendToUpload: {
    method: 'PATCH',
    url: '/uploads/:id',
    tag: 'uploads',
    scope: 'train',
    summary: 'Send the next bytes of an upload',
    errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_CONFLICT', 'UPLOAD_VERSION_UNSUPPORTED', 'STORAGE_UNAVAILABLE'],
    hasBody: true,
  },
  removeUpload: {
    method: 'DELETE',
    url: '/uploads/:id',
    tag: 'uploads',
    scope: 'train',
    summary: 'Give an upload up',
    errors: ['UPLOAD_NOT_FOUND', 'UPLOAD_CONFLICT', 'UPLOAD_VERSION_UNSUPPORTED', 'STORAGE_UNAVAILABLE'],
  },
} as const satisfies Readonly<Record<string, Operation>>;
