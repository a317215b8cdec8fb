import { type Entrance, makeEntrance } from './entrance.ts';
import { makeServingVersion, type ServingVersion, type ServingVersionDeps } from './serving-version.ts';

/** What all ways to one predictor share: the room for pictures, and the version that answers for a reference. */
export interface Admission {
  readonly enter: Entrance;
  readonly serve: ServingVersion;
}

/** What `makeAdmission` needs. */
export interface AdmissionDeps extends ServingVersionDeps {
  /** Most pictures between arrival and answer. */
  readonly maxInFlight: number;
}

/** Makes the admission to a predictor, once for all that ask it. */
export const makeAdmission = (deps: AdmissionDeps): Admission => ({
  enter: makeEntrance(deps.maxInFlight),
  serve: makeServingVersion(deps),
});
