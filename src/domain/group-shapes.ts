import type { Example, GroupShape } from './dataset.ts';

type Labelled = Pick<Example, 'classIndex' | 'lookAlikes'>;

/** Pictures that stay on one side of a split together: a group of look-alikes, or a picture alone. */
export interface Unit<T extends Labelled> {
  readonly members: readonly T[];
  readonly pictures: GroupShape['pictures'];
}

const picturesOf = (members: readonly Labelled[]): GroupShape['pictures'] => {
  const [first, second] = members;
  if (first !== undefined && second === undefined) return [[first.classIndex, 1]];
  const counts = new Map<number, number>();
  for (const { classIndex } of members) counts.set(classIndex, (counts.get(classIndex) ?? 0) + 1);
  return [...counts].sort(([left], [right]) => left - right);
};

/** The units of pictures, in the order of their first ones. */
export const unitsOf = <T extends Labelled>(examples: readonly T[]): readonly Unit<T>[] => {
  const grouped = new Map<string, T[]>();
  const units: T[][] = [];
  for (const example of examples) {
    const group = example.lookAlikes === null ? undefined : grouped.get(example.lookAlikes);
    if (group !== undefined) {
      group.push(example);
      continue;
    }
    const unit = [example];
    units.push(unit);
    if (example.lookAlikes !== null) grouped.set(example.lookAlikes, unit);
  }
  return units.map((members) => ({ members, pictures: picturesOf(members) }));
};

/** Tells shapes apart. */
export const shapeKey = ({ pictures }: Pick<GroupShape, 'pictures'>): string =>
  pictures.map(([classIndex, count]) => `${classIndex}:${count}`).join(',');

/** How many groups of each shape there are, in an order that depends on the shapes alone. Pictures alone are no group. */
export const groupShapes = (units: readonly Unit<Labelled>[]): readonly GroupShape[] => {
  const shapes = new Map<string, { pictures: GroupShape['pictures']; groups: number }>();
  for (const unit of units) {
    if (unit.members.length < 2) continue;
    const key = shapeKey(unit);
    const shape = shapes.get(key);
    if (shape === undefined) shapes.set(key, { pictures: unit.pictures, groups: 1 });
    else shape.groups += 1;
  }
  return [...shapes].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, shape]) => shape);
};
