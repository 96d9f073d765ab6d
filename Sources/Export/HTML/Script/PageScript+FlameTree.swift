// The tree behind the flame graph, made from the stacks in the page: frames of some kinds left out, recursion folded, inverted.
// Arrays of numbers by node, for a hundred thousand nodes.

extension PageScript {
  static let flameTree = #"""
    const stateCount = states.length;
    const frameChoices = {
      program: { label: "without the VM", shows: kind => kinds[kind] !== "runtime" },
      python: { label: "only Python", shows: kind => kinds[kind] === "python" },
      all: { label: "all", shows: () => true },
    };
    // An inverted tree follows callers only where so much of all time comes together; the rest is their callee's.
    const smallestFollowed = 1 / 20000;

    /** Functions under functions. Node 0 is everything; a caller has a smaller number than what it calls. */
    function forwardTree(frames, isFolded) {
      const { parent: above, function: called } = data.tree, shows = frameChoices[frames].shows;
      const shown = functions.map(row => shows(row.kind));
      const at = new Int32Array(above.length), parent = [-1], fn = [-1], known = new Map();
      for (let node = 1; node < above.length; node++) {
        const up = at[above[node]], f = called[node];
        if (!shown[f]) { at[node] = up; continue; }
        if (isFolded) {
          let same = up;
          while (same > 0 && fn[same] !== f) same = parent[same];
          if (same > 0) { at[node] = same; continue; }
        }
        const key = up * functions.length + f;
        let found = known.get(key);
        if (found === undefined) {
          found = parent.length;
          known.set(key, found);
          parent.push(up);
          fn.push(f);
        }
        at[node] = found;
      }
      const size = parent.length;
      const tree = { size, parent: Int32Array.from(parent), fn: Int32Array.from(fn), isInverted: false,
        us: new Float64Array(size), samples: new Float64Array(size), states: new Float64Array(size * stateCount) };
      const { entry_node, entry_state, entry_samples, entry_us } = data.tree;
      for (let index = 0; index < entry_node.length; index++) {
        const node = at[entry_node[index]];
        tree.states[node * stateCount + entry_state[index]] += entry_us[index];
        tree.us[node] += entry_us[index];
        tree.samples[node] += entry_samples[index];
      }
      tree.own = tree.us.slice();
      tree.ownSamples = tree.samples.slice();
      tree.ownStates = tree.states.slice();
      for (let node = size - 1; node > 0; node--) {
        const up = tree.parent[node];
        tree.us[up] += tree.us[node];
        tree.samples[up] += tree.samples[node];
        for (let state = 0; state < stateCount; state++) tree.states[up * stateCount + state] += tree.states[node * stateCount + state];
      }
      return withChildren(tree);
    }

    /** The functions in which time ended, and below each its callers. */
    function invertedTree(tree) {
      const parent = [-1], fn = [-1], us = [tree.us[0]], samples = [tree.samples[0]], depth = [0];
      const sums = [tree.states.slice(0, stateCount)];
      const leaves = [];
      for (let node = 1; node < tree.size; node++) if (tree.own[node] > 0) leaves.push(node);
      const work = [{ node: 0, leaves, at: leaves }];
      while (work.length) {
        const { node, leaves, at } = work.pop(), groups = new Map();
        for (let index = 0; index < leaves.length; index++) {
          const current = at[index];
          if (current <= 0) continue;
          let group = groups.get(tree.fn[current]);
          if (!group) groups.set(tree.fn[current], group = { leaves: [], at: [] });
          group.leaves.push(leaves[index]);
          group.at.push(tree.parent[current]);
        }
        for (const [f, group] of groups) {
          const number = parent.length, states = new Float64Array(stateCount);
          let time = 0, n = 0;
          for (const leaf of group.leaves) {
            time += tree.own[leaf];
            n += tree.ownSamples[leaf];
            for (let state = 0; state < stateCount; state++) states[state] += tree.ownStates[leaf * stateCount + state];
          }
          parent.push(node); fn.push(f); us.push(time); samples.push(n); sums.push(states); depth.push(depth[node] + 1);
          if (time >= whole * smallestFollowed && depth[number] < 400) work.push({ node: number, leaves: group.leaves, at: group.at });
        }
      }
      const size = parent.length, states = new Float64Array(size * stateCount);
      sums.forEach((sum, node) => states.set(sum, node * stateCount));
      return withChildren({ size, parent: Int32Array.from(parent), fn: Int32Array.from(fn), isInverted: true,
        us: Float64Array.from(us), samples: Float64Array.from(samples), states });
    }

    /** Adds depth, and the children of each node, the heaviest first. */
    function withChildren(tree) {
      const { size, parent, us } = tree;
      tree.first = new Int32Array(size + 1);
      tree.depth = new Int32Array(size);
      for (let node = 1; node < size; node++) {
        tree.first[parent[node] + 1]++;
        tree.depth[node] = tree.depth[parent[node]] + 1;
      }
      for (let node = 0; node < size; node++) tree.first[node + 1] += tree.first[node];
      const next = tree.first.slice();
      tree.children = new Int32Array(Math.max(0, size - 1));
      for (let node = 1; node < size; node++) tree.children[next[parent[node]]++] = node;
      for (let node = 0; node < size; node++) {
        if (tree.first[node + 1] - tree.first[node] > 1) {
          tree.children.subarray(tree.first[node], tree.first[node + 1]).sort((a, b) => us[b] - us[a] || a - b);
        }
      }
      return tree;
    }

    const treeCache = new Map();
    function treeFor({ frames, isFolded, isInverted }) {
      const key = frames + isFolded + isInverted;
      if (!treeCache.has(key)) {
        treeCache.set(key, isInverted ? invertedTree(treeFor({ frames, isFolded, isInverted: false })) : forwardTree(frames, isFolded));
      }
      return treeCache.get(key);
    }
    /** What is written in a function's box. */
    const stateOf = (tree, node) => {
      let most = 0;
      for (let state = 1; state < stateCount; state++) {
        if (tree.states[node * stateCount + state] > tree.states[node * stateCount + most]) most = state;
      }
      return most;
    };
    """#
}
