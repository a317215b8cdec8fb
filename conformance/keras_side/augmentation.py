"""The random changes that ImageDataGenerator draws: their smallest and largest values, and how often it mirrors."""

from keras.src.legacy.preprocessing.image import ImageDataGenerator

DRAWS = 300
SIDE = 224


def random_recipe(work):
    return {
        "flip": work.one_of("none", "horizontal"),
        "rotation": float(work.random.uniform(2, 40)),
        "zoom": float(work.random.uniform(0.05, 0.3)),
        "shift": float(work.random.uniform(0.02, 0.2)),
        "brightness": float(work.random.uniform(0.05, 0.4)),
    }


def run(work):
    cases = []
    for _ in range(work.cases):
        recipe = random_recipe(work)
        generator = ImageDataGenerator(
            rotation_range=recipe["rotation"],
            zoom_range=recipe["zoom"],
            width_shift_range=recipe["shift"],
            height_shift_range=recipe["shift"],
            horizontal_flip=recipe["flip"] == "horizontal",
            brightness_range=(1 - recipe["brightness"], 1 + recipe["brightness"]),
        )
        drawn = [
            generator.get_random_transform((SIDE, SIDE, 3), seed=int(work.random.integers(2**31)))
            for _ in range(DRAWS)
        ]
        values = {
            "rotation": [one["theta"] for one in drawn],
            "rowShift": [one["tx"] / SIDE for one in drawn],
            "columnShift": [one["ty"] / SIDE for one in drawn],
            "rowZoom": [one["zx"] for one in drawn],
            "columnZoom": [one["zy"] for one in drawn],
            "brightness": [one["brightness"] for one in drawn],
        }
        ranges = {name: [min(of), max(of)] for name, of in values.items()}
        mirrored = sum(bool(one["flip_horizontal"]) for one in drawn) / DRAWS
        cases.append({"recipe": recipe, "ranges": ranges, "mirrored": mirrored})
    work.write(cases)
