// Generated from openapi.yaml by `npm run client`. Do not edit.

export interface paths {
    readonly "/datasets": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List datasets */
        readonly get: operations["listDatasets"];
        readonly put?: never;
        /** Make a dataset from pictures, a zip or a folder on the server */
        readonly post: operations["createDataset"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/datasets/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show a dataset */
        readonly get: operations["findDataset"];
        readonly put?: never;
        readonly post?: never;
        /** Put a dataset into the bin, or remove it for good */
        readonly delete: operations["removeDataset"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/datasets/{id}/restore": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Take a dataset out of the bin */
        readonly post: operations["restoreDataset"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/datasets/{id}/derive": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Make a dataset from another one: with files added, removed or relabelled */
        readonly post: operations["deriveDataset"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/datasets/{id}/files": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the files of a dataset with what became of each */
        readonly get: operations["listDatasetFiles"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/datasets/{id}/files/{fileId}/image": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show a picture of a dataset, made small */
        readonly get: operations["readFileImage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/datasets/{id}/preview.jpg": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show a contact sheet of the classes of a dataset, or of one */
        readonly get: operations["readPreview"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/uploads": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Begin a resumable upload */
        readonly post: operations["createUpload"];
        readonly delete?: never;
        /** What the service can do of the tus protocol */
        readonly options: operations["describeUploads"];
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/uploads/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Give an upload up */
        readonly delete: operations["removeUpload"];
        readonly options?: never;
        /** How much of an upload was received */
        readonly head: operations["findUpload"];
        /** Send the next bytes of an upload */
        readonly patch: operations["appendToUpload"];
        readonly trace?: never;
    };
    readonly "/jobs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List jobs */
        readonly get: operations["listJobs"];
        readonly put?: never;
        /** Train a new version of a model */
        readonly post: operations["startTraining"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/jobs/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show a job with its live progress */
        readonly get: operations["findJob"];
        readonly put?: never;
        readonly post?: never;
        /** Remove a job that has ended, with its files */
        readonly delete: operations["removeJob"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/jobs/{id}/cancel": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** End a job now; nothing is published */
        readonly post: operations["cancelJob"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/jobs/{id}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Follow or list the events of a job */
        readonly get: operations["readEvents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/jobs/{id}/epochs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the finished epochs of a job with what was decided after each */
        readonly get: operations["listEpochs"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/jobs/{id}/logs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read the log of a job */
        readonly get: operations["readJobLog"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/jobs/{id}/report": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read what a job's model gets right and wrong on its validation pictures, also of a job that failed with PARITY_FAILED */
        readonly get: operations["readReport"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/jobs/{id}/report.html": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read the report as one page for people, with the pictures that were mistaken, also of a job that failed with PARITY_FAILED */
        readonly get: operations["readReportPage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/recipes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the presets with their whole recipes */
        readonly get: operations["listPresets"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/recipes/{preset}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read the JSON Schema of a preset's recipe: every knob with its bounds and default */
        readonly get: operations["readRecipeSchema"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/models": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List models */
        readonly get: operations["listModels"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/models/{name}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show a model */
        readonly get: operations["findModel"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/models/{name}/versions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the versions of a model */
        readonly get: operations["listVersions"];
        readonly put?: never;
        /** Make a version from a Keras `.h5` file */
        readonly post: operations["importVersion"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/models/{name}/versions/{version}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show the manifest of a model version */
        readonly get: operations["findVersion"];
        readonly put?: never;
        readonly post?: never;
        /** Remove a version that no alias points to and no job continues from, with its files */
        readonly delete: operations["removeVersion"];
        readonly options?: never;
        readonly head?: never;
        /** Change the description and the metadata of a version */
        readonly patch: operations["changeVersion"];
        readonly trace?: never;
    };
    readonly "/models/{name}/versions/{version}/summary": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show the layers of a version, as Keras's summary does */
        readonly get: operations["summariseVersion"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/models/{name}/versions/{version}/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Take a version as a file for Keras, TensorFlow.js or others */
        readonly get: operations["exportVersion"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/models/{name}/aliases/{alias}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show where an alias points */
        readonly get: operations["findAlias"];
        /** Point an alias to a version, which is loaded first */
        readonly put: operations["moveAlias"];
        readonly post?: never;
        /** Remove an alias other than `latest`; its history stays */
        readonly delete: operations["removeAlias"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/models/{name}/aliases/{alias}/history": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List every move of an alias, oldest first */
        readonly get: operations["listAliasMoves"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/models/{name}/aliases/{alias}/rollback": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Take an alias back to the version that it pointed to before */
        readonly post: operations["rollBackAlias"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/predict": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Classify pictures */
        readonly post: operations["predict"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/predictions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List stored predictions, newest or most uncertain first */
        readonly get: operations["listPredictions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/predictions/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show a stored prediction */
        readonly get: operations["findPrediction"];
        readonly put?: never;
        readonly post?: never;
        /** Remove a stored prediction with its picture */
        readonly delete: operations["removePrediction"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/predictions/{id}/image": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show the picture of a stored prediction, made small */
        readonly get: operations["readPredictionImage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/predictions/{id}/label": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Say what the picture of a stored prediction shows */
        readonly post: operations["labelPrediction"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v2": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What answers here, by the Open Inference Protocol */
        readonly get: operations["showInferenceServer"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v2/health/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the process answers */
        readonly get: operations["checkInferenceLive"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v2/health/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether predictions can be answered */
        readonly get: operations["checkInferenceReady"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v2/models/{name}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show the tensors of a model */
        readonly get: operations["showInferenceModel"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v2/models/{name}/versions/{version}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Show the tensors of a model version */
        readonly get: operations["showInferenceVersion"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v2/models/{name}/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether a model can be asked */
        readonly get: operations["checkInferenceModel"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v2/models/{name}/versions/{version}/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether a model version can be asked */
        readonly get: operations["checkInferenceVersion"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v2/models/{name}/infer": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Classify pictures that come as a tensor */
        readonly post: operations["inferModel"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/v2/models/{name}/versions/{version}/infer": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Classify pictures that come as a tensor, with one version */
        readonly post: operations["inferVersion"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the process answers; asks nobody */
        readonly get: operations["checkLive"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the service can do its work, part by part */
        readonly get: operations["checkReady"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/openapi.yaml": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** This document */
        readonly get: operations["readOpenapiYaml"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** This document, as JSON */
        readonly get: operations["readOpenapiJson"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/problems/{slug}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** What an error code means and what to do */
        readonly get: operations["readProblem"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description An immutable set of labelled pictures.
         * @example {
         *       "id": "ds_01jdf5w2q0v9",
         *       "name": "animals",
         *       "createdAt": "2026-03-01T09:30:00.000Z",
         *       "fingerprint": "8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be",
         *       "classes": [
         *         {
         *           "className": "cat",
         *           "classIndex": 0,
         *           "images": 26
         *         },
         *         {
         *           "className": "dog",
         *           "classIndex": 1,
         *           "images": 27
         *         }
         *       ],
         *       "images": 53,
         *       "splits": {
         *         "train": 0,
         *         "validation": 0
         *       },
         *       "verdicts": {
         *         "ok": 53,
         *         "corrupt": 1,
         *         "unsupported": 0,
         *         "tooLarge": 0,
         *         "tooSmall": 0,
         *         "duplicate": 0,
         *         "conflictingLabel": 0,
         *         "ignored": 0,
         *         "nearDuplicateAcrossSplits": 0
         *       },
         *       "warnings": [],
         *       "layout": {
         *         "kind": "classFolders",
         *         "outerFolder": "photos"
         *       },
         *       "origin": {
         *         "kind": "files"
         *       },
         *       "parent": null,
         *       "leakPolicy": "report",
         *       "binnedAt": null,
         *       "purgeAt": null,
         *       "nearDuplicates": {
         *         "groups": 1,
         *         "images": 2
         *       }
         *     }
         */
        readonly Dataset: {
            readonly id: string;
            readonly name: string;
            /**
             * Format: date-time
             * @description When the dataset was made.
             */
            readonly createdAt: string;
            /** @description sha256 of the sorted lines `split TAB class TAB path TAB sha256` of the usable files. */
            readonly fingerprint: string;
            readonly classes: readonly {
                readonly className: string;
                /** @description Position in the model's output. */
                readonly classIndex: number;
                /** @description Usable pictures of the class. */
                readonly images: number;
            }[];
            /** @description Usable pictures. */
            readonly images: number;
            /** @description Usable pictures on the sides that the folders give; 0 and 0 when they give none. */
            readonly splits: {
                /** @description Pictures in `train`. */
                readonly train: number;
                /** @description Pictures in `validation`. */
                readonly validation: number;
            };
            /** @description Number of files by verdict. */
            readonly verdicts: {
                /** @description Files with the verdict ok. */
                readonly ok: number;
                /** @description Files with the verdict corrupt. */
                readonly corrupt: number;
                /** @description Files with the verdict unsupported. */
                readonly unsupported: number;
                /** @description Files with the verdict tooLarge. */
                readonly tooLarge: number;
                /** @description Files with the verdict tooSmall. */
                readonly tooSmall: number;
                /** @description Files with the verdict duplicate. */
                readonly duplicate: number;
                /** @description Files with the verdict conflictingLabel. */
                readonly conflictingLabel: number;
                /** @description Files with the verdict ignored. */
                readonly ignored: number;
                /** @description Files with the verdict nearDuplicateAcrossSplits. */
                readonly nearDuplicateAcrossSplits: number;
            };
            readonly warnings: readonly string[];
            /** @description What was recognised: where classes and splits come from. */
            readonly layout: {
                /** @description Folders that held everything and were peeled off; empty: none. */
                readonly outerFolder: string;
                /** @enum {string} */
                readonly kind: "classFolders";
            } | {
                /** @description Folders that held everything and were peeled off; empty: none. */
                readonly outerFolder: string;
                /** @enum {string} */
                readonly kind: "splitFolders";
                /** @description Top folders that were read as train. */
                readonly train: readonly string[];
                /** @description Top folders that were read as validation. */
                readonly validation: readonly string[];
                /** @description Top folders of a side of the split that is not used, such as `test` where there is `val`. */
                readonly leftAside: readonly string[];
            } | {
                /** @description Folders that held everything and were peeled off; empty: none. */
                readonly outerFolder: string;
                /** @enum {string} */
                readonly kind: "manifest";
                /** @description Path of the manifest. */
                readonly file: string;
                /** @description Rows of it. */
                readonly rows: number;
                /** @description Rows of it whose file did not come. */
                readonly missing: number;
            };
            /** @description Where the content comes from. */
            readonly origin: {
                /** @enum {string} */
                readonly kind: "files";
            } | {
                /** @enum {string} */
                readonly kind: "archive";
                /** @description Size of the archive. */
                readonly bytes: number;
                /** @description Of the whole archive. */
                readonly sha256: string;
            } | {
                /** @enum {string} */
                readonly kind: "folder";
                /** @description Below DATASETS_ROOT. */
                readonly path: string;
                /** @enum {string} */
                readonly content: "copy" | "reference";
            } | {
                /** @enum {string} */
                readonly kind: "derived";
                /** @description Files that came in. */
                readonly added: number;
                /** @description Files of the parent that were left out. */
                readonly removed: number;
                /** @description Files of the parent that have another class. */
                readonly relabelled: number;
            };
            /** @description The dataset that it was derived from. */
            readonly parent: {
                readonly id: string;
                /** @description Of the parent. */
                readonly fingerprint: string;
            } | null;
            /**
             * @description What becomes of pictures in `validation` that look like one in `train`, where the folders give the split: `report` sets them aside (verdict `nearDuplicateAcrossSplits`), `move` moves them to training, `fail` refuses the dataset.
             * @enum {string}
             */
            readonly leakPolicy: "report" | "move" | "fail";
            /**
             * Format: date-time
             * @description When it was put into the bin; null: it is not in it.
             */
            readonly binnedAt: string | null;
            /**
             * Format: date-time
             * @description When it will be removed from the bin for good; null: it is not in it.
             */
            readonly purgeAt: string | null;
            /** @description Usable pictures that look like another usable one. */
            readonly nearDuplicates: {
                /** @description Groups of look-alikes. */
                readonly groups: number;
                /** @description Usable pictures in them. */
                readonly images: number;
            };
        };
        /** @description One part of a list, newest first. */
        readonly DatasetList: {
            readonly data: readonly components["schemas"]["Dataset"][];
            /** @description What to give as `after` for the next part; null on the last one. */
            readonly nextAfter: string | null;
        };
        /**
         * @description One file of a dataset and what became of it.
         * @example {
         *       "fileId": "file_0000000",
         *       "path": "cat/tabby.jpg",
         *       "class": "cat",
         *       "split": null,
         *       "bytes": 48213,
         *       "width": 640,
         *       "height": 480,
         *       "sha256": "8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be",
         *       "verdict": "ok",
         *       "reason": null,
         *       "counterpart": null,
         *       "lookAlikes": null,
         *       "reference": null
         *     }
         */
        readonly DatasetFile: {
            readonly fileId: string;
            /** @description The path that the file came with, outer folders peeled off. */
            readonly path: string;
            /** @description The class it belongs to; null where its path gives none. */
            readonly class: string | null;
            /**
             * @description The side of the split that its path gives; null where the job decides.
             * @enum {string|null}
             */
            readonly split: "train" | "validation" | null;
            /** @description Size of the file. */
            readonly bytes: number;
            /** @description Pixels; null when it is no picture. */
            readonly width: number | null;
            /** @description Pixels; null when it is no picture. */
            readonly height: number | null;
            /** @description Of the content. */
            readonly sha256: string;
            /**
             * @description What became of the file; only `ok` files are used.
             * @enum {string}
             */
            readonly verdict: "ok" | "corrupt" | "unsupported" | "tooLarge" | "tooSmall" | "duplicate" | "conflictingLabel" | "ignored" | "nearDuplicateAcrossSplits";
            /** @description Why the file is not used; null for `ok`. */
            readonly reason: string | null;
            /** @description The `fileId` of the file that it repeats, contradicts or gives away. */
            readonly counterpart: string | null;
            /** @description The first `fileId` of its group of look-alikes; null: nothing looks like it. */
            readonly lookAlikes: string | null;
            /** @description Path below DATASETS_ROOT of a file that is not copied. */
            readonly reference: string | null;
        };
        /** @description One part of a list, sorted by folder, then name. */
        readonly DatasetFileList: {
            readonly data: readonly components["schemas"]["DatasetFile"][];
            /** @description What to give as `after` for the next part; null on the last one. */
            readonly nextAfter: string | null;
        };
        /**
         * @description Either the `path` of a folder on the server or an `uploadId`.
         * @example {
         *       "path": "photos",
         *       "name": "animals"
         *     }
         * @example {
         *       "uploadId": "up_01jdf5w2q0v9"
         *     }
         */
        readonly DatasetRequest: {
            /**
             * @description A folder below DATASETS_ROOT on the server.
             * @example photos
             */
            readonly path?: string;
            /**
             * @description With `path`: `copy` (the default) copies the pictures; `reference` reads them where they lie, and verifies the hash of each at every use.
             * @enum {string}
             */
            readonly content?: "copy" | "reference";
            /**
             * @description A zip that was uploaded below `/uploads`: the last part of its address. It is removed once the dataset is made.
             * @example up_01jdf5w2q0v9
             */
            readonly uploadId?: string;
            /**
             * @description Name of the dataset, for people. Default: the name of the archive or folder, or `dataset`.
             * @example animals
             */
            readonly name?: string;
        };
        /**
         * @description What is to be different from the parent.
         * @example {
         *       "remove": [
         *         "file_0000003"
         *       ],
         *       "relabel": [
         *         {
         *           "fileId": "file_0000001",
         *           "class": "dog"
         *         }
         *       ]
         *     }
         */
        readonly DatasetChanges: {
            /** @description Files of the parent that are left out. */
            readonly remove?: readonly string[];
            /** @description Files of the parent that get another class. */
            readonly relabel?: readonly {
                /** @description The `fileId` of a file of the parent. */
                readonly fileId: string;
                /** @description The class that the file is to have: a name that a folder can have, without a dot in front. */
                readonly class: string;
            }[];
            /** @description Pictures of stored predictions that come in with their labels as classes, as `<label>/<id>.jpg`: all labelled ones of a `model`, or those with these `ids`. A picture that the parent has in that class is a `duplicate`. */
            readonly predictions?: {
                /**
                 * @description The name of a model: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example animals
                 */
                readonly model?: string;
                /** @description Ids of stored predictions, each of which has a label. */
                readonly ids?: readonly string[];
            };
            /**
             * @description Name of the dataset, for people. Default: the name of the archive or folder, or `dataset`.
             * @example animals
             */
            readonly name?: string;
        };
        /**
         * @description What is to be different from the parent: at least one change.
         * @example {
         *       "remove": [
         *         "file_0000003"
         *       ],
         *       "relabel": [
         *         {
         *           "fileId": "file_0000001",
         *           "class": "dog"
         *         }
         *       ]
         *     }
         * @example {
         *       "add": {
         *         "path": "more-photos"
         *       },
         *       "name": "animals, more of them"
         *     }
         * @example {
         *       "predictions": {
         *         "model": "animals"
         *       }
         *     }
         */
        readonly DeriveRequest: {
            /** @description Files of the parent that are left out. */
            readonly remove?: readonly string[];
            /** @description Files of the parent that get another class. */
            readonly relabel?: readonly {
                /** @description The `fileId` of a file of the parent. */
                readonly fileId: string;
                /** @description The class that the file is to have: a name that a folder can have, without a dot in front. */
                readonly class: string;
            }[];
            /** @description Pictures of stored predictions that come in with their labels as classes, as `<label>/<id>.jpg`: all labelled ones of a `model`, or those with these `ids`. A picture that the parent has in that class is a `duplicate`. */
            readonly predictions?: {
                /**
                 * @description The name of a model: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example animals
                 */
                readonly model?: string;
                /** @description Ids of stored predictions, each of which has a label. */
                readonly ids?: readonly string[];
            };
            /**
             * @description Name of the dataset, for people. Default: the name of the archive or folder, or `dataset`.
             * @example animals
             */
            readonly name?: string;
            /** @description Files that come in beside those of the parent: either `path` or `uploadId`. */
            readonly add?: {
                /** @description A folder below DATASETS_ROOT on the server. */
                readonly path?: string;
                /**
                 * @description With `path`: whether the pictures are copied (the default) or read where they lie.
                 * @enum {string}
                 */
                readonly content?: "copy" | "reference";
                /** @description A zip that was uploaded below `/uploads`. It is removed once the dataset is made. */
                readonly uploadId?: string;
            };
        };
        /**
         * @description What is to be trained.
         * @example {
         *       "model": "animals",
         *       "dataset": {
         *         "id": "ds_01jdf5w2q0v9"
         *       },
         *       "validation": {
         *         "split": 0.2
         *       },
         *       "preset": "fast",
         *       "recipe": {
         *         "epochs": 60,
         *         "batchSize": 32,
         *         "optimizer": {
         *           "name": "adam",
         *           "learningRate": 0.001
         *         }
         *       },
         *       "publish": {
         *         "alias": "latest",
         *         "minimum": {
         *           "val_accuracy": 0.8
         *         },
         *         "abstain": {
         *           "precision": 0.95
         *         }
         *       },
         *       "device": "auto",
         *       "seed": 7,
         *       "metadata": {
         *         "team": "birds"
         *       }
         *     }
         */
        readonly JobRequest: {
            /**
             * @description The name of a model: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
             * @example animals
             */
            readonly model: string;
            /** @description Either `id` or `path`. */
            readonly dataset: {
                /** @description A dataset. */
                readonly id?: string;
                /** @description A folder below DATASETS_ROOT. */
                readonly path?: string;
            };
            /** @description Only for datasets whose folders give no split. */
            readonly validation?: {
                /** @description Part of the pictures that is set aside for validation. Default 0.2. */
                readonly split?: number;
                /**
                 * @description `stratified`: drawn from each class by the seed. `keras`: the first files of each class.
                 * @enum {string}
                 */
                readonly rule?: "stratified" | "keras";
            };
            /**
             * @description The recipe that is the base: `fast`, the script that users of Keras know, or `fast` first and then block5 of the backbone.
             * @enum {string}
             */
            readonly preset?: "fast" | "keras-tutorial" | "fine-tune";
            readonly recipe?: components["schemas"]["RecipeOverrides"];
            readonly publish?: {
                /**
                 * @description The name of an alias: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example latest
                 */
                readonly alias?: string;
                /** @description What metrics of which more is better must be at the best epoch. A model below one is kept as a version, but the alias does not move to it. */
                readonly minimum?: {
                    readonly [key: string]: number | "current";
                };
                /** @description Gives the version the `threshold` of its highest probability that answers the most pictures with this precision; below it, answers of `POST /predict` are `abstained`. Default: none, it never abstains. */
                readonly abstain?: {
                    /** @description Least share of right ones among the validation pictures that are answered. */
                    readonly precision: number;
                };
            };
            /**
             * @description Where tensor work runs; `gpu` fails where there is none. Default `auto`.
             * @enum {string}
             */
            readonly device?: "auto" | "cpu" | "gpu";
            /** @description The same seed, dataset and recipe give the same model. Default: drawn. */
            readonly seed?: number;
            /** @description The client's own notes; the version that the job makes has them too. */
            readonly metadata?: {
                readonly [key: string]: string;
            };
        };
        /**
         * @description What is changed of the preset.
         * @example {
         *       "epochs": 60,
         *       "batchSize": 32,
         *       "optimizer": {
         *         "name": "adam",
         *         "learningRate": 0.001
         *       }
         *     }
         */
        readonly RecipeOverrides: {
            readonly backbone?: {
                /**
                 * @description The network; there is one.
                 * @enum {string}
                 */
                readonly name?: "vgg16";
                /**
                 * @description Where the trained part of the backbone begins: nowhere (`none`), a block, everywhere (`all`), or the number of a layer in Keras's `model.layers`.
                 * @enum {string|integer}
                 */
                readonly trainableFrom?: "none" | "block5" | "block4" | "block3" | "block2" | "block1" | "all" | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22;
                /** @description The same boundary as `trainableFrom`, as `layers[:n]` in Keras: 19 is the whole convolutional base; 21 and 22 freeze fc1 and fc2 of a fully connected head. */
                readonly frozenLayers?: number;
                /**
                 * @description What the frozen part is computed in; `auto` is settled by the worker that takes the job. int8 needs the preprocessing `caffe` and a base that is frozen to its end or to the end of block4.
                 * @enum {string}
                 */
                readonly precision?: "auto" | "float32" | "int8";
                /** @description The weights a run starts from: `imagenet`, `none` (random ones; all of the backbone is trained), or those of a model version. A version is named as in `animals:3`, `animals@prod` or `animals` (its `latest`); the job shows which one it was. */
                readonly weights?: string;
            };
            /**
             * @description How pixels (RGB, 0..255) enter the backbone: `caffe` = BGR minus the ImageNet means, `none` = as they are, `rescale` = divided by 255.
             * @enum {string}
             */
            readonly preprocess?: "caffe" | "none" | "rescale";
            /**
             * @description How a picture is brought to 224 x 224, bit for bit as Pillow does it.
             * @enum {string}
             */
            readonly interpolation?: "nearest" | "bilinear" | "bicubic";
            /** @description Whether the EXIF orientation is applied before resizing. */
            readonly orient?: boolean;
            /** @description Balanced, weights by the names of classes (a class that is left out counts 1), or null: all count 1. Balanced is pictures / (classes * pictures of the class). */
            readonly classWeights?: string | {
                readonly [key: string]: number;
            } | null;
            /** @description Most epochs. */
            readonly epochs?: number;
            /** @description Pictures in a step. */
            readonly batchSize?: number;
            /** @description Steps in an epoch; null: one pass over the pictures. */
            readonly stepsPerEpoch?: number | null;
            /** @description Batches of validation; null: all pictures. */
            readonly validationSteps?: number | null;
            readonly head?: {
                /**
                 * @description What follows the last feature map; `fullyConnected` is fc1 and fc2 of VGG16.
                 * @enum {string}
                 */
                readonly pool?: "average" | "flatten" | "fullyConnected";
                /** @description Width of a hidden ReLU layer (of fc1 and fc2); null: none. */
                readonly units?: number | null;
                /** @description Weight of the sum of squares of the kernels in the loss. */
                readonly l2?: number;
                /** @description Whether features are brought to mean 0 and deviation 1 over the training set. */
                readonly standardise?: boolean;
                /** @description Part of the values that is set to 0 in training: after each hidden layer, or on the features where there is none. */
                readonly dropout?: number;
                /**
                 * @description `converged`: before the first epoch the head alone is trained to convergence, while all of the backbone is frozen and pictures are not augmented.
                 * @enum {string}
                 */
                readonly start?: "random" | "converged";
            };
            readonly loss?: {
                /** @description Part of each label that is spread evenly over all classes. */
                readonly labelSmoothing?: number;
            };
            readonly augment?: {
                /**
                 * @description Mirror images, one in two.
                 * @enum {string}
                 */
                readonly flip?: "none" | "horizontal" | "vertical" | "both";
                /** @description Largest turn to either side, in degrees. */
                readonly rotation?: number;
                /** @description Largest part by which a picture is made larger or smaller. */
                readonly zoom?: number;
                /** @description Largest move along each axis, as a part of the side. */
                readonly shift?: number;
                /** @description Largest part by which all values are made lighter or darker. */
                readonly brightness?: number;
            } | null;
            readonly optimizer?: {
                /**
                 * @description The update rule, as Keras has it; `lbfgs` takes the whole training set a step and trains a single dense layer. Another one than the preset's starts from Keras's defaults.
                 * @enum {string}
                 */
                readonly name?: "sgd" | "adam" | "adamw" | "rmsprop" | "lbfgs";
                /** @description Step size. */
                readonly learningRate?: number;
                /** @description Decoupled, as `weight_decay` in Keras: the part of a weight that is taken off, times the learning rate. */
                readonly weightDecay?: number;
                readonly schedule?: {
                    /**
                     * @description How the learning rate moves from step to step.
                     * @enum {string}
                     */
                    readonly name?: "constant" | "cosine" | "step";
                    /** @description Steps in which the rate rises in a straight line from 0. */
                    readonly warmupSteps?: number;
                    /** @description Of cosine: steps of the fall; null: all steps after the warm-up. */
                    readonly decaySteps?: number | null;
                    /** @description Of cosine: part of the rate that is left at the end. */
                    readonly alpha?: number;
                    /** @description Of step: steps after which the rate is multiplied again. */
                    readonly everySteps?: number;
                    /** @description Of step: what the rate is multiplied by. */
                    readonly factor?: number;
                };
                /** @description Of sgd. */
                readonly momentum?: number;
                /** @description Of sgd: whether the momentum is Nesterov's. */
                readonly nesterov?: boolean;
                /** @description Of adam and adamw: decay of the first moment. */
                readonly beta1?: number;
                /** @description Of adam and adamw: decay of the second moment. */
                readonly beta2?: number;
                /** @description Of adam, adamw and rmsprop. */
                readonly epsilon?: number;
                /** @description Of rmsprop: decay of the mean square. */
                readonly rho?: number;
                /** @description Of lbfgs: pairs that are kept. */
                readonly historySize?: number;
            };
            readonly modelCheckpoint?: {
                /**
                 * @description A metric, by Keras's name; `acc` and `val_acc` are accepted for `accuracy` and `val_accuracy`.
                 * @enum {string}
                 */
                readonly monitor?: "loss" | "accuracy" | "val_loss" | "val_accuracy" | "acc" | "val_acc";
                /**
                 * @description Which way the metric improves; `auto`: up for accuracy, down for loss.
                 * @enum {string}
                 */
                readonly mode?: "auto" | "min" | "max";
                /** @description Whether only an epoch that is better than all before is kept. */
                readonly saveBestOnly?: boolean;
                /** @description What the first value has to beat; null: nothing. */
                readonly initialValueThreshold?: number | null;
            };
            readonly earlyStopping?: {
                /**
                 * @description A metric, by Keras's name; `acc` and `val_acc` are accepted for `accuracy` and `val_accuracy`.
                 * @enum {string}
                 */
                readonly monitor?: "loss" | "accuracy" | "val_loss" | "val_accuracy" | "acc" | "val_acc";
                /**
                 * @description Which way the metric improves; `auto`: up for accuracy, down for loss.
                 * @enum {string}
                 */
                readonly mode?: "auto" | "min" | "max";
                /** @description Least change that counts as an improvement. */
                readonly minDelta?: number;
                /** @description Epochs without improvement after which training ends. */
                readonly patience?: number;
                /** @description What has to be beaten; null: nothing. */
                readonly baseline?: number | null;
                /** @description Whether the weights of the best epoch are taken back at the end. */
                readonly restoreBestWeights?: boolean;
                /** @description Epochs to wait before watching. */
                readonly startFromEpoch?: number;
            } | null;
            readonly reduceLearningRateOnPlateau?: {
                /**
                 * @description A metric, by Keras's name; `acc` and `val_acc` are accepted for `accuracy` and `val_accuracy`.
                 * @enum {string}
                 */
                readonly monitor?: "loss" | "accuracy" | "val_loss" | "val_accuracy" | "acc" | "val_acc";
                /**
                 * @description Which way the metric improves; `auto`: up for accuracy, down for loss.
                 * @enum {string}
                 */
                readonly mode?: "auto" | "min" | "max";
                /** @description What the learning rate is multiplied by. */
                readonly factor?: number;
                /** @description Epochs without improvement after which the rate is reduced. */
                readonly patience?: number;
                /** @description Least change that counts as an improvement. */
                readonly minDelta?: number;
                /** @description Epochs after a reduction that are not counted. */
                readonly cooldown?: number;
                /** @description Least rate. */
                readonly minLearningRate?: number;
            } | null;
        };
        /**
         * @description Everything that decides a training run, beside the dataset, the split and the seed.
         * @example {
         *       "backbone": {
         *         "name": "vgg16",
         *         "weights": "imagenet",
         *         "trainableFrom": "none",
         *         "frozenLayers": 19,
         *         "precision": "auto"
         *       },
         *       "preprocess": "caffe",
         *       "interpolation": "bilinear",
         *       "orient": true,
         *       "head": {
         *         "pool": "average",
         *         "units": null,
         *         "l2": 0.01,
         *         "standardise": true,
         *         "dropout": 0,
         *         "start": "random"
         *       },
         *       "loss": {
         *         "labelSmoothing": 0
         *       },
         *       "classWeights": "balanced",
         *       "augment": null,
         *       "optimizer": {
         *         "name": "adam",
         *         "learningRate": 0.001,
         *         "weightDecay": 0,
         *         "schedule": {
         *           "name": "constant",
         *           "warmupSteps": 0
         *         },
         *         "beta1": 0.9,
         *         "beta2": 0.999,
         *         "epsilon": 1e-7
         *       },
         *       "epochs": 60,
         *       "batchSize": 32,
         *       "stepsPerEpoch": null,
         *       "validationSteps": null,
         *       "modelCheckpoint": {
         *         "monitor": "val_accuracy",
         *         "mode": "auto",
         *         "saveBestOnly": true,
         *         "initialValueThreshold": null
         *       },
         *       "earlyStopping": {
         *         "monitor": "val_accuracy",
         *         "mode": "auto",
         *         "minDelta": 0,
         *         "patience": 10,
         *         "baseline": null,
         *         "restoreBestWeights": true,
         *         "startFromEpoch": 0
         *       },
         *       "reduceLearningRateOnPlateau": null
         *     }
         */
        readonly Recipe: {
            readonly backbone: {
                /**
                 * @description The network; there is one.
                 * @enum {string}
                 */
                readonly name: "vgg16";
                /**
                 * @description Where the trained part of the backbone begins: nowhere (`none`), a block, everywhere (`all`), or the number of a layer in Keras's `model.layers`.
                 * @enum {string|integer}
                 */
                readonly trainableFrom: "none" | "block5" | "block4" | "block3" | "block2" | "block1" | "all" | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21 | 22;
                /** @description The same boundary as `trainableFrom`, as `layers[:n]` in Keras: 19 is the whole convolutional base; 21 and 22 freeze fc1 and fc2 of a fully connected head. */
                readonly frozenLayers: number;
                /**
                 * @description What the frozen part is computed in; `auto` is settled by the worker that takes the job. int8 needs the preprocessing `caffe` and a base that is frozen to its end or to the end of block4.
                 * @enum {string}
                 */
                readonly precision: "auto" | "float32" | "int8";
                /** @description The weights a run starts from: `imagenet`, `none` (random ones; all of the backbone is trained), or those of a model version. */
                readonly weights: string;
            };
            /**
             * @description How pixels (RGB, 0..255) enter the backbone: `caffe` = BGR minus the ImageNet means, `none` = as they are, `rescale` = divided by 255.
             * @enum {string}
             */
            readonly preprocess: "caffe" | "none" | "rescale";
            /**
             * @description How a picture is brought to 224 x 224, bit for bit as Pillow does it.
             * @enum {string}
             */
            readonly interpolation: "nearest" | "bilinear" | "bicubic";
            /** @description Whether the EXIF orientation is applied before resizing. */
            readonly orient: boolean;
            /** @description Balanced, weights by the names of classes (a class that is left out counts 1), or null: all count 1. Balanced is pictures / (classes * pictures of the class). */
            readonly classWeights: string | {
                readonly [key: string]: number;
            } | null;
            /** @description Most epochs. */
            readonly epochs: number;
            /** @description Pictures in a step. */
            readonly batchSize: number;
            /** @description Steps in an epoch; null: one pass over the pictures. */
            readonly stepsPerEpoch: number | null;
            /** @description Batches of validation; null: all pictures. */
            readonly validationSteps: number | null;
            readonly head: {
                /**
                 * @description What follows the last feature map; `fullyConnected` is fc1 and fc2 of VGG16.
                 * @enum {string}
                 */
                readonly pool: "average" | "flatten" | "fullyConnected";
                /** @description Width of a hidden ReLU layer (of fc1 and fc2); null: none. */
                readonly units: number | null;
                /** @description Weight of the sum of squares of the kernels in the loss. */
                readonly l2: number;
                /** @description Whether features are brought to mean 0 and deviation 1 over the training set. */
                readonly standardise: boolean;
                /** @description Part of the values that is set to 0 in training: after each hidden layer, or on the features where there is none. */
                readonly dropout: number;
                /**
                 * @description `converged`: before the first epoch the head alone is trained to convergence, while all of the backbone is frozen and pictures are not augmented.
                 * @enum {string}
                 */
                readonly start: "random" | "converged";
            };
            readonly loss: {
                /** @description Part of each label that is spread evenly over all classes. */
                readonly labelSmoothing: number;
            };
            readonly augment: {
                /**
                 * @description Mirror images, one in two.
                 * @enum {string}
                 */
                readonly flip: "none" | "horizontal" | "vertical" | "both";
                /** @description Largest turn to either side, in degrees. */
                readonly rotation: number;
                /** @description Largest part by which a picture is made larger or smaller. */
                readonly zoom: number;
                /** @description Largest move along each axis, as a part of the side. */
                readonly shift: number;
                /** @description Largest part by which all values are made lighter or darker. */
                readonly brightness: number;
            } | null;
            readonly optimizer: {
                /** @enum {string} */
                readonly name: "sgd";
                /** @description Step size. */
                readonly learningRate: number;
                /** @description Decoupled, as `weight_decay` in Keras: the part of a weight that is taken off, times the learning rate. */
                readonly weightDecay: number;
                readonly schedule: {
                    /** @enum {string} */
                    readonly name: "constant";
                    /** @description Steps in which the rate rises in a straight line from 0. */
                    readonly warmupSteps: number;
                } | {
                    /** @enum {string} */
                    readonly name: "cosine";
                    /** @description Steps in which the rate rises in a straight line from 0. */
                    readonly warmupSteps: number;
                    /** @description Of cosine: steps of the fall; null: all steps after the warm-up. */
                    readonly decaySteps: number | null;
                    /** @description Of cosine: part of the rate that is left at the end. */
                    readonly alpha: number;
                } | {
                    /** @enum {string} */
                    readonly name: "step";
                    /** @description Steps in which the rate rises in a straight line from 0. */
                    readonly warmupSteps: number;
                    /** @description Of step: steps after which the rate is multiplied again. */
                    readonly everySteps: number;
                    /** @description Of step: what the rate is multiplied by. */
                    readonly factor: number;
                };
                /** @description Of sgd. */
                readonly momentum: number;
                /** @description Of sgd: whether the momentum is Nesterov's. */
                readonly nesterov: boolean;
            } | {
                /** @enum {string} */
                readonly name: "adam" | "adamw";
                /** @description Step size. */
                readonly learningRate: number;
                /** @description Decoupled, as `weight_decay` in Keras: the part of a weight that is taken off, times the learning rate. */
                readonly weightDecay: number;
                readonly schedule: {
                    /** @enum {string} */
                    readonly name: "constant";
                    /** @description Steps in which the rate rises in a straight line from 0. */
                    readonly warmupSteps: number;
                } | {
                    /** @enum {string} */
                    readonly name: "cosine";
                    /** @description Steps in which the rate rises in a straight line from 0. */
                    readonly warmupSteps: number;
                    /** @description Of cosine: steps of the fall; null: all steps after the warm-up. */
                    readonly decaySteps: number | null;
                    /** @description Of cosine: part of the rate that is left at the end. */
                    readonly alpha: number;
                } | {
                    /** @enum {string} */
                    readonly name: "step";
                    /** @description Steps in which the rate rises in a straight line from 0. */
                    readonly warmupSteps: number;
                    /** @description Of step: steps after which the rate is multiplied again. */
                    readonly everySteps: number;
                    /** @description Of step: what the rate is multiplied by. */
                    readonly factor: number;
                };
                /** @description Of adam and adamw: decay of the first moment. */
                readonly beta1: number;
                /** @description Of adam and adamw: decay of the second moment. */
                readonly beta2: number;
                /** @description Of adam, adamw and rmsprop. */
                readonly epsilon: number;
            } | {
                /** @enum {string} */
                readonly name: "rmsprop";
                /** @description Step size. */
                readonly learningRate: number;
                /** @description Decoupled, as `weight_decay` in Keras: the part of a weight that is taken off, times the learning rate. */
                readonly weightDecay: number;
                readonly schedule: {
                    /** @enum {string} */
                    readonly name: "constant";
                    /** @description Steps in which the rate rises in a straight line from 0. */
                    readonly warmupSteps: number;
                } | {
                    /** @enum {string} */
                    readonly name: "cosine";
                    /** @description Steps in which the rate rises in a straight line from 0. */
                    readonly warmupSteps: number;
                    /** @description Of cosine: steps of the fall; null: all steps after the warm-up. */
                    readonly decaySteps: number | null;
                    /** @description Of cosine: part of the rate that is left at the end. */
                    readonly alpha: number;
                } | {
                    /** @enum {string} */
                    readonly name: "step";
                    /** @description Steps in which the rate rises in a straight line from 0. */
                    readonly warmupSteps: number;
                    /** @description Of step: steps after which the rate is multiplied again. */
                    readonly everySteps: number;
                    /** @description Of step: what the rate is multiplied by. */
                    readonly factor: number;
                };
                /** @description Of rmsprop: decay of the mean square. */
                readonly rho: number;
                /** @description Of adam, adamw and rmsprop. */
                readonly epsilon: number;
            } | {
                /** @enum {string} */
                readonly name: "lbfgs";
                /** @description Of lbfgs: pairs that are kept. */
                readonly historySize: number;
            };
            readonly modelCheckpoint: {
                /**
                 * @description A metric, by Keras's name.
                 * @enum {string}
                 */
                readonly monitor: "loss" | "accuracy" | "val_loss" | "val_accuracy";
                /**
                 * @description Which way the metric improves; `auto`: up for accuracy, down for loss.
                 * @enum {string}
                 */
                readonly mode: "auto" | "min" | "max";
                /** @description Whether only an epoch that is better than all before is kept. */
                readonly saveBestOnly: boolean;
                /** @description What the first value has to beat; null: nothing. */
                readonly initialValueThreshold: number | null;
            };
            readonly earlyStopping: {
                /**
                 * @description A metric, by Keras's name.
                 * @enum {string}
                 */
                readonly monitor: "loss" | "accuracy" | "val_loss" | "val_accuracy";
                /**
                 * @description Which way the metric improves; `auto`: up for accuracy, down for loss.
                 * @enum {string}
                 */
                readonly mode: "auto" | "min" | "max";
                /** @description Least change that counts as an improvement. */
                readonly minDelta: number;
                /** @description Epochs without improvement after which training ends. */
                readonly patience: number;
                /** @description What has to be beaten; null: nothing. */
                readonly baseline: number | null;
                /** @description Whether the weights of the best epoch are taken back at the end. */
                readonly restoreBestWeights: boolean;
                /** @description Epochs to wait before watching. */
                readonly startFromEpoch: number;
            } | null;
            readonly reduceLearningRateOnPlateau: {
                /**
                 * @description A metric, by Keras's name.
                 * @enum {string}
                 */
                readonly monitor: "loss" | "accuracy" | "val_loss" | "val_accuracy";
                /**
                 * @description Which way the metric improves; `auto`: up for accuracy, down for loss.
                 * @enum {string}
                 */
                readonly mode: "auto" | "min" | "max";
                /** @description What the learning rate is multiplied by. */
                readonly factor: number;
                /** @description Epochs without improvement after which the rate is reduced. */
                readonly patience: number;
                /** @description Least change that counts as an improvement. */
                readonly minDelta: number;
                /** @description Epochs after a reduction that are not counted. */
                readonly cooldown: number;
                /** @description Least rate. */
                readonly minLearningRate: number;
            } | null;
        };
        /**
         * @description A whole recipe by name.
         * @example {
         *       "preset": "fast",
         *       "description": "One dense layer on the frozen base.",
         *       "isDefault": true,
         *       "recipe": {
         *         "backbone": {
         *           "name": "vgg16",
         *           "weights": "imagenet",
         *           "trainableFrom": "none",
         *           "frozenLayers": 19,
         *           "precision": "auto"
         *         },
         *         "preprocess": "caffe",
         *         "interpolation": "bilinear",
         *         "orient": true,
         *         "head": {
         *           "pool": "average",
         *           "units": null,
         *           "l2": 0.01,
         *           "standardise": true,
         *           "dropout": 0,
         *           "start": "random"
         *         },
         *         "loss": {
         *           "labelSmoothing": 0
         *         },
         *         "classWeights": "balanced",
         *         "augment": null,
         *         "optimizer": {
         *           "name": "adam",
         *           "learningRate": 0.001,
         *           "weightDecay": 0,
         *           "schedule": {
         *             "name": "constant",
         *             "warmupSteps": 0
         *           },
         *           "beta1": 0.9,
         *           "beta2": 0.999,
         *           "epsilon": 1e-7
         *         },
         *         "epochs": 60,
         *         "batchSize": 32,
         *         "stepsPerEpoch": null,
         *         "validationSteps": null,
         *         "modelCheckpoint": {
         *           "monitor": "val_accuracy",
         *           "mode": "auto",
         *           "saveBestOnly": true,
         *           "initialValueThreshold": null
         *         },
         *         "earlyStopping": {
         *           "monitor": "val_accuracy",
         *           "mode": "auto",
         *           "minDelta": 0,
         *           "patience": 10,
         *           "baseline": null,
         *           "restoreBestWeights": true,
         *           "startFromEpoch": 0
         *         },
         *         "reduceLearningRateOnPlateau": null
         *       },
         *       "validation": {
         *         "split": 0.2,
         *         "rule": "stratified"
         *       },
         *       "links": {
         *         "schema": "/recipes/fast"
         *       }
         *     }
         */
        readonly Preset: {
            /**
             * @description The recipe that is the base: `fast`, the script that users of Keras know, or `fast` first and then block5 of the backbone.
             * @enum {string}
             */
            readonly preset: "fast" | "keras-tutorial" | "fine-tune";
            readonly description: string;
            /** @description Whether a job that names no preset has this one. */
            readonly isDefault: boolean;
            readonly recipe: components["schemas"]["Recipe"];
            /** @description For datasets whose folders give no split. */
            readonly validation: {
                readonly split: number;
                /** @enum {string} */
                readonly rule: "stratified" | "keras";
            };
            readonly links: {
                /** @description The JSON Schema of what can be changed of it. */
                readonly schema: string;
            };
        };
        /** @description One part of a list, the usual one first. */
        readonly PresetList: {
            readonly data: readonly components["schemas"]["Preset"][];
            /** @description What to give as `after` for the next part; null on the last one. */
            readonly nextAfter: string | null;
        };
        /** @description A JSON Schema (draft 2020-12) of the field `recipe` of a job of one preset: every knob with its bounds, and what it is where it is left out as its `default`. */
        readonly RecipeSchema: {
            readonly [key: string]: unknown;
        };
        /**
         * @description A training job, with its whole effective recipe.
         * @example {
         *       "id": "job_01k9v2x4w8r7t3q5n6m1p0d2c4",
         *       "model": "animals",
         *       "state": "succeeded",
         *       "createdAt": "2026-03-01T09:30:00.000Z",
         *       "startedAt": "2026-03-01T09:30:00.210Z",
         *       "endedAt": "2026-03-01T09:30:31.870Z",
         *       "attempt": 1,
         *       "progress": {
         *         "phase": "succeeded",
         *         "epoch": 31,
         *         "epochs": 60,
         *         "step": 2,
         *         "steps": 2,
         *         "percent": 100,
         *         "etaSeconds": 0,
         *         "secondsPerEpoch": 0.05
         *       },
         *       "metrics": {
         *         "loss": 0.04,
         *         "accuracy": 1,
         *         "val_loss": 0.06,
         *         "val_accuracy": 1
         *       },
         *       "best": {
         *         "epoch": 21,
         *         "monitor": "val_accuracy",
         *         "value": 1
         *       },
         *       "earlyStopping": {
         *         "wait": 10,
         *         "patience": 10
         *       },
         *       "stopReason": "earlyStopping",
         *       "device": {
         *         "kind": "cpu",
         *         "name": "x86-64, 8 threads",
         *         "engine": "TensorFlow 2.21.0"
         *       },
         *       "requestedDevice": "auto",
         *       "precision": "float32",
         *       "warnings": [],
         *       "error": null,
         *       "modelVersion": 3,
         *       "preset": "fast",
         *       "recipe": {
         *         "backbone": {
         *           "name": "vgg16",
         *           "weights": "imagenet",
         *           "trainableFrom": "none",
         *           "frozenLayers": 19,
         *           "precision": "auto"
         *         },
         *         "preprocess": "caffe",
         *         "interpolation": "bilinear",
         *         "orient": true,
         *         "head": {
         *           "pool": "average",
         *           "units": null,
         *           "l2": 0.01,
         *           "standardise": true,
         *           "dropout": 0,
         *           "start": "random"
         *         },
         *         "loss": {
         *           "labelSmoothing": 0
         *         },
         *         "classWeights": "balanced",
         *         "augment": null,
         *         "optimizer": {
         *           "name": "adam",
         *           "learningRate": 0.001,
         *           "weightDecay": 0,
         *           "schedule": {
         *             "name": "constant",
         *             "warmupSteps": 0
         *           },
         *           "beta1": 0.9,
         *           "beta2": 0.999,
         *           "epsilon": 1e-7
         *         },
         *         "epochs": 60,
         *         "batchSize": 32,
         *         "stepsPerEpoch": null,
         *         "validationSteps": null,
         *         "modelCheckpoint": {
         *           "monitor": "val_accuracy",
         *           "mode": "auto",
         *           "saveBestOnly": true,
         *           "initialValueThreshold": null
         *         },
         *         "earlyStopping": {
         *           "monitor": "val_accuracy",
         *           "mode": "auto",
         *           "minDelta": 0,
         *           "patience": 10,
         *           "baseline": null,
         *           "restoreBestWeights": true,
         *           "startFromEpoch": 0
         *         },
         *         "reduceLearningRateOnPlateau": null
         *       },
         *       "dataset": {
         *         "id": "ds_01k9v2wz5h8s4b7f3g6j9k1m2n",
         *         "fingerprint": "8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be"
         *       },
         *       "validation": {
         *         "split": 0.2,
         *         "rule": "stratified"
         *       },
         *       "seed": 7,
         *       "publish": {
         *         "alias": "latest",
         *         "minimum": {
         *           "val_accuracy": 0.8
         *         },
         *         "abstain": {
         *           "precision": 0.95
         *         }
         *       },
         *       "metadata": {
         *         "team": "birds"
         *       },
         *       "requestId": "req_01k9v2x4w7c5d8e2f4g6h9j1k3",
         *       "links": {
         *         "self": "/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4",
         *         "dataset": "/datasets/ds_01k9v2wz5h8s4b7f3g6j9k1m2n",
         *         "events": "/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/events",
         *         "epochs": "/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/epochs",
         *         "logs": "/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/logs",
         *         "report": "/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/report",
         *         "cancel": "/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/cancel",
         *         "modelVersion": "/models/animals/versions/3"
         *       }
         *     }
         */
        readonly Job: {
            readonly id: string;
            readonly model: string;
            /**
             * @description A state of a job; `succeeded`, `failed` and `cancelled` are final.
             * @enum {string}
             */
            readonly state: "queued" | "validating" | "preparing" | "training" | "evaluating" | "publishing" | "pausing" | "stopping" | "cancelling" | "paused" | "succeeded" | "failed" | "cancelled";
            /**
             * Format: date-time
             * @description When the job was made.
             */
            readonly createdAt: string;
            /**
             * Format: date-time
             * @description When a worker took it first.
             */
            readonly startedAt: string | null;
            /**
             * Format: date-time
             * @description When it came to its final state.
             */
            readonly endedAt: string | null;
            /** @description Number of the attempt that wrote last; 0 before the first. */
            readonly attempt: number;
            readonly progress: components["schemas"]["Progress"];
            /** @description Of the last epoch. */
            readonly metrics: components["schemas"]["Metrics"] | null;
            /** @description The epoch that the checkpoint holds (Keras's ModelCheckpoint). */
            readonly best: {
                /** @description 1-based. */
                readonly epoch: number;
                /**
                 * @description A metric, by Keras's name.
                 * @enum {string}
                 */
                readonly monitor: "loss" | "accuracy" | "val_loss" | "val_accuracy";
                /** @description Of the monitored metric. */
                readonly value: number | null;
            } | null;
            readonly earlyStopping: {
                /** @description Epochs since the last improvement. */
                readonly wait: number;
                /** @description Epochs until the end. */
                readonly patience: number;
            } | null;
            /**
             * @description Why training ended; null before that.
             * @enum {string|null}
             */
            readonly stopReason: "completedEpochs" | "earlyStopping" | "stopped" | "cancelled" | "diverged" | "error" | null;
            readonly device: components["schemas"]["Device"] | null;
            /**
             * @description The device that the client asked for.
             * @enum {string}
             */
            readonly requestedDevice: "auto" | "cpu" | "gpu";
            /**
             * @description What the frozen part of the backbone is computed in; null until a worker has settled it.
             * @enum {string|null}
             */
            readonly precision: "float32" | "int8" | null;
            readonly warnings: readonly string[];
            readonly error: components["schemas"]["JobError"] | null;
            /** @description The version that was published. */
            readonly modelVersion: number | null;
            /**
             * @description The recipe that is the base: `fast`, the script that users of Keras know, or `fast` first and then block5 of the backbone.
             * @enum {string}
             */
            readonly preset: "fast" | "keras-tutorial" | "fine-tune";
            readonly recipe: components["schemas"]["Recipe"];
            readonly dataset: {
                readonly id: string;
                /** @description Of the dataset. */
                readonly fingerprint: string;
            };
            /** @description null where the folders of the dataset give the split. */
            readonly validation: {
                readonly split: number;
                /** @enum {string} */
                readonly rule: "stratified" | "keras";
            } | null;
            readonly seed: number;
            readonly publish: {
                readonly alias: string;
                readonly minimum: {
                    readonly [key: string]: number | "current";
                };
                /** @description null where the version never abstains. */
                readonly abstain: {
                    readonly precision: number;
                } | null;
            };
            readonly metadata: {
                readonly [key: string]: string;
            };
            /** @description The X-Request-Id of the call that made the job. */
            readonly requestId: string;
            readonly links: {
                readonly self: string;
                readonly dataset: string;
                readonly events: string;
                readonly epochs: string;
                readonly logs: string;
                /** @description There once the job has succeeded. */
                readonly report: string;
                readonly cancel: string;
                /** @description null until a version is published. */
                readonly modelVersion: string | null;
            };
        };
        /** @description One part of a list, newest first. */
        readonly JobList: {
            readonly data: readonly components["schemas"]["Job"][];
            /** @description What to give as `after` for the next part; null on the last one. */
            readonly nextAfter: string | null;
        };
        /** @description What a job would do and cost, measured by a short trial on the machine of the API. */
        readonly Plan: {
            readonly model: string;
            /**
             * @description The recipe that is the base: `fast`, the script that users of Keras know, or `fast` first and then block5 of the backbone.
             * @enum {string}
             */
            readonly preset: "fast" | "keras-tutorial" | "fine-tune";
            readonly recipe: components["schemas"]["Recipe"];
            readonly dataset: {
                readonly id: string;
                /** @description Of the dataset. */
                readonly fingerprint: string;
            };
            readonly pictures: {
                /** @description Pictures to train on. */
                readonly train: number;
                /** @description Pictures that are set aside. */
                readonly validation: number;
                /** @description Pictures that were decoded for this plan. */
                readonly decoded: number;
            };
            readonly device: components["schemas"]["Device"];
            /**
             * @description Of the frozen part of the backbone.
             * @enum {string}
             */
            readonly precision: "float32" | "int8";
            readonly steps: {
                /** @description Training steps of an epoch. */
                readonly perEpoch: number;
                /** @description Validation steps of an epoch. */
                readonly validationPerEpoch: number;
                /** @description Training steps if every epoch is run. */
                readonly total: number;
            };
            /** @description Measured: decoding and the frozen part of the backbone, once a picture. */
            readonly secondsPerPicture: number;
            /** @description Measured: one training step. */
            readonly secondsPerStep: number;
            /** @description Its training and validation steps. */
            readonly secondsPerEpoch: number;
            /** @description For the whole job if every epoch is run and nothing is in the feature cache. */
            readonly etaSeconds: number;
            readonly memory: {
                /** @description Most that the trainer will hold. */
                readonly neededBytes: number;
                /** @description What this machine could give now. */
                readonly availableBytes: number;
            };
            readonly warnings: readonly string[];
        };
        /**
         * @description Why a job failed.
         * @example {
         *       "type": "/problems/training-diverged",
         *       "title": "The training loss is not a finite number",
         *       "status": 422,
         *       "detail": "the loss of epoch 3 is NaN; expected a finite number",
         *       "code": "TRAINING_DIVERGED"
         *     }
         */
        readonly JobError: {
            /**
             * Format: uri-reference
             * @description The page about this code.
             */
            readonly type: string;
            /** @description What the code always means. */
            readonly title: string;
            readonly status: number;
            /** @description What was expected and what was received, this time. */
            readonly detail: string;
            /**
             * @description One code of a closed list; its status never changes.
             * @enum {string}
             */
            readonly code: "ALIAS_NO_PREVIOUS" | "ARCHIVE_HOSTILE" | "ARCHIVE_TOO_LARGE" | "ARCHIVE_UNREADABLE" | "BODY_TOO_LARGE" | "DATASET_CHANGED" | "DATASET_EMPTY" | "DATASET_IN_USE" | "DATASET_LEAKS" | "DATASET_NOT_FOUND" | "DATASET_TOO_FEW_CLASSES" | "DEVICE_UNAVAILABLE" | "FILE_NOT_FOUND" | "IDEMPOTENCY_KEY_REUSED" | "IMAGE_TOO_LARGE" | "IMAGE_TYPE_UNSUPPORTED" | "IMAGE_UNREADABLE" | "INTERNAL" | "JOB_NOT_FOUND" | "JOB_STATE_CONFLICT" | "KEY_MISSING" | "MANIFEST_INVALID" | "MEDIA_TYPE_UNSUPPORTED" | "MEMORY_INSUFFICIENT" | "METHOD_NOT_ALLOWED" | "MODEL_NOT_FOUND" | "MODEL_NOT_READY" | "MULTIPART_INVALID" | "NOT_ACCEPTABLE" | "OVERLOADED" | "PARITY_FAILED" | "PRECISION_UNAVAILABLE" | "PREDICTION_NOT_FOUND" | "PREDICTOR_UNAVAILABLE" | "PREDICT_DEADLINE" | "PREDICT_QUEUE_FULL" | "QUEUE_UNAVAILABLE" | "RATE_LIMITED" | "RECIPE_CONFLICT" | "RECIPE_INVALID" | "REPORT_NOT_READY" | "REQUEST_INVALID" | "ROUTE_NOT_FOUND" | "RUN_LIMIT" | "SCOPE_MISSING" | "STORAGE_UNAVAILABLE" | "TRAINER_CRASHED" | "TRAINER_STALLED" | "TRAINING_DIVERGED" | "UPLOAD_CONFLICT" | "UPLOAD_NOT_FOUND" | "UPLOAD_VERSION_UNSUPPORTED" | "VERSION_IN_USE" | "WEIGHTS_INVALID" | "WEIGHTS_MISSING";
            readonly errors?: readonly {
                /** @description JSON pointer to the part of the input that is wrong. */
                readonly pointer: string;
                /** @description What was expected there and what was received. */
                readonly detail: string;
            }[];
        };
        /**
         * @description How far a job is.
         * @example {
         *       "phase": "training",
         *       "epoch": 12,
         *       "epochs": 60,
         *       "step": 1,
         *       "steps": 2,
         *       "percent": 71.5,
         *       "etaSeconds": 4.2,
         *       "secondsPerEpoch": 0.05
         *     }
         */
        readonly Progress: {
            /**
             * @description A state of a job; `succeeded`, `failed` and `cancelled` are final.
             * @enum {string}
             */
            readonly phase: "queued" | "validating" | "preparing" | "training" | "evaluating" | "publishing" | "pausing" | "stopping" | "cancelling" | "paused" | "succeeded" | "failed" | "cancelled";
            /** @description 1-based; 0 before the first. */
            readonly epoch: number;
            /** @description Most epochs. */
            readonly epochs: number;
            /** @description Step within the phase. */
            readonly step: number;
            /** @description Steps of the phase. */
            readonly steps: number;
            /** @description Over all phases. */
            readonly percent: number;
            /** @description Until the end; null while it is not known. */
            readonly etaSeconds: number | null;
            /** @description null before the first epoch has ended. */
            readonly secondsPerEpoch: number | null;
        };
        /**
         * @description Metrics of one epoch, by Keras's names.
         * @example {
         *       "loss": 0.12,
         *       "accuracy": 0.98,
         *       "val_loss": 0.2,
         *       "val_accuracy": 0.95
         *     }
         */
        readonly Metrics: {
            /** @description Mean loss over the training pictures. */
            readonly loss?: number | null;
            /** @description Part of the training pictures that was right. */
            readonly accuracy?: number | null;
            /** @description Mean loss over the validation pictures. */
            readonly val_loss?: number | null;
            /** @description Part of the validation pictures that was right. */
            readonly val_accuracy?: number | null;
        };
        /**
         * @description The device and engine that did the tensor work.
         * @example {
         *       "kind": "cpu",
         *       "name": "x86-64, 8 threads",
         *       "engine": "TensorFlow 2.21.0"
         *     }
         */
        readonly Device: {
            /** @enum {string} */
            readonly kind: "cpu" | "gpu";
            readonly name: string;
            readonly engine: string;
        };
        /**
         * @description One finished epoch, with what was decided at its end.
         * @example {
         *       "epoch": 1,
         *       "metrics": {
         *         "loss": 0.42,
         *         "accuracy": 0.88,
         *         "val_loss": 0.5,
         *         "val_accuracy": 0.85
         *       },
         *       "learningRate": 0.001,
         *       "seconds": 0.06,
         *       "checkpoint": {
         *         "monitor": "val_loss",
         *         "value": 0.5,
         *         "best": 0.5,
         *         "saved": true
         *       },
         *       "earlyStopping": {
         *         "monitor": "val_loss",
         *         "value": 0.5,
         *         "best": 0.5,
         *         "wait": 0,
         *         "patience": 10,
         *         "stop": false
         *       }
         *     }
         */
        readonly Epoch: {
            readonly epoch: number;
            readonly metrics: components["schemas"]["Metrics"];
            /** @description null for an optimizer that has none. */
            readonly learningRate: number | null;
            readonly seconds: number;
            /** @description The decision of Keras's ModelCheckpoint. */
            readonly checkpoint: {
                /**
                 * @description A metric, by Keras's name.
                 * @enum {string}
                 */
                readonly monitor: "loss" | "accuracy" | "val_loss" | "val_accuracy";
                /** @description Of the monitored metric in this epoch. */
                readonly value: number | null;
                /** @description The best value so far. */
                readonly best: number | null;
                /** @description Whether the weights of this epoch were kept. */
                readonly saved: boolean;
            };
            /** @description The decision of Keras's EarlyStopping; null without one. */
            readonly earlyStopping: {
                /**
                 * @description A metric, by Keras's name.
                 * @enum {string}
                 */
                readonly monitor: "loss" | "accuracy" | "val_loss" | "val_accuracy";
                /** @description Of the monitored metric in this epoch. */
                readonly value: number | null;
                /** @description The best value so far. */
                readonly best: number | null;
                /** @description Epochs since the last improvement. */
                readonly wait: number;
                readonly patience: number;
                /** @description Whether training ends after this epoch. */
                readonly stop: boolean;
            } | null;
        };
        /** @description One part of a list, oldest first. */
        readonly EpochList: {
            readonly data: readonly components["schemas"]["Epoch"][];
            /** @description What to give as `after` for the next part; null on the last one. */
            readonly nextAfter: string | null;
        };
        /**
         * @description What happened to a job. As a server-sent event, `event` is `type` and `data` is the whole object.
         * @example {
         *       "id": "1764000000000-0",
         *       "at": "2026-03-01T09:30:00.000Z",
         *       "type": "state",
         *       "data": {
         *         "state": "queued"
         *       }
         *     }
         */
        readonly JobEvent: {
            /** @description Give it as `after` or `Last-Event-ID` to get what follows. */
            readonly id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            readonly at: string;
            /** @enum {string} */
            readonly type: "state";
            readonly data: {
                /**
                 * @description A state of a job; `succeeded`, `failed` and `cancelled` are final.
                 * @enum {string}
                 */
                readonly state: "queued" | "validating" | "preparing" | "training" | "evaluating" | "publishing" | "pausing" | "stopping" | "cancelling" | "paused" | "succeeded" | "failed" | "cancelled";
                readonly error?: components["schemas"]["JobError"];
            };
        } | {
            /** @description Give it as `after` or `Last-Event-ID` to get what follows. */
            readonly id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            readonly at: string;
            /** @enum {string} */
            readonly type: "progress";
            readonly data: components["schemas"]["Progress"];
        } | {
            /** @description Give it as `after` or `Last-Event-ID` to get what follows. */
            readonly id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            readonly at: string;
            /** @enum {string} */
            readonly type: "epoch";
            readonly data: components["schemas"]["Epoch"];
        } | {
            /** @description Give it as `after` or `Last-Event-ID` to get what follows. */
            readonly id: string;
            /**
             * Format: date-time
             * @description When it happened.
             */
            readonly at: string;
            /** @enum {string} */
            readonly type: "log";
            readonly data: {
                /** @enum {string} */
                readonly level: "info" | "warn" | "error";
                readonly message: string;
            };
        };
        /** @description One part of a list, oldest first. */
        readonly JobEventList: {
            readonly data: readonly components["schemas"]["JobEvent"][];
            /** @description What to give as `after` for the next part; null on the last one. */
            readonly nextAfter: string | null;
        };
        /**
         * @description What the model of a job gets right and wrong on its validation pictures.
         * @example {
         *       "jobId": "job_01k9v2x4w8r7t3q5n6m1p0d2c4",
         *       "model": "animals",
         *       "modelVersion": 3,
         *       "dataset": {
         *         "id": "ds_01k9v2wz5h8s4b7f3g6j9k1m2n",
         *         "fingerprint": "8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be"
         *       },
         *       "epoch": 21,
         *       "validation": {
         *         "images": 4,
         *         "chosenBy": "rule",
         *         "rule": {
         *           "split": 0.2,
         *           "rule": "stratified"
         *         },
         *         "seed": 7
         *       },
         *       "right": 3,
         *       "accuracy": 0.75,
         *       "accuracyInterval": {
         *         "from": 0.3006,
         *         "to": 0.9544
         *       },
         *       "macro": {
         *         "precision": 0.8333,
         *         "recall": 0.75,
         *         "f1": 0.7333
         *       },
         *       "classes": [
         *         {
         *           "className": "cat",
         *           "classIndex": 0,
         *           "images": 2,
         *           "predicted": 1,
         *           "right": 1,
         *           "precision": 1,
         *           "recall": 0.5,
         *           "f1": 0.6667
         *         },
         *         {
         *           "className": "dog",
         *           "classIndex": 1,
         *           "images": 2,
         *           "predicted": 3,
         *           "right": 2,
         *           "precision": 0.6667,
         *           "recall": 1,
         *           "f1": 0.8
         *         }
         *       ],
         *       "confusionMatrix": {
         *         "classNames": [
         *           "cat",
         *           "dog"
         *         ],
         *         "counts": [
         *           [
         *             1,
         *             1
         *           ],
         *           [
         *             0,
         *             2
         *           ]
         *         ],
         *         "complete": true
         *       },
         *       "confusions": [
         *         {
         *           "truth": "cat",
         *           "prediction": "dog",
         *           "images": 1
         *         }
         *       ],
         *       "confusionsTotal": 1,
         *       "calibration": {
         *         "temperature": 1.4,
         *         "eceBefore": 0.31,
         *         "eceAfter": 0.24,
         *         "binsBefore": [
         *           {
         *             "from": 0.9333,
         *             "to": 1,
         *             "images": 4,
         *             "confidence": 0.96,
         *             "accuracy": 0.75
         *           }
         *         ],
         *         "binsAfter": [
         *           {
         *             "from": 0.8667,
         *             "to": 0.9333,
         *             "images": 4,
         *             "confidence": 0.89,
         *             "accuracy": 0.75
         *           }
         *         ]
         *       },
         *       "abstention": {
         *         "chosen": {
         *           "asked": 0.95,
         *           "reached": false,
         *           "threshold": 0,
         *           "answered": 4,
         *           "right": 3,
         *           "coverage": 1,
         *           "precision": 0.75,
         *           "interval": {
         *             "from": 0.3006,
         *             "to": 0.9544
         *           }
         *         },
         *         "table": []
         *       },
         *       "mistakes": [
         *         {
         *           "fileId": "file_0000017",
         *           "path": "cat/tiger.jpg",
         *           "truth": "cat",
         *           "prediction": "dog",
         *           "probability": 0.91,
         *           "truthProbability": 0.09,
         *           "image": "/datasets/ds_01k9v2wz5h8s4b7f3g6j9k1m2n/files/file_0000017/image"
         *         }
         *       ],
         *       "mistakesTotal": 1,
         *       "parity": {
         *         "passed": true,
         *         "images": 4,
         *         "maxDifference": 0.0000021,
         *         "tolerance": 0.0001,
         *         "accuracyTrainer": 0.75,
         *         "accuracyServed": 0.75,
         *         "seconds": 0.4,
         *         "drifted": [],
         *         "driftedTotal": 0
         *       },
         *       "links": {
         *         "self": "/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/report",
         *         "page": "/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/report.html",
         *         "job": "/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4",
         *         "dataset": "/datasets/ds_01k9v2wz5h8s4b7f3g6j9k1m2n",
         *         "modelVersion": "/models/animals/versions/3"
         *       }
         *     }
         */
        readonly JobReport: {
            readonly jobId: string;
            readonly model: string;
            /** @description The version that was judged; null where it was not published. */
            readonly modelVersion: number | null;
            readonly dataset: {
                readonly id: string;
                /** @description Of the dataset. */
                readonly fingerprint: string;
            };
            /** @description 1-based; the epoch whose weights were judged and published. 0: the converged start, which no epoch bettered. */
            readonly epoch: number;
            /** @description The pictures that everything here was counted on; none was trained on. */
            readonly validation: {
                /** @description Pictures that the model was judged on. */
                readonly images: number;
                /**
                 * @description `dataset`: its folders or its manifest name the validation pictures.
                 * @enum {string}
                 */
                readonly chosenBy: "dataset" | "rule";
                /** @description null where the dataset gives the split. */
                readonly rule: {
                    readonly split: number;
                    /** @enum {string} */
                    readonly rule: "stratified" | "keras";
                } | null;
                /** @description What `stratified` was drawn with. */
                readonly seed: number;
            };
            /** @description Pictures whose likeliest class is their own. */
            readonly right: number;
            /** @description `right / validation.images`; null without pictures. */
            readonly accuracy: number | null;
            /** @description The 95 % interval of the accuracy (Wilson); null without pictures. */
            readonly accuracyInterval: {
                /** @description Lower end. */
                readonly from: number;
                /** @description Upper end. */
                readonly to: number;
            } | null;
            /** @description Means over the classes that have validation pictures, each counting the same. */
            readonly macro: {
                /** @description A class that was never predicted counts as 0. */
                readonly precision: number | null;
                /** @description The balanced accuracy. */
                readonly recall: number | null;
                /** @description Of the F1 of each class. */
                readonly f1: number | null;
            };
            /** @description In the order of the classes. */
            readonly classes: readonly {
                readonly className: string;
                /** @description Position in the model's output. */
                readonly classIndex: number;
                /** @description Validation pictures of the class. */
                readonly images: number;
                /** @description Pictures that were predicted as it, rightly or not. */
                readonly predicted: number;
                /** @description Pictures of it that were predicted as it. */
                readonly right: number;
                /** @description `right / predicted`; null where nothing was predicted as it. */
                readonly precision: number | null;
                /** @description `right / images`; null without pictures. */
                readonly recall: number | null;
                /** @description `2 * right / (images + predicted)`; null where both are 0. */
                readonly f1: number | null;
            }[];
            /** @description Validation pictures by true and predicted class. */
            readonly confusionMatrix: {
                readonly classNames: readonly string[];
                /** @description Rows are true classes, columns predicted ones, both in the order of `classNames`. */
                readonly counts: readonly (readonly number[])[];
                /** @description False where there are more than 200 classes: it has those with most confusions then. */
                readonly complete: boolean;
            };
            /** @description Confused pairs of classes, most pictures first, at most 1,000. */
            readonly confusions: readonly {
                /** @description The class that the pictures are labelled with. */
                readonly truth: string;
                /** @description The class that they were taken for. */
                readonly prediction: string;
                /** @description How many. */
                readonly images: number;
            }[];
            /** @description Of all pairs of classes that were confused. */
            readonly confusionsTotal: number;
            /** @description How far probabilities can be taken at their word. */
            readonly calibration: {
                /** @description Logits are divided by it. */
                readonly temperature: number;
                /** @description Expected calibration error of the plain probabilities. */
                readonly eceBefore: number;
                /** @description The same after the temperature. */
                readonly eceAfter: number;
                /** @description Probabilities before the temperature, in 15 bins. */
                readonly binsBefore: readonly {
                    /** @description Bound that is not in the bin, other than 0. */
                    readonly from: number;
                    /** @description Bound that is in the bin. */
                    readonly to: number;
                    /** @description Pictures whose highest probability falls into the bin. */
                    readonly images: number;
                    /** @description Mean of that probability; null in an empty bin. */
                    readonly confidence: number | null;
                    /** @description Part of them that is right; null in an empty bin. */
                    readonly accuracy: number | null;
                }[];
                /** @description Probabilities after the temperature, in 15 bins. */
                readonly binsAfter: readonly {
                    /** @description Bound that is not in the bin, other than 0. */
                    readonly from: number;
                    /** @description Bound that is in the bin. */
                    readonly to: number;
                    /** @description Pictures whose highest probability falls into the bin. */
                    readonly images: number;
                    /** @description Mean of that probability; null in an empty bin. */
                    readonly confidence: number | null;
                    /** @description Part of them that is right; null in an empty bin. */
                    readonly accuracy: number | null;
                }[];
            };
            /** @description Below which threshold the model abstains, and what others would do. */
            readonly abstention: {
                /** @description For `publish.abstain.precision` of the job; null where it asks for none. */
                readonly chosen: {
                    /** @description The precision that the threshold is chosen for. */
                    readonly asked: number;
                    /** @description False where no threshold gives it: then this is the one with the highest precision. */
                    readonly reached: boolean;
                    /** @description Pictures whose highest probability is at least this are answered. 0: all are. */
                    readonly threshold: number;
                    /** @description Pictures that are answered. */
                    readonly answered: number;
                    /** @description Of those, the right ones. */
                    readonly right: number;
                    /** @description `answered / validation.images`. */
                    readonly coverage: number;
                    /** @description `right / answered`; null where nothing is answered. */
                    readonly precision: number | null;
                    /** @description The 95 % interval of the precision (Wilson); null where nothing is answered. */
                    readonly interval: {
                        /** @description Lower end. */
                        readonly from: number;
                        /** @description Upper end. */
                        readonly to: number;
                    } | null;
                } | null;
                /** @description For precisions of 0.9, 0.95 and 0.99; empty without pictures. */
                readonly table: readonly {
                    /** @description The precision that the threshold is chosen for. */
                    readonly asked: number;
                    /** @description False where no threshold gives it: then this is the one with the highest precision. */
                    readonly reached: boolean;
                    /** @description Pictures whose highest probability is at least this are answered. 0: all are. */
                    readonly threshold: number;
                    /** @description Pictures that are answered. */
                    readonly answered: number;
                    /** @description Of those, the right ones. */
                    readonly right: number;
                    /** @description `answered / validation.images`. */
                    readonly coverage: number;
                    /** @description `right / answered`; null where nothing is answered. */
                    readonly precision: number | null;
                    /** @description The 95 % interval of the precision (Wilson); null where nothing is answered. */
                    readonly interval: {
                        /** @description Lower end. */
                        readonly from: number;
                        /** @description Upper end. */
                        readonly to: number;
                    } | null;
                }[];
            };
            /** @description Wrong pictures, the most certain mistakes first, at most 1,000. */
            readonly mistakes: readonly {
                readonly fileId: string;
                /** @description As in the dataset. */
                readonly path: string;
                /** @description The class that the picture is labelled with. */
                readonly truth: string;
                /** @description The likeliest class. */
                readonly prediction: string;
                /** @description Of the prediction, calibrated. */
                readonly probability: number | null;
                /** @description Of the class that the picture is labelled with, calibrated. */
                readonly truthProbability: number | null;
                /** @description Address of the picture. */
                readonly image: string;
            }[];
            /** @description Of all wrong pictures. */
            readonly mistakesTotal: number;
            /** @description How the version that would be published answers, through all that `POST /predict` goes through; null without validation pictures, and for jobs from before this was checked. */
            readonly parity: {
                /** @description True where no picture differs and as many are right. A version that does not pass is not published: the job fails with `PARITY_FAILED`. */
                readonly passed: boolean;
                /** @description Validation pictures that the version was asked for: all, or 64 that are spread over the classes. */
                readonly images: number;
                /** @description Largest distance of a probability from that of the trainer, over all classes; null where no picture was answered. */
                readonly maxDifference: number | null;
                /** @description What is allowed of it. */
                readonly tolerance: number;
                /** @description Part of these pictures that is right as the trainer has it. */
                readonly accuracyTrainer: number;
                /** @description Part of them that is right as the version answers. */
                readonly accuracyServed: number;
                /** @description What the check took. */
                readonly seconds: number;
                /** @description Pictures that differ by more than `tolerance`, the worst first, at most 20. */
                readonly drifted: readonly {
                    readonly fileId: string;
                    /** @description As in the dataset. */
                    readonly path: string;
                    /** @description The likeliest class as the trainer has it. */
                    readonly expected: {
                        readonly className: string;
                        /** @description Of it, calibrated. */
                        readonly probability: number;
                    };
                    /** @description The likeliest class as the version answers; null without an answer. */
                    readonly received: {
                        readonly className: string;
                        /** @description Of it, calibrated. */
                        readonly probability: number;
                    } | null;
                    /** @description Why there was no answer. */
                    readonly fault: string | null;
                    /** @description Largest distance of a probability; null without an answer. */
                    readonly difference: number | null;
                    /** @description Address of the picture. */
                    readonly image: string;
                }[];
                /** @description Of all pictures that differ. */
                readonly driftedTotal: number;
            } | null;
            readonly links: {
                readonly self: string;
                /** @description The report as one page for people. */
                readonly page: string;
                readonly job: string;
                readonly dataset: string;
                readonly modelVersion: string | null;
            };
        };
        /**
         * @description A model with its newest version and its aliases.
         * @example {
         *       "name": "animals",
         *       "latestVersion": 3,
         *       "updatedAt": "2026-03-01T09:31:00.000Z",
         *       "versions": 3,
         *       "aliases": {
         *         "latest": 3
         *       }
         *     }
         */
        readonly Model: {
            readonly name: string;
            /** @description The newest version. */
            readonly latestVersion: number;
            /**
             * Format: date-time
             * @description When the newest version was published.
             */
            readonly updatedAt: string;
            /** @description Number of versions. */
            readonly versions: number;
            readonly aliases: {
                readonly [key: string]: number;
            };
        };
        /** @description One part of a list, newest first. */
        readonly ModelList: {
            readonly data: readonly components["schemas"]["Model"][];
            /** @description What to give as `after` for the next part; null on the last one. */
            readonly nextAfter: string | null;
        };
        /**
         * @description The manifest of a version: all that serves it, and where it came from. What only a job knows is null for one that was imported.
         * @example {
         *       "model": "animals",
         *       "version": 3,
         *       "createdAt": "2026-03-01T09:30:31.700Z",
         *       "jobId": "job_01k9v2x4w8r7t3q5n6m1p0d2c4",
         *       "attempt": 1,
         *       "importedFrom": null,
         *       "classNames": [
         *         "cat",
         *         "dog"
         *       ],
         *       "inputSize": {
         *         "width": 224,
         *         "height": 224,
         *         "channels": 3
         *       },
         *       "preprocessing": {
         *         "mode": "caffe",
         *         "interpolation": "bilinear",
         *         "orient": true
         *       },
         *       "backbone": {
         *         "name": "vgg16",
         *         "weights": "imagenet",
         *         "sha256": "8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be",
         *         "precision": "float32",
         *         "ownLayers": []
         *       },
         *       "head": {
         *         "pool": "average",
         *         "layers": [
         *           {
         *             "name": "predictions",
         *             "inputs": 512,
         *             "units": 2,
         *             "activation": "linear"
         *           }
         *         ]
         *       },
         *       "dataset": {
         *         "id": "ds_01k9v2wz5h8s4b7f3g6j9k1m2n",
         *         "fingerprint": "8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be"
         *       },
         *       "recipe": {
         *         "backbone": {
         *           "name": "vgg16",
         *           "weights": "imagenet",
         *           "trainableFrom": "none",
         *           "frozenLayers": 19,
         *           "precision": "auto"
         *         },
         *         "preprocess": "caffe",
         *         "interpolation": "bilinear",
         *         "orient": true,
         *         "head": {
         *           "pool": "average",
         *           "units": null,
         *           "l2": 0.01,
         *           "standardise": true,
         *           "dropout": 0,
         *           "start": "random"
         *         },
         *         "loss": {
         *           "labelSmoothing": 0
         *         },
         *         "classWeights": "balanced",
         *         "augment": null,
         *         "optimizer": {
         *           "name": "adam",
         *           "learningRate": 0.001,
         *           "weightDecay": 0,
         *           "schedule": {
         *             "name": "constant",
         *             "warmupSteps": 0
         *           },
         *           "beta1": 0.9,
         *           "beta2": 0.999,
         *           "epsilon": 1e-7
         *         },
         *         "epochs": 60,
         *         "batchSize": 32,
         *         "stepsPerEpoch": null,
         *         "validationSteps": null,
         *         "modelCheckpoint": {
         *           "monitor": "val_accuracy",
         *           "mode": "auto",
         *           "saveBestOnly": true,
         *           "initialValueThreshold": null
         *         },
         *         "earlyStopping": {
         *           "monitor": "val_accuracy",
         *           "mode": "auto",
         *           "minDelta": 0,
         *           "patience": 10,
         *           "baseline": null,
         *           "restoreBestWeights": true,
         *           "startFromEpoch": 0
         *         },
         *         "reduceLearningRateOnPlateau": null
         *       },
         *       "seed": 7,
         *       "metrics": {
         *         "loss": 0.04,
         *         "accuracy": 1,
         *         "val_loss": 0.06,
         *         "val_accuracy": 1
         *       },
         *       "calibration": {
         *         "temperature": 0.9,
         *         "eceBefore": 0.05,
         *         "eceAfter": 0.03
         *       },
         *       "threshold": 0.71,
         *       "device": {
         *         "kind": "cpu",
         *         "name": "x86-64, 8 threads",
         *         "engine": "TensorFlow 2.21.0"
         *       },
         *       "weights": {
         *         "bytes": 4376,
         *         "sha256": "8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be"
         *       },
         *       "parent": null,
         *       "aliases": [
         *         "latest"
         *       ],
         *       "description": "Retrained with the pictures of May.",
         *       "metadata": {
         *         "team": "birds"
         *       },
         *       "links": {
         *         "self": "/models/animals/versions/3",
         *         "model": "/models/animals",
         *         "job": "/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4",
         *         "dataset": "/datasets/ds_01k9v2wz5h8s4b7f3g6j9k1m2n"
         *       }
         *     }
         */
        readonly ModelVersion: {
            readonly model: string;
            /** @description 1, 2, ... */
            readonly version: number;
            /**
             * Format: date-time
             * @description When it was published.
             */
            readonly createdAt: string;
            /** @description The job that trained it; null for one that was imported. */
            readonly jobId: string | null;
            /** @description The attempt of that job. */
            readonly attempt: number | null;
            /** @description The file it was imported from; null for one that a job trained. Without validation pictures its answers are compared with nothing. */
            readonly importedFrom: {
                /** @description As the client called it. */
                readonly name: string;
                /** @description Its size. */
                readonly bytes: number;
                /** @description Of the file. */
                readonly sha256: string;
            } | null;
            /** @description In the order of the output layer. */
            readonly classNames: readonly string[];
            readonly inputSize: {
                /** @description Pixels. */
                readonly width: number;
                /** @description Pixels. */
                readonly height: number;
                /** @enum {number} */
                readonly channels: 3;
            };
            readonly preprocessing: {
                /** @enum {string} */
                readonly mode: "caffe" | "none" | "rescale";
                /** @enum {string} */
                readonly interpolation: "nearest" | "bilinear" | "bicubic";
                readonly orient: boolean;
            };
            readonly backbone: {
                /** @enum {string} */
                readonly name: "vgg16";
                /**
                 * @description `none`: every convolution is the version's own, and none is that of ImageNet.
                 * @enum {string}
                 */
                readonly weights: "imagenet" | "none";
                /** @description Of the backbone weights that it needs; null where every convolution is its own. */
                readonly sha256: string | null;
                /**
                 * @description Of the frozen part.
                 * @enum {string}
                 */
                readonly precision: "float32" | "int8";
                /** @description Convolutions whose weights are the version's own; empty where the whole backbone is frozen. */
                readonly ownLayers: readonly string[];
            };
            readonly head: {
                /** @enum {string} */
                readonly pool: "average" | "flatten";
                readonly layers: readonly {
                    readonly name: string;
                    /** @description Width of the input. */
                    readonly inputs: number;
                    /** @description Width of the output. */
                    readonly units: number;
                    /** @enum {string} */
                    readonly activation: "relu" | "linear";
                }[];
            };
            readonly dataset: {
                readonly id: string;
                /** @description Of the dataset it was trained on. */
                readonly fingerprint: string;
            } | null;
            readonly recipe: components["schemas"]["Recipe"] | null;
            readonly seed: number | null;
            readonly metrics: components["schemas"]["Metrics"] | null;
            /** @description Temperature scaling; expected calibration error over 15 bins, before and after. */
            readonly calibration: {
                /** @description Logits are divided by it. */
                readonly temperature: number;
                /** @description null where it was not measured. */
                readonly eceBefore: number | null;
                /** @description null where it was not measured. */
                readonly eceAfter: number | null;
            };
            /** @description Highest probability below this: `abstained`. Chosen for the precision that `publish.abstain` of the job asks for; null where it asks for none: never. */
            readonly threshold: number | null;
            readonly device: components["schemas"]["Device"] | null;
            readonly weights: {
                /** @description Size of the file. */
                readonly bytes: number;
                /** @description Of the file. */
                readonly sha256: string;
            };
            readonly parent: {
                readonly model: string;
                /** @description 1, 2, ... */
                readonly version: number;
            } | null;
            /** @description Those that point to it now, sorted. */
            readonly aliases: readonly string[];
            /** @description As it was noted; null where nothing was. */
            readonly description: string | null;
            /** @description The notes of the job that trained it, with the changes made since. */
            readonly metadata: {
                readonly [key: string]: string;
            };
            readonly links: {
                readonly self: string;
                readonly model: string;
                readonly job: string | null;
                readonly dataset: string | null;
            };
        };
        /** @description One part of a list, newest first. */
        readonly ModelVersionList: {
            readonly data: readonly components["schemas"]["ModelVersion"][];
            /** @description What to give as `after` for the next part; null on the last one. */
            readonly nextAfter: string | null;
        };
        /**
         * @description What is to change of the notes of a version; what is absent stays.
         * @example {
         *       "description": "Retrained with the pictures of May.",
         *       "metadata": {
         *         "ticket": "42",
         *         "team": null
         *       }
         *     }
         */
        readonly VersionChange: {
            /** @description null removes it. */
            readonly description?: string | null;
            /** @description Keys that change; null removes one, and those that are not named stay. At most 32 in all. */
            readonly metadata?: {
                readonly [key: string]: string | null;
            };
        };
        /**
         * @description Where the alias is to point.
         * @example {
         *       "version": 3
         *     }
         */
        readonly AliasRequest: {
            /** @description 1, 2, ... */
            readonly version: number;
        };
        /**
         * @description Where an alias points.
         * @example {
         *       "model": "animals",
         *       "alias": "prod",
         *       "version": 3,
         *       "movedAt": "2026-03-01T09:31:00.000Z",
         *       "movedBy": "req_01k9v2x4w8r7t3q5n6m1p0d2c4",
         *       "links": {
         *         "self": "/models/animals/aliases/prod",
         *         "history": "/models/animals/aliases/prod/history",
         *         "version": "/models/animals/versions/3"
         *       }
         *     }
         */
        readonly Alias: {
            readonly model: string;
            readonly alias: string;
            /** @description 1, 2, ... */
            readonly version: number;
            /**
             * Format: date-time
             * @description When it moved.
             */
            readonly movedAt: string;
            /** @description A job, `import`, or the `X-Request-Id` of the call that moved it. */
            readonly movedBy: string;
            readonly links: {
                readonly self: string;
                readonly history: string;
                readonly version: string;
            };
        };
        /**
         * @description One move of an alias.
         * @example {
         *       "number": 2,
         *       "change": "moved",
         *       "version": 3,
         *       "movedAt": "2026-03-01T09:31:00.000Z",
         *       "movedBy": "import"
         *     }
         */
        readonly AliasMove: {
            /** @description The first move is 1. */
            readonly number: number;
            /** @enum {string} */
            readonly change: "moved" | "rolledBack" | "removed";
            /** @description Where it points since; null: it was removed. */
            readonly version: number | null;
            /**
             * Format: date-time
             * @description When it moved.
             */
            readonly movedAt: string;
            /** @description A job, `import`, or the `X-Request-Id` of the call that moved it. */
            readonly movedBy: string;
        };
        /** @description One part of a list, oldest first. */
        readonly AliasMoveList: {
            readonly data: readonly components["schemas"]["AliasMove"][];
            /** @description What to give as `after` for the next part; null on the last one. */
            readonly nextAfter: string | null;
        };
        /**
         * @description What `model.summary()` of Keras shows of a version.
         * @example {
         *       "name": "functional",
         *       "layers": [
         *         {
         *           "name": "input_layer",
         *           "type": "InputLayer",
         *           "outputShape": [
         *             null,
         *             224,
         *             224,
         *             3
         *           ],
         *           "parameters": 0,
         *           "trainable": false
         *         },
         *         {
         *           "name": "dense",
         *           "type": "Dense",
         *           "outputShape": [
         *             null,
         *             2
         *           ],
         *           "parameters": 1026,
         *           "trainable": true
         *         }
         *       ],
         *       "parameters": 14715714,
         *       "trainableParameters": 1026,
         *       "nonTrainableParameters": 14714688
         *     }
         */
        readonly ModelSummary: {
            /** @description Keras's name of the model. */
            readonly name: string;
            readonly layers: readonly {
                readonly name: string;
                /** @description Keras's class. */
                readonly type: string;
                /** @description The first is the number of pictures: null, any. */
                readonly outputShape: readonly (number | null)[];
                /** @description Weights of the layer. */
                readonly parameters: number;
                /** @description Whether training changes it; false without weights. */
                readonly trainable: boolean;
            }[];
            /** @description Of all layers. */
            readonly parameters: number;
            /** @description Of the layers that training changes. */
            readonly trainableParameters: number;
            /** @description Of the layers that stay as they are. */
            readonly nonTrainableParameters: number;
        };
        /**
         * @description Pictures as base64.
         * @example {
         *       "images": [
         *         "/9j/4AAQSkZJRgABAQAAAQABAAD="
         *       ]
         *     }
         */
        readonly PredictRequest: {
            readonly images: readonly string[];
        };
        /**
         * @description Calibrated answers.
         * @example {
         *       "model": "animals",
         *       "version": 3,
         *       "predictions": [
         *         {
         *           "topK": [
         *             {
         *               "className": "cat",
         *               "probability": 0.97
         *             },
         *             {
         *               "className": "dog",
         *               "probability": 0.03
         *             }
         *           ],
         *           "abstained": false,
         *           "cached": false
         *         }
         *       ],
         *       "timing": {
         *         "queueMs": 0.2,
         *         "decodeMs": 9.1,
         *         "inferMs": 190.4
         *       }
         *     }
         * @example {
         *       "model": "animals",
         *       "version": 3,
         *       "predictions": [
         *         {
         *           "topK": [
         *             {
         *               "className": "cat",
         *               "probability": 0.97
         *             }
         *           ],
         *           "abstained": false,
         *           "cached": false,
         *           "explanation": {
         *             "method": "gradcam",
         *             "className": "cat",
         *             "layer": "block5_pool",
         *             "heatMap": {
         *               "mediaType": "image/png",
         *               "base64": "iVBORw0KGgo="
         *             },
         *             "blended": {
         *               "mediaType": "image/png",
         *               "base64": "iVBORw0KGgo="
         *             },
         *             "ms": 11.5
         *           },
         *           "predictionId": "pred_01kaxk5m2r7q8w9x0y1z2a3b4c"
         *         }
         *       ],
         *       "timing": {
         *         "queueMs": 0.2,
         *         "decodeMs": 9.1,
         *         "inferMs": 190.4
         *       }
         *     }
         */
        readonly PredictReply: {
            readonly model: string;
            readonly version: number;
            /** @description One entry a picture, in order; a bad picture among several is an entry with `error`. */
            readonly predictions: readonly ({
                /** @description Most probable first. */
                readonly topK: readonly {
                    readonly className: string;
                    readonly probability: number;
                }[];
                /** @description True when the highest probability is below the threshold. */
                readonly abstained: boolean;
                /** @description True when the picture was not decoded again: the answer, or what the backbone makes of the picture, was known from an earlier call. */
                readonly cached: boolean;
                /** @description Of `explain=gradcam`: where in the picture the class was seen (Selvaraju et al. 2017). */
                readonly explanation?: {
                    /** @enum {string} */
                    readonly method: "gradcam";
                    /** @description The class that is explained: the most probable one. */
                    readonly className: string;
                    /** @description The layer of the backbone whose map is shown. */
                    readonly layer: string;
                    /** @description Where the class was seen, in colours. */
                    readonly heatMap: {
                        /** @enum {string} */
                        readonly mediaType: "image/png";
                        /** Format: byte */
                        readonly base64: string;
                    };
                    /** @description The picture with the heat map blended in, its longest side at most 512 pixels. */
                    readonly blended: {
                        /** @enum {string} */
                        readonly mediaType: "image/png";
                        /** Format: byte */
                        readonly base64: string;
                    };
                    /** @description Milliseconds that it took beside the answer. */
                    readonly ms: number;
                };
                /** @description Of `store=true`: names the prediction that was stored. */
                readonly predictionId?: string;
            } | {
                readonly error: components["schemas"]["Problem"];
            })[];
            readonly timing: {
                readonly queueMs: number;
                readonly decodeMs: number;
                readonly inferMs: number;
            };
        };
        /**
         * @description An answer that was kept with its picture.
         * @example {
         *       "id": "pred_01m3wz8k2v5x0a7dq9n4c6t1br",
         *       "createdAt": "2026-03-01T09:30:00.000Z",
         *       "model": "animals",
         *       "version": 3,
         *       "topK": [
         *         {
         *           "className": "cat",
         *           "probability": 0.51
         *         },
         *         {
         *           "className": "dog",
         *           "probability": 0.49
         *         }
         *       ],
         *       "probability": 0.51,
         *       "abstained": true,
         *       "label": {
         *         "className": "dog",
         *         "at": "2026-03-02T08:00:00.000Z",
         *         "by": "req_01m3x1k2v5x0a7dq9n4c6t1bra"
         *       },
         *       "expiresAt": "2026-03-31T09:30:00.000Z",
         *       "picture": {
         *         "sha256": "8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be",
         *         "bytes": 48213
         *       },
         *       "links": {
         *         "self": "/predictions/pred_01m3wz8k2v5x0a7dq9n4c6t1br",
         *         "image": "/predictions/pred_01m3wz8k2v5x0a7dq9n4c6t1br/image",
         *         "version": "/models/animals/versions/3"
         *       }
         *     }
         */
        readonly StoredPrediction: {
            readonly id: string;
            /**
             * Format: date-time
             * @description When it was predicted.
             */
            readonly createdAt: string;
            /**
             * @description The name of a model: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
             * @example animals
             */
            readonly model: string;
            /** @description The version that answered. */
            readonly version: number;
            /** @description Most probable first. */
            readonly topK: readonly {
                readonly className: string;
                /** @description Calibrated. */
                readonly probability: number;
            }[];
            /** @description The highest one. */
            readonly probability: number;
            /** @description True when it was below the threshold. */
            readonly abstained: boolean;
            /** @description What somebody says the picture shows; null: nobody has said so yet. */
            readonly label: {
                readonly className: string;
                /**
                 * Format: date-time
                 * @description When it was said.
                 */
                readonly at: string;
                /** @description The request that said so. */
                readonly by: string;
            } | null;
            /**
             * Format: date-time
             * @description From then on it is removed, with its picture.
             */
            readonly expiresAt: string;
            /** @description The picture as it came. */
            readonly picture: {
                /** @description Of the picture as it came. */
                readonly sha256: string;
                /** @description Size of the picture as it came. */
                readonly bytes: number;
            };
            readonly links: {
                readonly self: string;
                readonly image: string;
                readonly version: string;
            };
        };
        /** @description One part of a list, newest first or the most uncertain first. */
        readonly StoredPredictionList: {
            readonly data: readonly components["schemas"]["StoredPrediction"][];
            /** @description What to give as `after` for the next part; null on the last one. */
            readonly nextAfter: string | null;
        };
        /**
         * @description What the picture of a stored prediction shows.
         * @example {
         *       "className": "cat"
         *     }
         */
        readonly PredictionLabelRequest: {
            /** @description What the picture shows: any name that a folder can have, without a dot in front. It need not be a class of the model. */
            readonly className: string;
        };
        /**
         * @description What answers here, and which extensions of the protocol it speaks.
         * @example {
         *       "name": "whetstone",
         *       "version": "0.1.0",
         *       "extensions": [
         *         "binary_tensor_data"
         *       ]
         *     }
         */
        readonly InferenceServer: {
            readonly name: string;
            readonly version: string;
            readonly extensions: readonly string[];
        };
        /**
         * @description The process answers.
         * @example {
         *       "live": true
         *     }
         */
        readonly InferenceLive: {
            readonly live: boolean;
        };
        /**
         * @description Predictions can be answered.
         * @example {
         *       "ready": true
         *     }
         */
        readonly InferenceReady: {
            readonly ready: boolean;
        };
        /**
         * @description The tensors that a model takes and gives.
         * @example {
         *       "name": "animals",
         *       "versions": [
         *         "3",
         *         "2",
         *         "1"
         *       ],
         *       "platform": "whetstone_safetensors",
         *       "inputs": [
         *         {
         *           "name": "image",
         *           "datatype": "BYTES",
         *           "shape": [
         *             -1
         *           ]
         *         },
         *         {
         *           "name": "pixels",
         *           "datatype": "UINT8",
         *           "shape": [
         *             -1,
         *             224,
         *             224,
         *             3
         *           ]
         *         }
         *       ],
         *       "outputs": [
         *         {
         *           "name": "probabilities",
         *           "datatype": "FP32",
         *           "shape": [
         *             -1,
         *             2
         *           ],
         *           "parameters": {
         *             "classNames": [
         *               "cat",
         *               "dog"
         *             ]
         *           }
         *         },
         *         {
         *           "name": "classIndex",
         *           "datatype": "INT64",
         *           "shape": [
         *             -1
         *           ]
         *         },
         *         {
         *           "name": "className",
         *           "datatype": "BYTES",
         *           "shape": [
         *             -1
         *           ]
         *         },
         *         {
         *           "name": "abstained",
         *           "datatype": "BOOL",
         *           "shape": [
         *             -1
         *           ]
         *         }
         *       ]
         *     }
         */
        readonly InferenceModel: {
            readonly name: string;
            /** @description Versions that can be asked, newest first. */
            readonly versions: readonly string[];
            readonly platform: string;
            /** @description A call brings one of them. */
            readonly inputs: readonly {
                readonly name: string;
                readonly datatype: string;
                /** @description -1: as many as there are pictures. */
                readonly shape: readonly number[];
                readonly parameters?: {
                    /** @description In the order of the class indices. */
                    readonly classNames: readonly string[];
                };
            }[];
            readonly outputs: readonly {
                readonly name: string;
                readonly datatype: string;
                /** @description -1: as many as there are pictures. */
                readonly shape: readonly number[];
                readonly parameters?: {
                    /** @description In the order of the class indices. */
                    readonly classNames: readonly string[];
                };
            }[];
        };
        /**
         * @description This model can be asked.
         * @example {
         *       "name": "animals",
         *       "ready": true
         *     }
         */
        readonly InferenceModelReady: {
            readonly name: string;
            readonly ready: boolean;
        };
        /**
         * @description Tensors to infer from (Open Inference Protocol v2).
         * @example {
         *       "id": "42",
         *       "inputs": [
         *         {
         *           "name": "image",
         *           "shape": [
         *             1
         *           ],
         *           "datatype": "BYTES",
         *           "data": [
         *             "/9j/4AAQSkZJRgABAQAAAQABAAD="
         *           ]
         *         }
         *       ],
         *       "outputs": [
         *         {
         *           "name": "className"
         *         },
         *         {
         *           "name": "probabilities"
         *         }
         *       ]
         *     }
         */
        readonly InferenceRequest: {
            /** @description Comes back in the reply. */
            readonly id?: string;
            /** @description Taken for clients that send it; the address decides. */
            readonly model_name?: string;
            /** @description Taken for clients that send it; the address decides. */
            readonly model_version?: string;
            /** @description `binary_data_output`: whether outputs follow the JSON as bytes. */
            readonly parameters?: {
                readonly [key: string]: string | number | boolean;
            };
            /** @description One tensor of 1 to 16 pictures: `image` or `pixels`. */
            readonly inputs: readonly {
                /** @description `image` or `pixels`. */
                readonly name: string;
                readonly shape: readonly number[];
                readonly datatype: string;
                /** @description `binary_data_size`: bytes of the tensor after the JSON, instead of `data`. */
                readonly parameters?: {
                    readonly [key: string]: string | number | boolean;
                };
                /** @description The values, row by row, flat or nested as the shape is. Of `image`: base64. */
                readonly data?: readonly unknown[];
            }[];
            /** @description Without any: all. */
            readonly outputs?: readonly {
                readonly name: string;
                /** @description `binary_data`: whether the tensor follows the JSON as bytes. */
                readonly parameters?: {
                    readonly [key: string]: string | number | boolean;
                };
            }[];
        };
        /**
         * @description Calibrated answers as tensors.
         * @example {
         *       "model_name": "animals",
         *       "model_version": "3",
         *       "id": "42",
         *       "outputs": [
         *         {
         *           "name": "className",
         *           "shape": [
         *             1
         *           ],
         *           "datatype": "BYTES",
         *           "data": [
         *             "cat"
         *           ]
         *         },
         *         {
         *           "name": "probabilities",
         *           "shape": [
         *             1,
         *             2
         *           ],
         *           "datatype": "FP32",
         *           "data": [
         *             0.97,
         *             0.03
         *           ]
         *         }
         *       ]
         *     }
         */
        readonly InferenceReply: {
            readonly model_name: string;
            readonly model_version: string;
            /** @description The one of the request, if it had one. */
            readonly id?: string;
            readonly outputs: readonly {
                readonly name: string;
                readonly shape: readonly number[];
                readonly datatype: string;
                /** @description `binary_data_size`: bytes of the tensor after the JSON, instead of `data`. */
                readonly parameters?: {
                    readonly [key: string]: string | number | boolean;
                };
                /** @description The values, row by row, flat. */
                readonly data?: readonly (string | number | boolean)[];
            }[];
        };
        /**
         * @description The process answers.
         * @example {
         *       "status": "ok"
         *     }
         */
        readonly Live: {
            /** @enum {string} */
            readonly status: "ok";
        };
        /**
         * @description Whether the service can do its work, part by part.
         * @example {
         *       "ready": true,
         *       "degraded": false,
         *       "parts": {
         *         "redis": {
         *           "state": "ready"
         *         },
         *         "storage": {
         *           "state": "ready"
         *         },
         *         "predictor": {
         *           "state": "ready",
         *           "precision": {
         *             "auto": "int8",
         *             "int8": "available"
         *           }
         *         }
         *       }
         *     }
         */
        readonly Ready: {
            /** @description Whether predictions can be answered and datasets stored. */
            readonly ready: boolean;
            /** @description True when only the job queue is down: predictions go on, jobs do not. */
            readonly degraded: boolean;
            readonly parts: {
                /** @description The job queue. */
                readonly redis: {
                    /** @enum {string} */
                    readonly state: "ready" | "starting" | "down";
                    /** @description Why it is not ready. */
                    readonly detail?: string;
                };
                /** @description Where datasets, runs and models are kept. */
                readonly storage: {
                    /** @enum {string} */
                    readonly state: "ready" | "starting" | "down";
                    /** @description Why it is not ready. */
                    readonly detail?: string;
                };
                /** @description The process that answers predictions. */
                readonly predictor: {
                    /** @enum {string} */
                    readonly state: "ready" | "starting" | "down";
                    /** @description Why it is not ready. */
                    readonly detail?: string;
                    /** @description In which precisions the frozen part of a model runs here. Given once the predictor is ready. */
                    readonly precision?: {
                        /**
                         * @description What `precision: auto` is where the recipe allows both, as measured on this machine.
                         * @enum {string}
                         */
                        readonly auto: "float32" | "int8";
                        /** @description `available`, or why the int8 base cannot be used here. */
                        readonly int8: string;
                    };
                };
            };
        };
        /**
         * @description Why a call failed (RFC 9457).
         * @example {
         *       "type": "/problems/recipe-invalid",
         *       "title": "The recipe has a knob or a value that does not exist",
         *       "status": 400,
         *       "detail": "expected a recipe of known knobs, received 1 fault",
         *       "instance": "/jobs",
         *       "code": "RECIPE_INVALID",
         *       "requestId": "req_01jdf5w2q0v9",
         *       "errors": [
         *         {
         *           "pointer": "/recipe/epochs",
         *           "detail": "expected an integer, received \"5\""
         *         }
         *       ]
         *     }
         */
        readonly Problem: {
            /**
             * Format: uri-reference
             * @description The page about this code.
             */
            readonly type: string;
            /** @description What the code always means. */
            readonly title: string;
            readonly status: number;
            /** @description What was expected and what was received, this time. */
            readonly detail: string;
            /**
             * @description One code of a closed list; its status never changes.
             * @enum {string}
             */
            readonly code: "ALIAS_NO_PREVIOUS" | "ARCHIVE_HOSTILE" | "ARCHIVE_TOO_LARGE" | "ARCHIVE_UNREADABLE" | "BODY_TOO_LARGE" | "DATASET_CHANGED" | "DATASET_EMPTY" | "DATASET_IN_USE" | "DATASET_LEAKS" | "DATASET_NOT_FOUND" | "DATASET_TOO_FEW_CLASSES" | "DEVICE_UNAVAILABLE" | "FILE_NOT_FOUND" | "IDEMPOTENCY_KEY_REUSED" | "IMAGE_TOO_LARGE" | "IMAGE_TYPE_UNSUPPORTED" | "IMAGE_UNREADABLE" | "INTERNAL" | "JOB_NOT_FOUND" | "JOB_STATE_CONFLICT" | "KEY_MISSING" | "MANIFEST_INVALID" | "MEDIA_TYPE_UNSUPPORTED" | "MEMORY_INSUFFICIENT" | "METHOD_NOT_ALLOWED" | "MODEL_NOT_FOUND" | "MODEL_NOT_READY" | "MULTIPART_INVALID" | "NOT_ACCEPTABLE" | "OVERLOADED" | "PARITY_FAILED" | "PRECISION_UNAVAILABLE" | "PREDICTION_NOT_FOUND" | "PREDICTOR_UNAVAILABLE" | "PREDICT_DEADLINE" | "PREDICT_QUEUE_FULL" | "QUEUE_UNAVAILABLE" | "RATE_LIMITED" | "RECIPE_CONFLICT" | "RECIPE_INVALID" | "REPORT_NOT_READY" | "REQUEST_INVALID" | "ROUTE_NOT_FOUND" | "RUN_LIMIT" | "SCOPE_MISSING" | "STORAGE_UNAVAILABLE" | "TRAINER_CRASHED" | "TRAINER_STALLED" | "TRAINING_DIVERGED" | "UPLOAD_CONFLICT" | "UPLOAD_NOT_FOUND" | "UPLOAD_VERSION_UNSUPPORTED" | "VERSION_IN_USE" | "WEIGHTS_INVALID" | "WEIGHTS_MISSING";
            readonly errors?: readonly {
                /** @description JSON pointer to the part of the input that is wrong. */
                readonly pointer: string;
                /** @description What was expected there and what was received. */
                readonly detail: string;
            }[];
            /**
             * Format: uri-reference
             * @description The address that was called.
             */
            readonly instance: string;
            /** @description The same as in the header X-Request-Id and in the logs. */
            readonly requestId: string;
        };
        /**
         * @description Why a call of the Open Inference Protocol failed (RFC 9457, and its own `error`).
         * @example {
         *       "type": "/problems/model-not-found",
         *       "title": "There is no such model or model version",
         *       "status": 404,
         *       "detail": "expected the name of a model, received \"birds\"",
         *       "error": "expected the name of a model, received \"birds\"",
         *       "instance": "/v2/models/birds/infer",
         *       "code": "MODEL_NOT_FOUND",
         *       "requestId": "req_01jdf5w2q0v9"
         *     }
         */
        readonly InferenceProblem: {
            /**
             * Format: uri-reference
             * @description The page about this code.
             */
            readonly type: string;
            /** @description What the code always means. */
            readonly title: string;
            readonly status: number;
            /** @description What was expected and what was received, this time. */
            readonly detail: string;
            /**
             * @description One code of a closed list; its status never changes.
             * @enum {string}
             */
            readonly code: "ALIAS_NO_PREVIOUS" | "ARCHIVE_HOSTILE" | "ARCHIVE_TOO_LARGE" | "ARCHIVE_UNREADABLE" | "BODY_TOO_LARGE" | "DATASET_CHANGED" | "DATASET_EMPTY" | "DATASET_IN_USE" | "DATASET_LEAKS" | "DATASET_NOT_FOUND" | "DATASET_TOO_FEW_CLASSES" | "DEVICE_UNAVAILABLE" | "FILE_NOT_FOUND" | "IDEMPOTENCY_KEY_REUSED" | "IMAGE_TOO_LARGE" | "IMAGE_TYPE_UNSUPPORTED" | "IMAGE_UNREADABLE" | "INTERNAL" | "JOB_NOT_FOUND" | "JOB_STATE_CONFLICT" | "KEY_MISSING" | "MANIFEST_INVALID" | "MEDIA_TYPE_UNSUPPORTED" | "MEMORY_INSUFFICIENT" | "METHOD_NOT_ALLOWED" | "MODEL_NOT_FOUND" | "MODEL_NOT_READY" | "MULTIPART_INVALID" | "NOT_ACCEPTABLE" | "OVERLOADED" | "PARITY_FAILED" | "PRECISION_UNAVAILABLE" | "PREDICTION_NOT_FOUND" | "PREDICTOR_UNAVAILABLE" | "PREDICT_DEADLINE" | "PREDICT_QUEUE_FULL" | "QUEUE_UNAVAILABLE" | "RATE_LIMITED" | "RECIPE_CONFLICT" | "RECIPE_INVALID" | "REPORT_NOT_READY" | "REQUEST_INVALID" | "ROUTE_NOT_FOUND" | "RUN_LIMIT" | "SCOPE_MISSING" | "STORAGE_UNAVAILABLE" | "TRAINER_CRASHED" | "TRAINER_STALLED" | "TRAINING_DIVERGED" | "UPLOAD_CONFLICT" | "UPLOAD_NOT_FOUND" | "UPLOAD_VERSION_UNSUPPORTED" | "VERSION_IN_USE" | "WEIGHTS_INVALID" | "WEIGHTS_MISSING";
            readonly errors?: readonly {
                /** @description JSON pointer to the part of the input that is wrong. */
                readonly pointer: string;
                /** @description What was expected there and what was received. */
                readonly detail: string;
            }[];
            /**
             * Format: uri-reference
             * @description The address that was called.
             */
            readonly instance: string;
            /** @description The same as in the header X-Request-Id and in the logs. */
            readonly requestId: string;
            /** @description The same as `detail`. */
            readonly error: string;
        };
        /**
         * @description What an error code means and what to do.
         * @example {
         *       "code": "JOB_NOT_FOUND",
         *       "status": 404,
         *       "title": "There is no such job",
         *       "meaning": "No job has the id in the address, or it was removed.",
         *       "remedy": "Take the id from the reply of POST /jobs or from GET /jobs."
         *     }
         */
        readonly ProblemPage: {
            /** @enum {string} */
            readonly code: "ALIAS_NO_PREVIOUS" | "ARCHIVE_HOSTILE" | "ARCHIVE_TOO_LARGE" | "ARCHIVE_UNREADABLE" | "BODY_TOO_LARGE" | "DATASET_CHANGED" | "DATASET_EMPTY" | "DATASET_IN_USE" | "DATASET_LEAKS" | "DATASET_NOT_FOUND" | "DATASET_TOO_FEW_CLASSES" | "DEVICE_UNAVAILABLE" | "FILE_NOT_FOUND" | "IDEMPOTENCY_KEY_REUSED" | "IMAGE_TOO_LARGE" | "IMAGE_TYPE_UNSUPPORTED" | "IMAGE_UNREADABLE" | "INTERNAL" | "JOB_NOT_FOUND" | "JOB_STATE_CONFLICT" | "KEY_MISSING" | "MANIFEST_INVALID" | "MEDIA_TYPE_UNSUPPORTED" | "MEMORY_INSUFFICIENT" | "METHOD_NOT_ALLOWED" | "MODEL_NOT_FOUND" | "MODEL_NOT_READY" | "MULTIPART_INVALID" | "NOT_ACCEPTABLE" | "OVERLOADED" | "PARITY_FAILED" | "PRECISION_UNAVAILABLE" | "PREDICTION_NOT_FOUND" | "PREDICTOR_UNAVAILABLE" | "PREDICT_DEADLINE" | "PREDICT_QUEUE_FULL" | "QUEUE_UNAVAILABLE" | "RATE_LIMITED" | "RECIPE_CONFLICT" | "RECIPE_INVALID" | "REPORT_NOT_READY" | "REQUEST_INVALID" | "ROUTE_NOT_FOUND" | "RUN_LIMIT" | "SCOPE_MISSING" | "STORAGE_UNAVAILABLE" | "TRAINER_CRASHED" | "TRAINER_STALLED" | "TRAINING_DIVERGED" | "UPLOAD_CONFLICT" | "UPLOAD_NOT_FOUND" | "UPLOAD_VERSION_UNSUPPORTED" | "VERSION_IN_USE" | "WEIGHTS_INVALID" | "WEIGHTS_MISSING";
            readonly status: number;
            /** @description What the code always means. */
            readonly title: string;
            /** @description When it happens. */
            readonly meaning: string;
            /** @description What to do. */
            readonly remedy: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Names the call in the logs. */
        readonly "X-Request-Id": string;
        /** @description The address of what was made. */
        readonly Location: string;
        /** @description Names the content; for `If-None-Match`. */
        readonly ETag: string;
        /** @description The name of the file. */
        readonly "Content-Disposition": string;
        /** @description Precision of the backbone that the service answers with; files always hold float32. */
        readonly "X-Served-Precision": string;
        /** @description The version of the upload protocol: 1.0.0. */
        readonly "Tus-Resumable": string;
        /** @description Versions of the upload protocol that are spoken. */
        readonly "Tus-Version": string;
        /** @description Parts of the upload protocol that are spoken, comma-separated. */
        readonly "Tus-Extension": string;
        /** @description Largest upload, in bytes. */
        readonly "Tus-Max-Size": number;
        /** @description Bytes of the upload that were received. */
        readonly "Upload-Offset": number;
        /** @description Whether and how long the reply may be kept. */
        readonly "Cache-Control": string;
        /** @description Seconds to wait before the next try. */
        readonly "Retry-After": number;
        /** @description `Bearer`, and the scope that is missing. */
        readonly "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly listDatasets: {
        readonly parameters: {
            readonly query?: {
                /** @description Most entries of the reply. */
                readonly limit?: number;
                /** @description The `nextAfter` of the part before; entries after it are given. */
                readonly after?: string;
                /** @description True: those in the bin. Default: those that are not. */
                readonly binned?: boolean;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Datasets, newest first. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DatasetList"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly createDataset: {
        readonly parameters: {
            readonly query?: {
                /** @description What becomes of pictures in `validation` that look like one in `train`, where the folders give the split: `report` sets them aside (verdict `nearDuplicateAcrossSplits`), `move` moves them to training, `fail` refuses the dataset. */
                readonly leakPolicy?: "report" | "move" | "fail";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["DatasetRequest"];
                readonly "multipart/form-data": {
                    /** @description One zip with a folder a class. */
                    readonly archive?: string;
                    /** @description Pictures; the file name of each part is `class/picture.jpg`. */
                    readonly images?: readonly string[];
                    /**
                     * @description Name of the dataset, for people. Default: the name of the archive or folder, or `dataset`.
                     * @example animals
                     */
                    readonly name?: string;
                };
            };
        };
        readonly responses: {
            /** @description The same pictures were there already: the dataset they are. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly Location: components["headers"]["Location"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description The dataset. */
            readonly 201: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly Location: components["headers"]["Location"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. `MULTIPART_INVALID`: The multipart body cannot be read. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID" | "MULTIPART_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `UPLOAD_NOT_FOUND`: There is no such upload. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_NOT_FOUND";
                    };
                };
            };
            /** @description `UPLOAD_CONFLICT`: The upload is not where the request takes it to be. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_CONFLICT";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. `ARCHIVE_TOO_LARGE`: The archive is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE" | "ARCHIVE_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `DATASET_LEAKS`: Pictures to validate on look like pictures to train on. `ARCHIVE_UNREADABLE`: The archive is damaged. `ARCHIVE_HOSTILE`: The archive holds entries that are refused. `DATASET_EMPTY`: No usable picture was found. `DATASET_TOO_FEW_CLASSES`: A classifier needs at least two classes. `MANIFEST_INVALID`: The manifest of the files cannot be read. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_LEAKS" | "ARCHIVE_UNREADABLE" | "ARCHIVE_HOSTILE" | "DATASET_EMPTY" | "DATASET_TOO_FEW_CLASSES" | "MANIFEST_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `OVERLOADED`: The service is overloaded. `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "OVERLOADED" | "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly findDataset: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A dataset's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The dataset. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `DATASET_NOT_FOUND`: There is no such dataset. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly removeDataset: {
        readonly parameters: {
            readonly query?: {
                /** @description True: it is removed for good and at once, also out of the bin; where keys are asked for, one with the scope `admin`. */
                readonly purge?: boolean;
            };
            readonly header?: never;
            readonly path: {
                /** @description A dataset's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It lies in the bin for 30 days, or with `purge` it is gone. */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `DATASET_NOT_FOUND`: There is no such dataset. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_NOT_FOUND";
                    };
                };
            };
            /** @description `DATASET_IN_USE`: A job uses this dataset. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_IN_USE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly restoreDataset: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A dataset's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The dataset, out of the bin. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `DATASET_NOT_FOUND`: There is no such dataset. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_NOT_FOUND";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly deriveDataset: {
        readonly parameters: {
            readonly query?: {
                /** @description What becomes of pictures in `validation` that look like one in `train`, where the folders give the split: `report` sets them aside (verdict `nearDuplicateAcrossSplits`), `move` moves them to training, `fail` refuses the dataset. */
                readonly leakPolicy?: "report" | "move" | "fail";
            };
            readonly header?: never;
            readonly path: {
                /** @description A dataset's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["DeriveRequest"];
                readonly "multipart/form-data": {
                    readonly changes?: components["schemas"]["DatasetChanges"];
                    /** @description One zip with a folder a class. */
                    readonly archive?: string;
                    /** @description Pictures; the file name of each part is `class/picture.jpg`. */
                    readonly images?: readonly string[];
                    /**
                     * @description Name of the dataset, for people. Default: the name of the archive or folder, or `dataset`.
                     * @example animals
                     */
                    readonly name?: string;
                };
            };
        };
        readonly responses: {
            /** @description The changed content was there already: the dataset it is. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly Location: components["headers"]["Location"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description The new dataset. The parent is as it was. */
            readonly 201: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly Location: components["headers"]["Location"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Dataset"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. `MULTIPART_INVALID`: The multipart body cannot be read. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID" | "MULTIPART_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `DATASET_NOT_FOUND`: There is no such dataset. `PREDICTION_NOT_FOUND`: There is no such stored prediction. `UPLOAD_NOT_FOUND`: There is no such upload. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_NOT_FOUND" | "PREDICTION_NOT_FOUND" | "UPLOAD_NOT_FOUND";
                    };
                };
            };
            /** @description `DATASET_CHANGED`: A file of the dataset is not the one that was received. `UPLOAD_CONFLICT`: The upload is not where the request takes it to be. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_CHANGED" | "UPLOAD_CONFLICT";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. `ARCHIVE_TOO_LARGE`: The archive is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE" | "ARCHIVE_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `DATASET_LEAKS`: Pictures to validate on look like pictures to train on. `ARCHIVE_UNREADABLE`: The archive is damaged. `ARCHIVE_HOSTILE`: The archive holds entries that are refused. `DATASET_EMPTY`: No usable picture was found. `DATASET_TOO_FEW_CLASSES`: A classifier needs at least two classes. `MANIFEST_INVALID`: The manifest of the files cannot be read. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_LEAKS" | "ARCHIVE_UNREADABLE" | "ARCHIVE_HOSTILE" | "DATASET_EMPTY" | "DATASET_TOO_FEW_CLASSES" | "MANIFEST_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `OVERLOADED`: The service is overloaded. `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "OVERLOADED" | "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly listDatasetFiles: {
        readonly parameters: {
            readonly query?: {
                /** @description Most entries of the reply. */
                readonly limit?: number;
                /** @description The `nextAfter` of the part before; entries after it are given. */
                readonly after?: string;
                /** @description What became of the file; only `ok` files are used. */
                readonly verdict?: "ok" | "corrupt" | "unsupported" | "tooLarge" | "tooSmall" | "duplicate" | "conflictingLabel" | "ignored" | "nearDuplicateAcrossSplits";
                /** @description Only files of this class. */
                readonly class?: string;
                /** @description The side of the split. */
                readonly split?: "train" | "validation";
            };
            readonly header?: never;
            readonly path: {
                /** @description A dataset's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The files, sorted by folder, then name. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DatasetFileList"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `DATASET_NOT_FOUND`: There is no such dataset. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly readFileImage: {
        readonly parameters: {
            readonly query?: {
                /** @description Longest side in pixels. A smaller picture is not enlarged. Only these sizes, so that what is kept of a picture is bounded. */
                readonly size?: 64 | 128 | 256 | 512 | 1024;
            };
            readonly header?: never;
            readonly path: {
                /** @description A dataset's id. */
                readonly id: string;
                /** @description The `fileId` of one of its files. */
                readonly fileId: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The picture, upright, in sRGB, on white where it is transparent, without metadata. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Cache-Control": components["headers"]["Cache-Control"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "image/jpeg": string;
                };
            };
            /** @description The client has it, as `If-None-Match` says. */
            readonly 304: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Cache-Control": components["headers"]["Cache-Control"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `DATASET_NOT_FOUND`: There is no such dataset. `FILE_NOT_FOUND`: There is no such file in this dataset. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_NOT_FOUND" | "FILE_NOT_FOUND";
                    };
                };
            };
            /** @description `DATASET_CHANGED`: A file of the dataset is not the one that was received. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_CHANGED";
                    };
                };
            };
            /** @description `IMAGE_TYPE_UNSUPPORTED`: The picture is of a type that is not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "IMAGE_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `IMAGE_UNREADABLE`: The picture is damaged. `IMAGE_TOO_LARGE`: The picture has too many pixels. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "IMAGE_UNREADABLE" | "IMAGE_TOO_LARGE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly readPreview: {
        readonly parameters: {
            readonly query?: {
                /** @description One class only, with more of its pictures. */
                readonly class?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description A dataset's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description A contact sheet: for each class its index, its name, its number of usable pictures, and eight of them, spread over the class. At most 50 classes; the last line says how many more there are. A grey cell is a picture that cannot be read. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Cache-Control": components["headers"]["Cache-Control"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "image/jpeg": string;
                };
            };
            /** @description The client has it, as `If-None-Match` says. */
            readonly 304: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Cache-Control": components["headers"]["Cache-Control"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `DATASET_NOT_FOUND`: There is no such dataset. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "DATASET_NOT_FOUND";
                    };
                };
            };
            /** @description `IMAGE_UNREADABLE`: The picture is damaged. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "IMAGE_UNREADABLE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly createUpload: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The version of the protocol. */
                readonly "tus-resumable": "1.0.0";
                /** @description Bytes of the whole upload. */
                readonly "upload-length"?: number;
                /** @description In place of Upload-Length: the length is not known yet. */
                readonly "upload-defer-length"?: "1";
                /** @description Pairs of a name and a value in base64, comma-separated. `filename` gives the dataset its name. */
                readonly "upload-metadata"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/offset+octet-stream": string;
            };
        };
        readonly responses: {
            /** @description The upload has begun; what came with the request is part of it. */
            readonly 201: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Tus-Resumable": components["headers"]["Tus-Resumable"];
                    readonly Location: components["headers"]["Location"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `UPLOAD_VERSION_UNSUPPORTED`: The upload protocol is of a version that is not spoken. */
            readonly 412: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_VERSION_UNSUPPORTED";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly describeUploads: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What is spoken. */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Tus-Resumable": components["headers"]["Tus-Resumable"];
                    readonly "Tus-Version": components["headers"]["Tus-Version"];
                    readonly "Tus-Extension": components["headers"]["Tus-Extension"];
                    readonly "Tus-Max-Size": components["headers"]["Tus-Max-Size"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
        };
    };
    readonly removeUpload: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The version of the protocol. */
                readonly "tus-resumable": "1.0.0";
            };
            readonly path: {
                /** @description An upload's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone. */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Tus-Resumable": components["headers"]["Tus-Resumable"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `UPLOAD_NOT_FOUND`: There is no such upload. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_NOT_FOUND";
                    };
                };
            };
            /** @description `UPLOAD_CONFLICT`: The upload is not where the request takes it to be. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_CONFLICT";
                    };
                };
            };
            /** @description `UPLOAD_VERSION_UNSUPPORTED`: The upload protocol is of a version that is not spoken. */
            readonly 412: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_VERSION_UNSUPPORTED";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly findUpload: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The version of the protocol. */
                readonly "tus-resumable": "1.0.0";
            };
            readonly path: {
                /** @description An upload's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Where the upload stands; also Upload-Length, or Upload-Defer-Length. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Tus-Resumable": components["headers"]["Tus-Resumable"];
                    readonly "Upload-Offset": components["headers"]["Upload-Offset"];
                    readonly "Cache-Control": components["headers"]["Cache-Control"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `UPLOAD_NOT_FOUND`: There is no such upload. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_NOT_FOUND";
                    };
                };
            };
            /** @description `UPLOAD_CONFLICT`: The upload is not where the request takes it to be. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_CONFLICT";
                    };
                };
            };
            /** @description `UPLOAD_VERSION_UNSUPPORTED`: The upload protocol is of a version that is not spoken. */
            readonly 412: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_VERSION_UNSUPPORTED";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly appendToUpload: {
        readonly parameters: {
            readonly query?: never;
            readonly header: {
                /** @description The version of the protocol. */
                readonly "tus-resumable": "1.0.0";
                /** @description Where the bytes belong: what was received so far. */
                readonly "upload-offset": number;
                /** @description Bytes of the whole upload. */
                readonly "upload-length"?: number;
            };
            readonly path: {
                /** @description An upload's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/offset+octet-stream": string;
            };
        };
        readonly responses: {
            /** @description They were received; Upload-Offset says how far the upload is now. */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Tus-Resumable": components["headers"]["Tus-Resumable"];
                    readonly "Upload-Offset": components["headers"]["Upload-Offset"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `UPLOAD_NOT_FOUND`: There is no such upload. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_NOT_FOUND";
                    };
                };
            };
            /** @description `UPLOAD_CONFLICT`: The upload is not where the request takes it to be. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_CONFLICT";
                    };
                };
            };
            /** @description `UPLOAD_VERSION_UNSUPPORTED`: The upload protocol is of a version that is not spoken. */
            readonly 412: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "UPLOAD_VERSION_UNSUPPORTED";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly listJobs: {
        readonly parameters: {
            readonly query?: {
                /** @description Most entries of the reply. */
                readonly limit?: number;
                /** @description The `nextAfter` of the part before; entries after it are given. */
                readonly after?: string;
                /** @description A state of a job; `succeeded`, `failed` and `cancelled` are final. */
                readonly state?: "queued" | "validating" | "preparing" | "training" | "evaluating" | "publishing" | "pausing" | "stopping" | "cancelling" | "paused" | "succeeded" | "failed" | "cancelled";
                /**
                 * @description The name of a model: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example animals
                 */
                readonly model?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Jobs, newest first. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly startTraining: {
        readonly parameters: {
            readonly query?: {
                /** @description Whether to try a few steps and tell the plan instead of starting the job. */
                readonly dryRun?: boolean;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["JobRequest"];
            };
        };
        readonly responses: {
            /** @description With `dryRun=true`: what the job would do and cost. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description The job; it waits for a worker. */
            readonly 202: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly Location: components["headers"]["Location"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. `RECIPE_INVALID`: The recipe has a knob or a value that does not exist. `RECIPE_CONFLICT`: Two parts of the recipe contradict each other. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID" | "RECIPE_INVALID" | "RECIPE_CONFLICT";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. `DATASET_NOT_FOUND`: There is no such dataset. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND" | "DATASET_NOT_FOUND";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. `ARCHIVE_TOO_LARGE`: The archive is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE" | "ARCHIVE_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `ARCHIVE_UNREADABLE`: The archive is damaged. `ARCHIVE_HOSTILE`: The archive holds entries that are refused. `DATASET_EMPTY`: No usable picture was found. `DATASET_TOO_FEW_CLASSES`: A classifier needs at least two classes. `MANIFEST_INVALID`: The manifest of the files cannot be read. `DEVICE_UNAVAILABLE`: The device that the job asks for is not there. `PRECISION_UNAVAILABLE`: The precision that the job asks for is not there. `WEIGHTS_MISSING`: The weights are not in place. `WEIGHTS_INVALID`: The weights are not the ones expected. `MEMORY_INSUFFICIENT`: The job would not fit in memory. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "ARCHIVE_UNREADABLE" | "ARCHIVE_HOSTILE" | "DATASET_EMPTY" | "DATASET_TOO_FEW_CLASSES" | "MANIFEST_INVALID" | "DEVICE_UNAVAILABLE" | "PRECISION_UNAVAILABLE" | "WEIGHTS_MISSING" | "WEIGHTS_INVALID" | "MEMORY_INSUFFICIENT";
                    };
                };
            };
            /** @description `TRAINER_CRASHED`: The trainer process ended unexpectedly. `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "TRAINER_CRASHED" | "INTERNAL";
                    };
                };
            };
            /** @description `OVERLOADED`: The service is overloaded. `STORAGE_UNAVAILABLE`: The storage cannot be used. `QUEUE_UNAVAILABLE`: The job queue cannot be reached. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "OVERLOADED" | "STORAGE_UNAVAILABLE" | "QUEUE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly findJob: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A job's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The job. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no such job. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "JOB_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly removeJob: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A job's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone. */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no such job. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "JOB_NOT_FOUND";
                    };
                };
            };
            /** @description `JOB_STATE_CONFLICT`: The job is in a state that does not allow this. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "JOB_STATE_CONFLICT";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly cancelJob: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A job's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The job, cancelled or on its way to it. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Job"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no such job. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "JOB_NOT_FOUND";
                    };
                };
            };
            /** @description `JOB_STATE_CONFLICT`: The job is in a state that does not allow this. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "JOB_STATE_CONFLICT";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `QUEUE_UNAVAILABLE`: The job queue cannot be reached. `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "QUEUE_UNAVAILABLE" | "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly readEvents: {
        readonly parameters: {
            readonly query?: {
                /** @description Most entries of the reply. */
                readonly limit?: number;
                /** @description The `nextAfter` of the part before; entries after it are given. */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description A job's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Events, oldest first; or a stream of them, as `Accept` asks. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["JobEventList"];
                    readonly "text/event-stream": string;
                };
            };
            /** @description For a stream that goes on with `Last-Event-ID`: nothing will follow. */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no such job. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "JOB_NOT_FOUND";
                    };
                };
            };
            /** @description `NOT_ACCEPTABLE`: The answer does not exist in a form that the request accepts. */
            readonly 406: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "NOT_ACCEPTABLE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `QUEUE_UNAVAILABLE`: The job queue cannot be reached. `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "QUEUE_UNAVAILABLE" | "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly listEpochs: {
        readonly parameters: {
            readonly query?: {
                /** @description Most entries of the reply. */
                readonly limit?: number;
                /** @description Epochs after this one. */
                readonly after?: number;
            };
            readonly header?: never;
            readonly path: {
                /** @description A job's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Finished epochs, oldest first. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["EpochList"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no such job. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "JOB_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly readJobLog: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A job's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The log. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no such job. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "JOB_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly readReport: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A job's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The report. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["JobReport"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no such job. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "JOB_NOT_FOUND";
                    };
                };
            };
            /** @description `REPORT_NOT_READY`: The job has no report yet. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REPORT_NOT_READY";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly readReportPage: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A job's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description One page that needs nothing else; it can be saved and printed. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/html": string;
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `JOB_NOT_FOUND`: There is no such job. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "JOB_NOT_FOUND";
                    };
                };
            };
            /** @description `REPORT_NOT_READY`: The job has no report yet. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REPORT_NOT_READY";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly listPresets: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The presets. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PresetList"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
        };
    };
    readonly readRecipeSchema: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The recipe that is the base: `fast`, the script that users of Keras know, or `fast` first and then block5 of the backbone. */
                readonly preset: "fast" | "keras-tutorial" | "fine-tune";
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The JSON Schema. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/schema+json": components["schemas"]["RecipeSchema"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
        };
    };
    readonly listModels: {
        readonly parameters: {
            readonly query?: {
                /** @description Most entries of the reply. */
                readonly limit?: number;
                /** @description The `nextAfter` of the part before; entries after it are given. */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Models. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ModelList"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly findModel: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The model. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Model"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly listVersions: {
        readonly parameters: {
            readonly query?: {
                /** @description Most entries of the reply. */
                readonly limit?: number;
                /** @description The `nextAfter` of the part before; entries after it are given. */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Versions, newest first. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ModelVersionList"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly importVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /**
                 * @description The name of a model: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example animals
                 */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "multipart/form-data": {
                    /** @description One `.h5` of VGG16 with a head that ends in softmax, as `model.save` of Keras writes it. */
                    readonly file: string;
                    /**
                     * @description The class names in the order of the outputs, as a JSON list.
                     * @example ["cat", "dog"]
                     */
                    readonly classNames: string;
                    /**
                     * @description How pixels enter the model. A script that only loads pictures does `none`.
                     * @default none
                     * @enum {string}
                     */
                    readonly preprocess?: "none" | "caffe" | "rescale";
                    /**
                     * @default nearest
                     * @enum {string}
                     */
                    readonly interpolation?: "nearest" | "bilinear" | "bicubic";
                    /**
                     * @description Whether pictures are turned by EXIF first.
                     * @default false
                     * @enum {string}
                     */
                    readonly orient?: "false" | "true";
                    /**
                     * @description The name of an alias: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                     * @example latest
                     */
                    readonly alias?: string;
                };
            };
        };
        readonly responses: {
            /** @description The manifest of the new version. */
            readonly 201: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly Location: components["headers"]["Location"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. `MULTIPART_INVALID`: The multipart body cannot be read. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID" | "MULTIPART_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `WEIGHTS_INVALID`: The weights are not the ones expected. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "WEIGHTS_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `OVERLOADED`: The service is overloaded. `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "OVERLOADED" | "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly findVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
                /** @description A version. */
                readonly version: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The manifest. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly removeVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
                /** @description A version. */
                readonly version: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone with its files; its number is not given again. */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `VERSION_IN_USE`: An alias or a job uses this model version. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "VERSION_IN_USE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly changeVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
                /** @description A version. */
                readonly version: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["VersionChange"];
            };
        };
        readonly responses: {
            /** @description The manifest, with the notes as they are now. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly summariseVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
                /** @description A version. */
                readonly version: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The layers; as Keras's table where `Accept` asks for text. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ModelSummary"];
                    readonly "text/plain": string;
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `NOT_ACCEPTABLE`: The answer does not exist in a form that the request accepts. */
            readonly 406: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "NOT_ACCEPTABLE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly exportVersion: {
        readonly parameters: {
            readonly query?: {
                /** @description `keras`: a `.h5` that `keras.models.load_model` opens. `tfjs`: a zip for TensorFlow.js with labels and preprocessing. `safetensors`: all weights in one file. The outputs are probabilities before calibration. */
                readonly format?: "keras" | "tfjs" | "safetensors";
            };
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
                /** @description A version. */
                readonly version: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The file. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Content-Disposition": components["headers"]["Content-Disposition"];
                    readonly "X-Served-Precision": components["headers"]["X-Served-Precision"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/x-hdf5": string;
                    readonly "application/zip": string;
                    readonly "application/octet-stream": string;
                };
            };
            /** @description The client has it, as `If-None-Match` says. */
            readonly 304: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `WEIGHTS_MISSING`: The weights are not in place. `WEIGHTS_INVALID`: The weights are not the ones expected. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "WEIGHTS_MISSING" | "WEIGHTS_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `OVERLOADED`: The service is overloaded. `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "OVERLOADED" | "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly findAlias: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
                /**
                 * @description The name of an alias: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example latest
                 */
                readonly alias: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The alias. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly moveAlias: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
                /**
                 * @description The name of an alias: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example latest
                 */
                readonly alias: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["AliasRequest"];
            };
        };
        readonly responses: {
            /** @description The alias. Where it pointed there already, nothing has changed. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `WEIGHTS_MISSING`: The weights are not in place. `WEIGHTS_INVALID`: The weights are not the ones expected. `PRECISION_UNAVAILABLE`: The precision that the job asks for is not there. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "WEIGHTS_MISSING" | "WEIGHTS_INVALID" | "PRECISION_UNAVAILABLE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly removeAlias: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
                /**
                 * @description The name of an alias: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example latest
                 */
                readonly alias: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is removed. */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly listAliasMoves: {
        readonly parameters: {
            readonly query?: {
                /** @description Most entries of the reply. */
                readonly limit?: number;
                /** @description The `nextAfter` of the part before; entries after it are given. */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
                /**
                 * @description The name of an alias: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example latest
                 */
                readonly alias: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Moves, oldest first. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AliasMoveList"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly rollBackAlias: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A model's name. */
                readonly name: string;
                /**
                 * @description The name of an alias: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example latest
                 */
                readonly alias: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The alias. Called again, it goes back further. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Alias"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `ALIAS_NO_PREVIOUS`: The alias has no version to go back to. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "ALIAS_NO_PREVIOUS";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `WEIGHTS_MISSING`: The weights are not in place. `WEIGHTS_INVALID`: The weights are not the ones expected. `PRECISION_UNAVAILABLE`: The precision that the job asks for is not there. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "WEIGHTS_MISSING" | "WEIGHTS_INVALID" | "PRECISION_UNAVAILABLE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly predict: {
        readonly parameters: {
            readonly query?: {
                /** @description `animals`, `animals@prod` or `animals:3`. Default: the model whose version was published last. */
                readonly model?: string;
                /**
                 * @description With a `model` that is no version: the version that its alias pointed to at this time.
                 * @example 2026-11-01T00:00:00Z
                 */
                readonly at?: string;
                /** @description Most classes of an answer. */
                readonly topK?: number;
                /** @description Replaces the model's own: below this highest probability an answer is `abstained`. */
                readonly threshold?: number;
                /** @description Grad-CAM: each answer comes with a heat map of where in the picture its most probable class was seen. The picture is decoded anew for it. */
                readonly explain?: "gradcam";
                /** @description Keeps each answer with its picture, to be looked at and labelled; see `/predictions`. */
                readonly store?: boolean;
            };
            readonly header?: {
                /**
                 * @description `no-cache`: what is known of the pictures from earlier calls is not used but replaced. `no-store`: it is neither used nor kept. Other directives change nothing.
                 * @example no-cache
                 */
                readonly "cache-control"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PredictRequest"];
                readonly "multipart/form-data": {
                    readonly image: readonly string[];
                };
                readonly "image/*": string;
                readonly "application/octet-stream": string;
            };
        };
        readonly responses: {
            /** @description One answer a picture, in order. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Cache-Control": components["headers"]["Cache-Control"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PredictReply"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. `MULTIPART_INVALID`: The multipart body cannot be read. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID" | "MULTIPART_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `MODEL_NOT_READY`: No model has been published yet. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_READY";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. `IMAGE_TYPE_UNSUPPORTED`: The picture is of a type that is not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED" | "IMAGE_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `IMAGE_UNREADABLE`: The picture is damaged. `IMAGE_TOO_LARGE`: The picture has too many pixels. `WEIGHTS_MISSING`: The weights are not in place. `WEIGHTS_INVALID`: The weights are not the ones expected. `PRECISION_UNAVAILABLE`: The precision that the job asks for is not there. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "IMAGE_UNREADABLE" | "IMAGE_TOO_LARGE" | "WEIGHTS_MISSING" | "WEIGHTS_INVALID" | "PRECISION_UNAVAILABLE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `PREDICTOR_UNAVAILABLE`: The predictor is not running. `PREDICT_QUEUE_FULL`: Too many pictures are waiting for a prediction. `OVERLOADED`: The service is overloaded. `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "PREDICTOR_UNAVAILABLE" | "PREDICT_QUEUE_FULL" | "OVERLOADED" | "STORAGE_UNAVAILABLE";
                    };
                };
            };
            /** @description `PREDICT_DEADLINE`: The prediction did not start before its deadline. */
            readonly 504: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "PREDICT_DEADLINE";
                    };
                };
            };
        };
    };
    readonly listPredictions: {
        readonly parameters: {
            readonly query?: {
                /**
                 * @description The name of a model: 1 to 64 letters, digits, ".", "_" and "-", of which the first is a letter or a digit.
                 * @example animals
                 */
                readonly model?: string;
                /** @description Only those whose highest probability is at most this. */
                readonly maxProbability?: number;
                /** @description True: only those that have a label; false: only those that have none. */
                readonly labelled?: boolean;
                /** @description `uncertain`: those first of which the highest probability is lowest; of the same, the older one first. */
                readonly order?: "newest" | "uncertain";
                /** @description Most entries of the reply. */
                readonly limit?: number;
                /** @description The `nextAfter` of the part before; entries after it are given. */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Stored predictions that match. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StoredPredictionList"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly findPrediction: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A stored prediction's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The stored prediction. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StoredPrediction"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `PREDICTION_NOT_FOUND`: There is no such stored prediction. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "PREDICTION_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly removePrediction: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A stored prediction's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It is gone, with its picture. */
            readonly 204: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `PREDICTION_NOT_FOUND`: There is no such stored prediction. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "PREDICTION_NOT_FOUND";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly readPredictionImage: {
        readonly parameters: {
            readonly query?: {
                /** @description Longest side in pixels. A smaller picture is not enlarged. Only these sizes, so that what is kept of a picture is bounded. */
                readonly size?: 64 | 128 | 256 | 512 | 1024;
            };
            readonly header?: never;
            readonly path: {
                /** @description A stored prediction's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The picture, upright, in sRGB, on white where it is transparent, without metadata. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Cache-Control": components["headers"]["Cache-Control"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "image/jpeg": string;
                };
            };
            /** @description The client has it, as `If-None-Match` says. */
            readonly 304: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly ETag: components["headers"]["ETag"];
                    readonly "Cache-Control": components["headers"]["Cache-Control"];
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `PREDICTION_NOT_FOUND`: There is no such stored prediction. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "PREDICTION_NOT_FOUND";
                    };
                };
            };
            /** @description `IMAGE_TYPE_UNSUPPORTED`: The picture is of a type that is not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "IMAGE_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `IMAGE_UNREADABLE`: The picture is damaged. `IMAGE_TOO_LARGE`: The picture has too many pixels. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "IMAGE_UNREADABLE" | "IMAGE_TOO_LARGE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly labelPrediction: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description A stored prediction's id. */
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["PredictionLabelRequest"];
            };
        };
        readonly responses: {
            /** @description The prediction with its label, which replaces the one before. Where it is the same, nothing has changed. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["StoredPrediction"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `PREDICTION_NOT_FOUND`: There is no such stored prediction. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "PREDICTION_NOT_FOUND";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly showInferenceServer: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The server. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InferenceServer"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
        };
    };
    readonly checkInferenceLive: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It does. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InferenceLive"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
        };
    };
    readonly checkInferenceReady: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description They can. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InferenceReady"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `PREDICTOR_UNAVAILABLE`: The predictor is not running. `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "PREDICTOR_UNAVAILABLE" | "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly showInferenceModel: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description `animals`, `animals@prod` or, without a version, `animals:3`. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The tensors. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InferenceModel"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `MODEL_NOT_READY`: No model has been published yet. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_READY";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly showInferenceVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description `animals`, `animals@prod` or, without a version, `animals:3`. */
                readonly name: string;
                /** @description A version. */
                readonly version: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The tensors. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InferenceModel"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `MODEL_NOT_READY`: No model has been published yet. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_READY";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly checkInferenceModel: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description `animals`, `animals@prod` or, without a version, `animals:3`. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It can. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InferenceModelReady"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `MODEL_NOT_READY`: No model has been published yet. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_READY";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. `PREDICTOR_UNAVAILABLE`: The predictor is not running. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE" | "PREDICTOR_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly checkInferenceVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description `animals`, `animals@prod` or, without a version, `animals:3`. */
                readonly name: string;
                /** @description A version. */
                readonly version: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It can. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InferenceModelReady"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `MODEL_NOT_READY`: No model has been published yet. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_READY";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. `PREDICTOR_UNAVAILABLE`: The predictor is not running. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE" | "PREDICTOR_UNAVAILABLE";
                    };
                };
            };
        };
    };
    readonly inferModel: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description `animals`, `animals@prod` or, without a version, `animals:3`. */
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["InferenceRequest"];
                readonly "application/octet-stream": string;
            };
        };
        readonly responses: {
            /** @description One row a picture, in order. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InferenceReply"];
                    readonly "application/octet-stream": string;
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `MODEL_NOT_READY`: No model has been published yet. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_READY";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. `IMAGE_TYPE_UNSUPPORTED`: The picture is of a type that is not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED" | "IMAGE_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `IMAGE_UNREADABLE`: The picture is damaged. `IMAGE_TOO_LARGE`: The picture has too many pixels. `WEIGHTS_MISSING`: The weights are not in place. `WEIGHTS_INVALID`: The weights are not the ones expected. `PRECISION_UNAVAILABLE`: The precision that the job asks for is not there. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "IMAGE_UNREADABLE" | "IMAGE_TOO_LARGE" | "WEIGHTS_MISSING" | "WEIGHTS_INVALID" | "PRECISION_UNAVAILABLE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. `PREDICTOR_UNAVAILABLE`: The predictor is not running. `PREDICT_QUEUE_FULL`: Too many pictures are waiting for a prediction. `OVERLOADED`: The service is overloaded. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE" | "PREDICTOR_UNAVAILABLE" | "PREDICT_QUEUE_FULL" | "OVERLOADED";
                    };
                };
            };
            /** @description `PREDICT_DEADLINE`: The prediction did not start before its deadline. */
            readonly 504: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "PREDICT_DEADLINE";
                    };
                };
            };
        };
    };
    readonly inferVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description `animals`, `animals@prod` or, without a version, `animals:3`. */
                readonly name: string;
                /** @description A version. */
                readonly version: number;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": components["schemas"]["InferenceRequest"];
                readonly "application/octet-stream": string;
            };
        };
        readonly responses: {
            /** @description One row a picture, in order. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["InferenceReply"];
                    readonly "application/octet-stream": string;
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `KEY_MISSING`: An API key is needed. */
            readonly 401: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "KEY_MISSING";
                    };
                };
            };
            /** @description `SCOPE_MISSING`: This API key does not have the scope that the call needs. */
            readonly 403: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "SCOPE_MISSING";
                    };
                };
            };
            /** @description `MODEL_NOT_FOUND`: There is no such model or model version. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_FOUND";
                    };
                };
            };
            /** @description `MODEL_NOT_READY`: No model has been published yet. */
            readonly 409: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MODEL_NOT_READY";
                    };
                };
            };
            /** @description `BODY_TOO_LARGE`: The body is larger than allowed. */
            readonly 413: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "BODY_TOO_LARGE";
                    };
                };
            };
            /** @description `MEDIA_TYPE_UNSUPPORTED`: The body is of a media type that this call does not read. `IMAGE_TYPE_UNSUPPORTED`: The picture is of a type that is not read. */
            readonly 415: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "MEDIA_TYPE_UNSUPPORTED" | "IMAGE_TYPE_UNSUPPORTED";
                    };
                };
            };
            /** @description `IMAGE_UNREADABLE`: The picture is damaged. `IMAGE_TOO_LARGE`: The picture has too many pixels. `WEIGHTS_MISSING`: The weights are not in place. `WEIGHTS_INVALID`: The weights are not the ones expected. `PRECISION_UNAVAILABLE`: The precision that the job asks for is not there. */
            readonly 422: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "IMAGE_UNREADABLE" | "IMAGE_TOO_LARGE" | "WEIGHTS_MISSING" | "WEIGHTS_INVALID" | "PRECISION_UNAVAILABLE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description `STORAGE_UNAVAILABLE`: The storage cannot be used. `PREDICTOR_UNAVAILABLE`: The predictor is not running. `PREDICT_QUEUE_FULL`: Too many pictures are waiting for a prediction. `OVERLOADED`: The service is overloaded. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "STORAGE_UNAVAILABLE" | "PREDICTOR_UNAVAILABLE" | "PREDICT_QUEUE_FULL" | "OVERLOADED";
                    };
                };
            };
            /** @description `PREDICT_DEADLINE`: The prediction did not start before its deadline. */
            readonly 504: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["InferenceProblem"] & {
                        /** @enum {unknown} */
                        readonly code?: "PREDICT_DEADLINE";
                    };
                };
            };
        };
    };
    readonly checkLive: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The process answers. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Live"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
        };
    };
    readonly checkReady: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description It can; `degraded` when the job queue is down. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Ready"];
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
            /** @description The predictor or the storage is not ready. */
            readonly 503: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly "Retry-After": components["headers"]["Retry-After"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Ready"];
                };
            };
        };
    };
    readonly readOpenapiYaml: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The document. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/yaml": string;
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
        };
    };
    readonly readOpenapiJson: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description The document. */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly [key: string]: unknown;
                    };
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
        };
    };
    readonly readProblem: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                /** @description The code in lower case with dashes. */
                readonly slug: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description What the code means, as a page or as JSON. */
            readonly 200: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ProblemPage"];
                    readonly "text/html": string;
                };
            };
            /** @description `REQUEST_INVALID`: The request is not of the documented form. */
            readonly 400: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "REQUEST_INVALID";
                    };
                };
            };
            /** @description `ROUTE_NOT_FOUND`: There is no such address. */
            readonly 404: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "ROUTE_NOT_FOUND";
                    };
                };
            };
            /** @description `NOT_ACCEPTABLE`: The answer does not exist in a form that the request accepts. */
            readonly 406: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "NOT_ACCEPTABLE";
                    };
                };
            };
            /** @description `INTERNAL`: Something went wrong on the server. */
            readonly 500: {
                headers: {
                    readonly "X-Request-Id": components["headers"]["X-Request-Id"];
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"] & {
                        /** @enum {unknown} */
                        readonly code?: "INTERNAL";
                    };
                };
            };
        };
    };
}
