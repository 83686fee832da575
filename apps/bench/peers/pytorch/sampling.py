"""Some numbers of a result, spread evenly over it."""

SAMPLES = 16


def sample_of(tensor):
    flat = tensor.detach().reshape(-1)
    count = min(SAMPLES, flat.numel())
    return [float(flat[i * flat.numel() // count]) for i in range(count)]
