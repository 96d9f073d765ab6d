// Placeholder entry.
