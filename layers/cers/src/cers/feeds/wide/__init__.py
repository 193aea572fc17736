"""Wide score files: one row a student and test, read as a layout describes it."""
