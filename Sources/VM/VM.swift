// The VM room (see ARCHITECTURE.md).
