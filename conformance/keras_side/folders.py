"""Order, class numbers and validation_split of flow_from_directory over random folder trees."""

import contextlib
import io
import os

from PIL import Image

from keras.src.legacy.preprocessing.image import ImageDataGenerator

PIECES = ["a", "b", "B", "Z", "_", "-", "1", "10", "2", "é", "ß", "Ω", "猫", "\U0001f41f", "\uff5e", " ", "x.y"]


def random_name(work):
    name = "".join(work.one_of(*PIECES) for _ in range(int(work.random.integers(1, 5)))).strip()
    return name or "n"


def random_tree(work, root):
    """Makes a tree of classes, some with folders inside, and gives its files relative to it."""
    picture = Image.new("RGB", [2, 2])
    classes = {f"c{random_name(work)}" for _ in range(int(work.random.integers(2, 6)))}
    while len(classes) < 2:
        classes.add(f"d{random_name(work)}")
    files = set()
    for class_name in classes:
        folders = [class_name]
        for _ in range(int(work.random.integers(0, 4))):
            folders.append(f"{work.one_of(*folders)}/{random_name(work)}")
        for _ in range(int(work.random.integers(1, 14))):
            files.add(f"{work.one_of(*folders)}/{random_name(work)}.{work.one_of('png', 'jpg', 'jpeg', 'PNG', 'tif')}")
    kept = []
    for file in sorted(files):
        path = os.path.join(root, file)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.isdir(path):
            continue
        picture.save(path, format={"jpg": "jpeg", "tif": "tiff"}.get(path.rsplit(".", 1)[1], None))
        kept.append(file)
    return kept


def flow(generator, root, **options):
    return generator.flow_from_directory(root, shuffle=False, **options)


def run(work):
    cases = []
    for index in range(work.cases):
        root = work.path(f"tree{index}")
        files = random_tree(work, root)
        split = float(work.one_of(0.1, 0.2, 0.25, 0.3, 0.5, round(float(work.random.uniform(0.05, 0.9)), 3)))
        with contextlib.redirect_stdout(io.StringIO()):
            whole = flow(ImageDataGenerator(), root)
            parted = ImageDataGenerator(validation_split=split)
            training = flow(parted, root, subset="training")
            validation = flow(parted, root, subset="validation")
        work.random.shuffle(files)
        cases.append(
            {
                "files": files,
                "filenames": whole.filenames,
                "classes": whole.classes.tolist(),
                "class_indices": whole.class_indices,
                "validation_split": split,
                "training": training.filenames,
                "validation": validation.filenames,
            }
        )
    work.write(cases)
