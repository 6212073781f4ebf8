// Areas that hang together, by union-find (G. Playne, K. Hawick, "A new algorithm for parallel connected-component labelling on GPUs", 2018): a plane of labels, 0 where
// there is no area, else one more than the place in the plane's words of another sample of the area, at last of the first one.

layout(buffer_reference, std430, buffer_reference_align = 4) coherent buffer Labels { uint v[]; };

uint labelAt(ivec2 at) { return uint(at.y * (push.result.stride >> 2) + at.x) + 1; }

uint root(Labels labels, uint label) {
    for (uint next = labels.v[label - 1]; next != label; next = labels.v[label - 1]) label = next;
    return label;
}

/// Whatever others do at once, both come to have the same root: the smaller of theirs.
void unite(Labels labels, uint a, uint b) {
    for (;;) {
        a = root(labels, a);
        b = root(labels, b);
        if (a == b) return;
        uint high = max(a, b), low = min(a, b), old = atomicMin(labels.v[high - 1], low);
        if (old == high) return;
        a = old;
        b = low;
    }
}
