"""The procedures of this installation. Adding one: copy a folder, add a line here, its data, one walk-through test."""
